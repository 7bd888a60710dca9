"""A page's words as the index keeps them beside what it searches, so that ranking can look at where they stand.

One blob a page: how much of it is prose, then title, heading and text, each the first form of every word in order and
the further forms with their places. Reading a page back costs some microseconds; reading its text, milliseconds.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clearinghouse.lib.words.stems import stem
from clearinghouse.lib.words.word import Word

MOST_WORDS = 4_000  # of one page: ranking looks no further
SENTENCES = 0.02  # for each word, from which a page is all prose
_SENTENCE = re.compile(r"[^\W\d_]{2}[.!?](?:\s|$)")
_SECTION, _FURTHER = "\x1e", "\x1f"


@dataclass(frozen=True, slots=True)
class Line:
    """Words in order, and by further forms (j1772 beside j) the places they begin at."""

    words: list[str]
    further: dict[str, list[int]]

    def places(self, form: str) -> list[int]:
        """Where a form stands; a loop over words, so look for a few forms only."""
        found = [place for place, word in enumerate(self.words) if word == form] if form in self.words else []
        return sorted([*found, *self.further[form]]) if form in self.further else found


@dataclass(frozen=True, slots=True)
class PageWords:
    """What ranking knows of a page."""

    title: Line
    heading: Line
    text: Line
    prose: float = 1.0  # 0 for a page without a sentence, such as a table of contents


def packed(prose: float, title: Iterable[Word], heading: Iterable[Word], text: Iterable[Word]) -> bytes:
    """The blob of a page, from its words as `exact` reads them."""
    return _SECTION.join([f"{prose:.2f}", *map(_packed, (title, heading, text))]).encode()


def prose_of(text: str) -> float:
    """From 0 for a page that holds no sentence to 1 for one of nothing else."""
    words = len(text.split())
    return min(1.0, len(_SENTENCE.findall(text)) / (SENTENCES * words)) if words else 0.0


def _packed(words: Iterable[Word]) -> str:
    first: list[str] = []
    further: list[str] = []
    for word in words:
        if word.position >= MOST_WORDS:
            break
        forms: Sequence[str] = [stem(form) for form in word.forms]
        if word.span == 1 and word.position >= len(first):
            first.extend([""] * (word.position - len(first)))  # a place that holds only joined forms
            first.append(forms[0])
            forms = forms[1:]
        further.extend(f"{word.position}:{form}" for form in forms)
    return f"{' '.join(first)}{_FURTHER}{' '.join(further)}"


def unpacked(blob: bytes) -> PageWords:
    """The page of a blob."""
    prose, title, heading, text = blob.decode().split(_SECTION)
    return PageWords(_unpacked(title), _unpacked(heading), _unpacked(text), float(prose))


def _unpacked(packed_words: str) -> Line:
    words, _, rest = packed_words.partition(_FURTHER)
    further: dict[str, list[int]] = {}
    for item in rest.split():
        place, _, form = item.partition(":")
        further.setdefault(form, []).append(int(place))
    return Line(words.split(" "), further)
