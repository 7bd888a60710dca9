"""Gathers pages within the bounds for one document."""

import time
from collections.abc import Sequence
from typing import Any

from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.results import BETWEEN, HiddenKind, PageSource
from clearinghouse.lib.files.text import clean_rows, clean_text, one_line

HEADING_CHARACTERS = 200
MOST_SECTIONS = 30  # headings of one page
LABEL_CHARACTERS = 20
SENTENCE_CHARACTERS = 300
MOST_HIDDEN = 200  # a file with more hidden things is told of in a count
MOST_NOTES = 50
# About one printed page: how formats without pages of their own are split.
PAGE_CHARACTERS = 3000
TABLE_CHARACTERS = 6000
_SHARE_OF_CPU = 0.7  # stop reading with what we have, long before the kernel stops us with nothing


class Full(Exception):
    """The document has more text, or takes more time, than we keep."""


class Collector:
    """The pages so far. `add` raises Full when the next page does not fit any more."""

    def __init__(self, limits: Limits, most_pages: int) -> None:
        self.pages: list[tuple[int, str, str, str, str, str, list[str]]] = []
        self.hidden: dict[tuple[str, str, str], None] = {}
        self.notes: dict[str, None] = {}
        self.limits = limits
        self.truncated = False
        self.layer = ""
        self._most_pages = most_pages
        self._characters_left = limits.document_characters
        self._prefixes: list[str] = []
        self._stop_at = time.process_time() + limits.child_cpu_seconds * _SHARE_OF_CPU

    def add(
        self,
        heading: str,
        raw_text: str,
        label: str = "",
        *,
        source: PageSource = PageSource.TEXT,
        note: str = "",
        are_rows: bool = False,
        sections: Sequence[str] = (),
    ) -> None:
        """One page, cleaned and cut; its number is its place, its label what is printed on it.

        Rows of a table (`are_rows`) keep their empty cells and lines. `sections` are the heading in force where the
        page begins, which may be empty, and those on it.
        """
        if len(self.pages) >= self._most_pages or self.is_late:
            raise Full
        clean = clean_rows if are_rows else clean_text
        text = clean(raw_text, self.limits.page_characters + 1)
        if len(text) > self.limits.page_characters:
            text, self.truncated = text[: self.limits.page_characters], True
        if len(text) > self._characters_left:
            raise Full
        self._characters_left -= len(text)
        parts = [part for part in (*self._prefixes, heading) if part]
        number, printed = len(self.pages) + 1, one_line(label, LABEL_CHARACTERS)
        printed = "" if printed == str(number) else printed
        heading, note = one_line(BETWEEN.join(parts), HEADING_CHARACTERS), one_line(note, SENTENCE_CHARACTERS)
        self.pages.append((number, heading, text, printed, source, note, self._sections(sections)))

    def _sections(self, headings: Sequence[str]) -> list[str]:
        """A page with one heading needs none besides; files inside a ZIP say their names."""
        if self._prefixes or len(headings) < 2:
            return []
        return [one_line(heading, HEADING_CHARACTERS) for heading in headings[:MOST_SECTIONS]]

    @property
    def is_late(self) -> bool:
        """Whether it is time to stop with what we have."""
        return time.process_time() > self._stop_at

    def hide(self, kind: HiddenKind, sentence: str, place: str = "") -> None:
        """Something that is in the file and not on its face; said once, and never part of a page's text."""
        if len(self.hidden) < MOST_HIDDEN:
            where = BETWEEN.join(part for part in (*self._prefixes, place) if part)
            said = one_line(sentence, SENTENCE_CHARACTERS)
            self.hidden[(kind, said, one_line(where, HEADING_CHARACTERS))] = None

    def tell(self, sentence: str) -> None:
        """A sentence for the uploader about how the file was read; said once."""
        if len(self.notes) < MOST_NOTES:
            parts = (*self._prefixes, sentence)
            self.notes[one_line(": ".join(parts), SENTENCE_CHARACTERS)] = None

    def enter(self, name: str) -> None:
        """Pages from here on belong to a file inside a ZIP; their headings say so."""
        self._prefixes.append(one_line(name, 80))

    def leave(self) -> None:
        self._prefixes.pop()

    def answer(self, page_count: int, title: str) -> dict[str, Any]:
        """All of it for the parent process, as `clearinghouse.lib.files.reading.pages.answer` describes it."""
        return {
            "pages": self.pages,
            "page_count": max(page_count, len(self.pages)),
            "title": one_line(title),
            "truncated": self.truncated,
            "hidden": list(self.hidden),
            "notes": list(self.notes),
            "layer": self.layer,
        }


class Filling:
    """Adds pages as long as they fit. A reader goes on after that, to tell what else the file hides, in its time."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self._is_full = False

    def add(self, heading: str, text: str) -> None:
        if not self._is_full:
            try:
                self._collector.add(heading, text)
            except Full:
                self._is_full = self._collector.truncated = True
        if self._is_full and self._collector.is_late:
            raise Full
