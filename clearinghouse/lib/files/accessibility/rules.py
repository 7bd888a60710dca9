"""The rules a file is checked by, and what a check answers."""

import re
from collections.abc import Iterable
from enum import StrEnum

from clearinghouse.lib.frozen import dataclass

MOST_PLACES = 20
MOST_PLACE_CHARACTERS = 80
_FILE_NAME = re.compile(r"(?i)^[^\s/\\]+\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp)$")
_NAME_OF_NOTHING = re.compile(r"(?i)^(image|picture|photo|graphic|figure|chart|diagram|grafik|object)[\s_-]*\d*$")


class Rule(StrEnum):
    """One thing that people need; the order is that of the page."""

    TAGS = "tags"
    LANGUAGE = "language"
    TITLE = "title"
    HEADINGS = "headings"
    HEADING_ORDER = "heading-order"
    SLIDE_TITLES = "slide-titles"
    SHEET_NAMES = "sheet-names"
    ALT_TEXT = "alt-text"
    TABLE_HEADERS = "table-headers"
    READING_ORDER = "reading-order"
    TEXT_LAYER = "text-layer"
    CONTRAST = "contrast"
    BOOKMARKS = "bookmarks"


class Outcome(StrEnum):
    """What a check found."""

    PASSED = "passed"
    FAILED = "failed"
    BY_HAND = "by-hand"  # a program cannot know


@dataclass(frozen=True)
class Check:
    """What one rule found. `faults` of `total` things fall short, at `places` such as "page 3" (the first few)."""

    rule: Rule
    outcome: Outcome
    faults: int = 0
    total: int = 0
    places: tuple[str, ...] = ()


def passed(rule: Rule, total: int = 0) -> Check:
    """All is well."""
    return Check(rule, Outcome.PASSED, 0, total)


def failed(rule: Rule, places: Iterable[str] = (), *, total: int = 0, faults: int | None = None) -> Check:
    """Something falls short, at these places; `faults` when there are more of them than places."""
    found = list(places)
    known = tuple(place[:MOST_PLACE_CHARACTERS] for place in dict.fromkeys(found))
    return Check(rule, Outcome.FAILED, len(found) if faults is None else faults, total, known[:MOST_PLACES])


def by_hand(rule: Rule, places: Iterable[str] = ()) -> Check:
    """Somebody must look."""
    known = tuple(place[:MOST_PLACE_CHARACTERS] for place in dict.fromkeys(places))
    return Check(rule, Outcome.BY_HAND, places=known[:MOST_PLACES])


def judged(rule: Rule, places: Iterable[str], *, total: int) -> Check:
    """Passed when there is no place that falls short."""
    found = list(places)
    return failed(rule, found, total=total) if found else passed(rule, total)


def describes(words: str) -> bool:
    """Whether an alternative text says something: not nothing, a file's name or "Picture 3"."""
    words = " ".join(words.split())
    return bool(words) and not _FILE_NAME.match(words) and not _NAME_OF_NOTHING.match(words)


def heading_order(levels: Iterable[tuple[int, str]]) -> Check | None:
    """Whether levels (1 to 6, with their places) begin at 1 and never skip one on the way down; None without any."""
    before, total, skipped = 0, 0, []
    for level, place in levels:
        if level > before + 1:
            skipped.append(place)
        before, total = level, total + 1
    return judged(Rule.HEADING_ORDER, skipped, total=total) if total else None
