"""The sentences of a text that answer: those that say most of what is looked for."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from clearinghouse.lib.words.marking import Found, Wanted, find, mark, with_marks

LONGEST, SHORTEST = 240, 90  # characters of a passage
MOST_WEIGHED = 1_000  # places where something stands
_END = re.compile(r"(?<=[.!?:;•])[\"”’)]*\s+(?=[\"“(]?[A-Z0-9•])|\n\s*\n|\s*\n\s*(?=[•▪●◦–-]\s)|\t")
_BLANKS = re.compile(r"\s+")


def best(
    text: str,
    wanted: Wanted,
    weights: Sequence[float] = (),
    *,
    longest: int = LONGEST,
    marks: tuple[str, str] = ("", ""),
) -> str:
    """The passage that answers, in one line with marks around what was found; `…` where the text goes on.

    `weights` say how much each unit counts; without them one that is rare in the text counts more. A text that says
    nothing of it begins with its first words.
    """
    found = find(text, wanted)[:MOST_WEIGHED]
    start, end = _passage(text, found, weights, longest)
    passage = text[start:end]
    marked = with_marks(passage, mark(passage, wanted), *marks)
    before, after = "… " if start and text[:start].strip() else "", " …" if text[end:].strip() else ""
    return f"{before}{_BLANKS.sub(' ', marked).strip()}{after}"


def _passage(text: str, found: Sequence[Found], weights: Sequence[float], longest: int) -> tuple[int, int]:
    ends = [0, *(match.end() for match in _END.finditer(text[: found[-1].end + longest] if found else text[:longest]))]
    if not found:
        return _cut(text, 0, len(text), 0, longest)
    sentences = [*pairwise(ends), (ends[-1], len(text))]
    many = Counter(item.unit for item in found)
    worth = {unit: weights[unit] if weights else 1 / (1 + count) ** 0.5 + 0.5 for unit, count in many.items()}
    inside: dict[int, list[Found]] = {}
    for item in found:
        inside.setdefault(bisect_right(ends, item.start) - 1, []).append(item)
    at = max(inside, key=lambda at: (_score(inside[at], inside.get(at + 1, ()), worth, sentences[at]), -at))
    start, end = sentences[at]
    while end - start < SHORTEST and at + 1 < len(sentences):
        at += 1
        end = sentences[at][1]
    return _cut(text, start, end, _middle(inside[bisect_right(ends, start) - 1], worth, longest), longest)


def _score(
    here: Sequence[Found], next_to: Sequence[Found], worth: dict[int, float], sentence: tuple[int, int]
) -> float:
    """How much a sentence says: each unit once, those of the next sentence a little, a heading's less."""
    units = {item.unit for item in here}
    further = {item.unit for item in next_to} - units
    is_short = sentence[1] - sentence[0] < 40
    said = sum(worth[unit] for unit in units) + 0.3 * sum(worth[unit] for unit in further)
    return said * (0.75 if is_short else 1) + 0.02 * min(len(here), 5)


def _middle(found: Sequence[Found], worth: dict[int, float], longest: int) -> int:
    """Where in a long sentence to begin: where most stands within one passage."""

    def said(start: int) -> float:
        return sum(worth[unit] for unit in {one.unit for one in found[:300] if start <= one.start < start + longest})

    return max((item.start for item in found[:100]), key=said)


def _cut(text: str, start: int, end: int, around: int, longest: int) -> tuple[int, int]:
    """No more than the longest, with some words before what was found, cut between words."""
    if end - start <= longest:
        return start, end
    if around - start > longest // 3:
        start = max(start, around - longest // 4)
        blank = text.find(" ", start, around)
        start = blank + 1 if blank >= 0 else start
    if end - start > longest:
        blank = text.rfind(" ", start + longest // 2, start + longest)
        end = blank if blank >= 0 else start + longest
    return start, end
