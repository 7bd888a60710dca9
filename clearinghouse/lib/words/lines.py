"""Where a text may hold words of certain stems, found without reading all its words."""

import re
from collections.abc import Iterable
from functools import lru_cache

from clearinghouse.lib.words.stems import FAMILIES

_SURE = 7  # letters of a stem from which on the first three of its words are the same; of shorter ones, two
_LETTER = r"[^\W\d_]"
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


@lru_cache(maxsize=128)
def beginnings_of(stems: frozenset[str]) -> re.Pattern[str]:
    """Finds what may be a word with one of these stems: its letters, and a sign after them that others may follow."""
    rests: dict[str, list[str]] = {}
    for sign in sorted(signs_of(stems)):
        rests.setdefault(sign[0], []).append(re.escape(sign[1:]))
    # By the first letter, so that the search passes over all others without a look.
    words = [rf"{first}(?<!{_LETTER}.)(?:{'|'.join(rest)})" for first, rest in rests.items() if first.isalpha()]
    others = [re.escape(first) for first in rests if not first.isalpha()]
    beginning = [rf"(?:{'|'.join(words)}){_LETTER}*(?:'|\.(?={_LETTER}))?"] if words else []
    return re.compile("|".join([*beginning, *others]))


def broken(text: str) -> list[tuple[int, int]]:
    """Where the lines begin and end that end in a broken word, each with the one that it goes on in."""
    ends: dict[int, int] = {}
    for found in _BREAK.finditer(text):
        start, end = line_of(text, found.start(), found.end())
        ends[start] = max(end, ends.get(start, 0))
    return list(ends.items())


def line_of(text: str, first: int, last: int) -> tuple[int, int]:
    """From the beginning of the line of one place to the end of that of another."""
    return text.rfind("\n", 0, first) + 1, (text.find("\n", last) + 1) or len(text)


def joined(parts: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Parts in order, those that touch as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(parts):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
