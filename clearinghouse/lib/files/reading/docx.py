"""Word documents, split where their pages break."""

from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.reading.collector import PAGE_CHARACTERS, Collector
from clearinghouse.lib.files.reading.ooxml import Package, attribute, walk
from clearinghouse.lib.files.text import chunks

_BREAK, _RENDERED_BREAK = "\f", "\v"  # XML cannot hold these characters, so they are ours
_SKIPPED = {"Fallback", "moveFrom", "del"}
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_TEXT_OF = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-", "lastRenderedPageBreak": _RENDERED_BREAK}


def read(stream: BinaryIO, collector: Collector) -> str:
    """Add the pages to `collector`; the document's own title."""
    package = Package(stream, collector.limits)
    part = package.main_part("word/document.xml")
    pages = _Pages(collector, package.mentions(part, b"lastRenderedPageBreak"))
    body = _Body(pages, _heading_styles(package))
    package.read_into(part, body)
    pages.end_page()
    pages.heading = "Notes"
    for notes in _NOTES:
        package.read_into(notes, body)
    pages.end_page()
    return package.title()


@dataclass
class Flow:
    """A document before anybody says where its pages end: paragraphs and table rows, and its notes."""

    title: str = ""
    paragraphs: list[str] = field(default_factory=list)
    headings: set[int] = field(default_factory=set)  # places in `paragraphs`
    notes: list[str] = field(default_factory=list)


def read_flow(stream: BinaryIO, limits: Limits) -> Flow:
    """All of a document, for pages that somebody else knows."""
    package = Package(stream, limits)
    flow = Flow(package.title())
    body = _Body(_Gathered(flow.paragraphs, flow.headings), _heading_styles(package))
    package.read_into(package.main_part("word/document.xml"), body)
    notes = _Body(_Gathered(flow.notes, set()), set())
    for part in _NOTES:
        package.read_into(part, notes)
    return flow


class _Paragraphs(Protocol):
    """Where the paragraphs of a part go."""

    def add(self, paragraph: str, *, is_heading: bool) -> None: ...

    def end_page(self) -> None: ...


class _Gathered:
    """Paragraphs in a list; breaks that Word drew are forgotten."""

    def __init__(self, paragraphs: list[str], headings: set[int]) -> None:
        self._paragraphs = paragraphs
        self._headings = headings

    def add(self, paragraph: str, *, is_heading: bool) -> None:
        for piece in paragraph.replace(_RENDERED_BREAK, "").split(_BREAK):
            if piece.strip():
                if is_heading:
                    self._headings.add(len(self._paragraphs))
                self._paragraphs.append(piece)

    def end_page(self) -> None:
        """Others know where pages end."""


def _heading_styles(package: Package) -> set[str]:
    """The ids of paragraph styles that are headings or titles, by their name or outline level."""
    found = {f"Heading{level}" for level in range(1, 5)} | {"Title"}
    for style in walk(package.tree("word/styles.xml"), "style"):
        names = [attribute(name, "val").lower() for name in walk(style, "name")]
        has_level = any(attribute(level, "val") in ("0", "1", "2") for level in walk(style, "outlineLvl"))
        if has_level or any(name.startswith("heading ") or name == "title" for name in names):
            found.add(attribute(style, "styleId"))
    return found


class _Pages:
    """Paragraphs on their way into pages."""

    def __init__(self, collector: Collector, has_rendered_breaks: bool) -> None:
        self.heading = ""
        self._collector = collector
        self._has_rendered_breaks = has_rendered_breaks  # Word has told where its pages end: no need to guess
        self._paragraphs: list[str] = []
        self._size = 0
        self._own_heading = ""

    def add(self, paragraph: str, *, is_heading: bool) -> None:
        """One paragraph; form feeds in it are page breaks."""
        pieces = paragraph.replace(_RENDERED_BREAK, _BREAK).split(_BREAK)
        for number, piece in enumerate(pieces):
            if number:
                self.end_page()
            whole = self._has_rendered_breaks or len(piece) <= PAGE_CHARACTERS
            for part in [piece] if whole else chunks(piece, PAGE_CHARACTERS):
                self._add_piece(part, is_heading)

    def end_page(self) -> None:
        text = "\n".join(self._paragraphs)
        if text.strip():
            self._collector.add(self._own_heading or self.heading, text)
        self._paragraphs, self._size, self._own_heading = [], 0, ""

    def _add_piece(self, piece: str, is_heading: bool) -> None:
        if not self._has_rendered_breaks and self._size and self._size + len(piece) > PAGE_CHARACTERS:
            self.end_page()
        if is_heading and piece.strip():
            self.heading = piece
            self._own_heading = self._own_heading or piece
        self._paragraphs.append(piece)
        self._size += len(piece) + 1


class _Body:
    """Turns the events of a Word part into paragraphs and table rows."""

    def __init__(self, pages: _Paragraphs, heading_styles: set[str]) -> None:
        self._pages = pages
        self._heading_styles = heading_styles
        self._paragraphs: list[list[str]] = []  # a text box puts a paragraph inside a paragraph
        self._headings: list[bool] = []
        self._rows: list[list[str]] = []  # a table in a cell puts a row inside a row
        self._cell: list[str] = []
        self._skipped = 0
        self._in_text = False
        self._in_properties = False
        self._page_ends_after = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _SKIPPED:
            self._skipped += 1
        elif self._skipped:
            return
        elif name == "t":
            self._in_text = True
        elif name == "p":
            self._paragraphs.append([])
            self._headings.append(False)
        elif name == "tr":
            self._rows.append([])
            self._cell = []
        elif self._paragraphs:
            self._start_in_paragraph(name, attributes)

    def _start_in_paragraph(self, name: str, attributes: dict[str, str]) -> None:
        paragraph = self._paragraphs[-1]
        if name == "pPr":
            self._in_properties = True
        elif name == "br":
            paragraph.append(_BREAK if attributes.get("type") == "page" else "\n")
        elif name in _TEXT_OF and not self._in_properties:  # a "tab" among the properties is a tab stop
            paragraph.append(_TEXT_OF[name])
        elif name == "pageBreakBefore" and attributes.get("val", "true") not in ("0", "false"):
            paragraph.append(_BREAK)
        elif name == "pStyle":
            self._headings[-1] = attributes.get("val", "") in self._heading_styles
        elif name == "outlineLvl":
            self._headings[-1] = attributes.get("val", "") in ("0", "1", "2")
        elif name == "sectPr":
            self._page_ends_after = True
        elif name == "type" and attributes.get("val") == "continuous":
            self._page_ends_after = False

    def data(self, text: str) -> None:
        if self._in_text and not self._skipped and self._paragraphs:
            self._paragraphs[-1].append(text)

    def end(self, name: str) -> None:
        if name in _SKIPPED:
            self._skipped -= 1
        elif self._skipped:
            return
        elif name == "t":
            self._in_text = False
        elif name == "pPr":
            self._in_properties = False
        elif name == "p" and self._paragraphs:
            self._end_paragraph("".join(self._paragraphs.pop()), self._headings.pop())
        elif name == "tc" and self._rows:
            self._rows[-1].append(" ".join(part for part in self._cell if part.strip()))
            self._cell = []
        elif name == "tr" and self._rows:
            self._end_row(self._rows.pop())

    def _end_paragraph(self, text: str, is_heading: bool) -> None:
        if self._rows:
            self._cell.append(text)
            return
        self._pages.add(text, is_heading=is_heading)
        if self._page_ends_after:
            self._page_ends_after = False
            self._pages.end_page()

    def _end_row(self, cells: list[str]) -> None:
        text = "\t".join(" ".join(cell.replace(_BREAK, " ").split()) for cell in cells)
        if self._rows:
            self._cell.append(text)
            return
        self._pages.add(text, is_heading=False)
        if any(_BREAK in cell or _RENDERED_BREAK in cell for cell in cells):
            self._pages.end_page()
