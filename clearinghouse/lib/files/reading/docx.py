"""Word documents, split where their pages break."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from clearinghouse.lib.files.contrast import WHITE, Color
from clearinghouse.lib.files.reading.collector import PAGE_CHARACTERS, Collector, Filling
from clearinghouse.lib.files.reading.drawings import words_of_graphics
from clearinghouse.lib.files.reading.numbering import Numbering
from clearinghouse.lib.files.reading.ooxml import Package, walk
from clearinghouse.lib.files.reading.properties import tell_embedded, tell_names
from clearinghouse.lib.files.reading.word_body import BREAK, RENDERED_BREAK, Body, Found, Paragraphs
from clearinghouse.lib.files.reading.word_colors import ColorStyles, Inks
from clearinghouse.lib.files.reading.word_sections import Section, sections_of
from clearinghouse.lib.files.reading.word_styles import Styles
from clearinghouse.lib.files.results import HiddenKind
from clearinghouse.lib.files.text import chunks

_NOTES = ("footnotes", "endnotes")
# What is left of "Page 3 of 12" without its numbers.
_ONLY_PAGE_NUMBER = re.compile(r"[\W_\d]*(?:page|p|pg)?[\W_\d]*(?:of)?[\W_\d]*", re.IGNORECASE)


def read(stream: BinaryIO, collector: Collector) -> str:
    """Add the pages to `collector`; the document's own title."""
    document = _Document(Package(stream, collector.limits), collector)
    pages = _Pages(collector, document.sections, has_rendered_breaks=document.has_rendered_breaks)
    try:
        document.read_into(pages)
        pages.end_page()
        pages.heading = "Notes"
        document.read_notes_into(pages)
        pages.end_page()
    finally:  # also when time is up
        document.tell()
    return document.title


@dataclass
class Flow:
    """A document before anybody says where its pages end: paragraphs and table rows, and its notes."""

    title: str = ""
    paragraphs: list[str] = field(default_factory=list)
    headings: set[int] = field(default_factory=set)  # places in `paragraphs`
    notes: list[str] = field(default_factory=list)
    sections: list[tuple[int, Section]] = field(default_factory=list)  # each with the place where it begins


def read_flow(stream: BinaryIO, collector: Collector) -> Flow:
    """All of a document, for pages that somebody else knows; what is hidden is told to the collector."""
    document = _Document(Package(stream, collector.limits), collector)
    flow = Flow(document.title)
    gathered = _Gathered(flow.paragraphs, flow.headings)
    document.read_into(gathered)
    flow.sections = [
        (place, section) for place, section in zip(gathered.section_starts, document.sections, strict=False)
    ]
    document.read_notes_into(_Gathered(flow.notes, set()))
    document.tell()
    return flow


class _Document:
    """The parts of a Word document and what they share."""

    def __init__(self, package: Package, collector: Collector) -> None:
        self.title = package.title()
        self._package = package
        self._collector = collector
        self._part = package.main_part("word/document.xml")
        self._styles = Styles(package, self._part)
        numbers = next(package.related(self._part, "numbering"), "word/numbering.xml")
        self._numbering = Numbering(package.tree(numbers))
        self._found = Found()
        self._colors = ColorStyles(package.tree(next(package.related(self._part, "styles"), "word/styles.xml")))
        self._page = self._page_color()
        self.has_rendered_breaks = package.mentions(self._part, b"lastRenderedPageBreak")
        self.sections = sections_of(package, self._part, self._read_furniture)

    def read_into(self, pages: Paragraphs) -> None:
        self._package.read_into(self._part, self._body(self._part, pages))

    def read_notes_into(self, pages: Paragraphs) -> None:
        for kind in _NOTES:
            part = next(self._package.related(self._part, kind), f"word/{kind}.xml")
            self._package.read_into(part, self._body(part, pages))

    def tell(self) -> None:
        """What anyone who downloads the file finds in it, and nobody sees here."""
        tell_names(self._package, self._collector)
        tell_embedded(self._package, self._collector)
        if self._found.changes:
            self._hide(
                HiddenKind.TRACKED_CHANGES,
                "This document has tracked changes; anyone who downloads the file can see them and who made them.",
            )
        if count := self._comments():
            comments, them = ("1 comment is", "it") if count == 1 else (f"{count:,} comments are", "them")
            sentence = f"{comments} in the margin; anyone who downloads the file can read {them}."
            self._hide(HiddenKind.COMMENTS, sentence)
        if self._found.hidden_runs:
            self._hide(
                HiddenKind.HIDDEN_TEXT,
                "Some text is formatted as hidden; anyone who downloads the file can show it.",
            )
        if self._found.blended_runs:
            self._hide(
                HiddenKind.HIDDEN_TEXT,
                "Some text has the color of its background, such as white on white; "
                "anyone who downloads the file can read it.",
            )
        if count := self._found.fields_without_result:
            fields = "1 field has" if count == 1 else f"{count:,} fields have"
            self._collector.tell(
                f"{fields} no result yet. In Word, press Ctrl+A and F9, save the file, and upload it again."
            )

    def _hide(self, kind: HiddenKind, sentence: str) -> None:
        self._collector.hide(kind, sentence, "whole document")

    def _comments(self) -> int:
        parts = self._package.related(self._part, "comments")
        return sum(1 for part in parts for _ in walk(self._package.tree(part), "comment"))

    def _page_color(self) -> Color | None:
        """What is behind the text of a page; None where a picture or another color may be."""
        parts = [self._part, *self._package.related(self._part, "header", "footer")]
        return None if any(self._lies_behind(part) for part in parts) else WHITE

    def _lies_behind(self, part: str) -> bool:
        if self._package.mentions(part, b'behindDoc="1"') or self._package.mentions(part, b"<w:background "):
            return True
        return self._package.mentions(part, b"z-index:-") and not self._package.mentions(part, b"textpath")

    def _read_furniture(self, part: str) -> list[str]:
        """The lines of a header or footer."""
        lines: list[str] = []
        self._package.read_into(part, self._body(part, _Gathered(lines, set()), has_page_numbers=False))
        words = (" ".join(line.split()) if "\t" not in line else line.strip() for line in lines)
        return [line for line in words if not _ONLY_PAGE_NUMBER.fullmatch(line)]

    def _body(self, part: str, pages: Paragraphs, *, has_page_numbers: bool = True) -> Body:
        return Body(
            pages,
            self._styles,
            self._numbering,
            self._found,
            Inks(self._colors, self._page),
            lambda references: words_of_graphics(self._package, part, references, with_data=True),
            has_page_numbers=has_page_numbers,
        )


class _Gathered:
    """Paragraphs in a list; breaks that Word drew are forgotten."""

    def __init__(self, paragraphs: list[str], headings: set[int]) -> None:
        self.section_starts = [0]
        self._paragraphs = paragraphs
        self._headings = headings

    def add(self, paragraph: str, *, is_heading: bool) -> None:
        for piece in paragraph.replace(RENDERED_BREAK, "").split(BREAK):
            if piece.strip():
                if is_heading:
                    self._headings.add(len(self._paragraphs))
                self._paragraphs.append(piece)

    def end_page(self) -> None:
        """Others know where pages end."""

    def begin_section(self) -> None:
        self.section_starts.append(len(self._paragraphs))


class _Pages:
    """Paragraphs on their way into pages. The header and footer of a section are on its first page."""

    def __init__(self, collector: Collector, sections: Sequence[Section], *, has_rendered_breaks: bool) -> None:
        self.heading = ""
        self._filling = Filling(collector)
        self._sections = list(sections)
        self._has_rendered_breaks = has_rendered_breaks  # Word has told where its pages end: no need to guess
        self._paragraphs: list[str] = []
        self._size = 0
        self._own_heading = ""
        self._header: list[str] = []
        self._footer: list[str] = []
        self.begin_section()

    def add(self, paragraph: str, *, is_heading: bool) -> None:
        """One paragraph; form feeds in it are page breaks."""
        pieces = paragraph.replace(RENDERED_BREAK, BREAK).split(BREAK)
        for number, piece in enumerate(pieces):
            if number:
                self.end_page()
            whole = self._has_rendered_breaks or len(piece) <= PAGE_CHARACTERS
            for part in [piece] if whole else chunks(piece, PAGE_CHARACTERS):
                self._add_piece(part, is_heading)

    def end_page(self) -> None:
        text = "\n".join(self._paragraphs)
        if text.strip():
            text = "\n".join([*self._header, text, *self._footer])
            self._filling.add(self._own_heading or self.heading, text)
            self._header, self._footer = [], []
        self._paragraphs, self._size, self._own_heading = [], 0, ""

    def begin_section(self) -> None:
        if self._sections:
            section = self._sections.pop(0)
            self._header += section.header
            self._footer += section.footer

    def _add_piece(self, piece: str, is_heading: bool) -> None:
        if not self._has_rendered_breaks and self._size and self._size + len(piece) > PAGE_CHARACTERS:
            self.end_page()
        if is_heading and piece.strip():
            self.heading = piece
            self._own_heading = self._own_heading or piece
        self._paragraphs.append(piece)
        self._size += len(piece) + 1
