"""The lines of a text that may hold words of certain stems, found without reading all its words."""

import re
from collections.abc import Collection, Iterable

from clearinghouse.lib.words.stems import FAMILIES

MOST_SIGNS = 16  # with more, reading every line is as fast
_SURE = 7  # letters of a stem from which on the first three of its words are the same; of shorter ones, two
_BREAK = re.compile(r"-[ \t]*\r?\n")
_families = {family[0]: family for family in FAMILIES}


def signs_of(stems: Iterable[str]) -> frozenset[str]:
    """Beginnings, of which every word with one of these stems has one where it stands in a folded text."""
    return frozenset(sign for stem in stems for sign in _signs(stem))


def _signs(stem: str) -> Iterable[str]:
    if not stem[0].isalpha():
        yield stem[0]
        return
    for form in _families.get(stem, (stem,)):
        yield form[: 3 if len(form) >= _SURE else 2]
    if len(stem) > 1:
        yield from (f"{stem[0]}.", f"{stem[0]}'")  # u.s. and o'brien lose their signs
    if len(stem) == 3 and stem.endswith("ie"):
        yield f"{stem[0]}y"  # dying is found by die
    if stem == "percent":
        yield "%"


def lines_with(text: str, signs: Collection[str]) -> list[tuple[int, int]]:
    """Where the lines begin and end that may hold one of the words, in order; those side by side as one.

    A line that ends in a broken word, and the one that it goes on in, are always among them.
    """
    if len(signs) > MOST_SIGNS:
        return [(0, len(text))]
    ends: dict[int, int] = {}
    for sign in signs:
        at = text.find(sign)
        while at >= 0:
            if at and sign[0].isalpha() and text[at - 1].isalpha():
                at += 1  # within a word
            else:
                start, at = _line_of(text, at, at)
                ends[start] = at
            at = text.find(sign, at)
    for found in _BREAK.finditer(text):
        start, end = _line_of(text, found.start(), found.end())
        ends[start] = max(end, ends.get(start, 0))
    return _joined(sorted(ends.items()))


def _line_of(text: str, first: int, last: int) -> tuple[int, int]:
    """From the beginning of the line of one place to the end of that of another."""
    return text.rfind("\n", 0, first) + 1, (text.find("\n", last) + 1) or len(text)


def _joined(parts: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in parts:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
