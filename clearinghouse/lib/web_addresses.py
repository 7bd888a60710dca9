"""Addresses within a text: where each begins, where it ends, and where it leads."""

import re
from collections.abc import Iterator

from clearinghouse.lib.frozen import dataclass

_BARE_ENDINGS = "gov|mil|edu|org|com|us"  # without "https://" or "www.", only these are surely addresses
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_REST = r"(?:[/?#][^\s<>\"`|\\“”\[\]]*)?"
_BEGINS = r"(?<![\w.@/+-])"
# Each repetition is bounded or begins at the start of a word, so that a long line costs no more than its length.
_ADDRESS = re.compile(
    rf"""{_BEGINS}(?:
        (?P<web>https?://(?:(?![,;]https?:)[^\s<>\"`|\\“”‘’\[\]])+)
        | (?P<mail>[\w.+%-]{{1,64}}@(?:{_LABEL}\.){{1,8}}[a-zA-Z]{{2,24}})(?![\w@])
        | (?P<bare>(?:www\.(?:{_LABEL}\.){{1,8}}[a-zA-Z]{{2,24}}
            | (?:{_LABEL}\.){{1,8}}(?:{_BARE_ENDINGS}))(?![\w@-]|\.\w)(?::\d{{1,5}})?{_REST})
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_SENTENCE_ENDS = ".,;:!?'’*_~…"
_PAIRS = {")": "(", "}": "{"}


@dataclass(frozen=True)
class Found:
    """An address in a text: `text` as it stands there, from `start` on."""

    start: int
    text: str
    url: str


def every(text: str) -> Iterator[Found]:
    """All addresses, in order."""
    for found in _ADDRESS.finditer(text):
        if address := _found(found):
            yield address


def _found(found: re.Match[str]) -> Found | None:
    words = _without_the_sentence(found[0])
    if found["mail"]:
        return Found(found.start(), words, f"mailto:{words}")
    if found["bare"]:
        return Found(found.start(), words, f"https://{words}")
    has_host = len(words) > len("https://") and words.partition("://")[2][:1].isalnum()
    return Found(found.start(), words, words) if has_host else None


def _without_the_sentence(words: str) -> str:
    """The address without the punctuation of the sentence around it; brackets that it opened itself stay."""
    while words:
        last = words[-1]
        if last in _SENTENCE_ENDS or (last in _PAIRS and words.count(last) > words.count(_PAIRS[last])):
            words = words[:-1]
        else:
            break
    return words
