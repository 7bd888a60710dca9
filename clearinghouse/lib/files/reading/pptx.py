"""PowerPoint presentations: one page per slide, in the order they are shown, notes below."""

from typing import BinaryIO

from clearinghouse.lib.files.reading.collector import Collector
from clearinghouse.lib.files.reading.ooxml import Package, walk

_TITLES = {"title", "ctrTitle"}
_FURNITURE = {"sldNum", "dt", "ftr", "hdr", "sldImg"}  # numbers, dates and footers that every slide repeats


def read(stream: BinaryIO, collector: Collector) -> str:
    """Add the slides to `collector`; the presentation's own title."""
    package = Package(stream, collector.limits)
    part = package.main_part("ppt/presentation.xml")
    relations = package.relations(part)
    for slide_id in walk(package.tree(part), "sldId"):
        relation = relations.get(_relation_id(slide_id.attrib))
        if relation is None or relation.kind != "slide":
            continue
        slide = _Slide()
        package.read_into(relation.target, slide)
        text = "\n".join(slide.paragraphs)
        notes = _notes(package, relation.target)
        collector.add(slide.title, f"{text}\n\nNotes:\n{notes}" if notes else text)
    return package.title()


def _relation_id(attributes: dict[str, str]) -> str:
    """The namespaced id; the plain one numbers the slide."""
    return next((value for name, value in attributes.items() if name.endswith("}id")), "")


def _notes(package: Package, slide_part: str) -> str:
    for relation in package.relations(slide_part).values():
        if relation.kind == "notesSlide":
            notes = _Slide()
            package.read_into(relation.target, notes)
            return "\n".join(notes.paragraphs)
    return ""


class _Slide:
    """Turns the events of a slide or of its notes into paragraphs and a title."""

    def __init__(self) -> None:
        self.title = ""
        self.paragraphs: list[str] = []
        self._placeholder = ""
        self._parts: list[str] = []
        self._row: list[str] | None = None
        self._skipped = 0
        self._in_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Fallback":
            self._skipped += 1
        elif name == "sp":
            self._placeholder = ""
        elif name == "ph":
            self._placeholder = attributes.get("type", "")
        elif name == "t":
            self._in_text = not self._skipped and self._placeholder not in _FURNITURE
        elif name == "br":
            self._parts.append("\n")
        elif name == "tr":
            self._row = []

    def data(self, text: str) -> None:
        if self._in_text:
            self._parts.append(text)

    def end(self, name: str) -> None:
        if name == "Fallback":
            self._skipped -= 1
        elif name == "t":
            self._in_text = False
        elif name == "p" and self._row is None:
            self._end_paragraph("".join(self._parts))
            self._parts = []
        elif name == "p":
            self._parts.append(" ")
        elif name == "tc" and self._row is not None:
            self._row.append(" ".join("".join(self._parts).split()))
            self._parts = []
        elif name == "tr" and self._row is not None:
            self.paragraphs.append("\t".join(self._row))
            self._row = None

    def _end_paragraph(self, text: str) -> None:
        if not text.strip():
            return
        self.paragraphs.append(text)
        if self._placeholder in _TITLES:
            self.title = f"{self.title} {text}".strip()
