"""PowerPoint presentations: one page per visible slide, in the order they are shown. Notes and comments are told."""

import re
from collections.abc import Collection, Iterable
from typing import BinaryIO

from clearinghouse.lib.files.reading.collector import Collector
from clearinghouse.lib.files.reading.drawings import SHAPES, words_of_graphics
from clearinghouse.lib.files.reading.ooxml import Element, Package, attribute, walk
from clearinghouse.lib.files.reading.properties import tell_embedded, tell_names
from clearinghouse.lib.files.reading.slide_colors import Behind, blended_runs
from clearinghouse.lib.files.results import HiddenKind

_TITLES = {"title", "ctrTitle"}
_FURNITURE = {"sldNum", "dt", "hdr", "sldImg"}  # numbers and dates that every slide repeats
_FOOTER = "ftr"
_COMMENTS = {"cm", "reply"}
_PLACES = {"xfrm", "off", "ext"}


def read(stream: BinaryIO, collector: Collector) -> str:
    """Add the slides to `collector`; the presentation's own title."""
    package = Package(stream, collector.limits)
    part = package.main_part("ppt/presentation.xml")
    deck = _Deck(package, collector, _size(package, part))
    slides = _slides(package, part)
    tell_names(package, collector)
    tell_embedded(package, collector)
    deck.tell_of(slides)
    for number, slide in slides:
        deck.add(number, slide)
    return package.title()


def _slides(package: Package, part: str) -> list[tuple[int, str]]:
    """The parts of the slides with the numbers that PowerPoint gives them."""
    root = package.tree(part)
    relations = package.relations(part)
    numbers = [attribute(element, "firstSlideNum") for element in walk(root, "presentation")]
    first = int(numbers[0]) if numbers and numbers[0].isdigit() and len(numbers[0]) < 5 else 1
    found = (relations.get(_relation_id(slide_id.attrib)) for slide_id in walk(root, "sldId"))
    parts = [relation.target for relation in found if relation is not None and relation.kind == "slide"]
    return list(enumerate(parts, start=first))


def _size(package: Package, part: str) -> tuple[int, int] | None:
    """Of the slides, in the units of their shapes."""
    sizes = [(_number(element, "cx"), _number(element, "cy")) for element in walk(package.tree(part), "sldSz")]
    return sizes[0] if sizes and min(sizes[0]) > 0 else None


def _number(element: Element, name: str) -> int:
    return _whole_number(attribute(element, name))


def _whole_number(text: str) -> int:
    """0 for what is none."""
    return int(text) if re.fullmatch(r"-?[0-9]{1,12}", text) else 0


def _relation_id(attributes: dict[str, str]) -> str:
    """The namespaced id; the plain one numbers the slide."""
    return next((value for name, value in attributes.items() if name.endswith("}id")), "")


class _Deck:
    """Adds slide after slide, and remembers what was told before."""

    def __init__(self, package: Package, collector: Collector, size: tuple[int, int] | None) -> None:
        self._package = package
        self._size = size
        self._collector = collector
        self._repeated: set[str] = set()  # lines that stand on many slides
        self._backgrounds: set[str] = set()  # layouts and masters

    def tell_of(self, slides: list[tuple[int, str]]) -> None:
        """What anyone who downloads the file finds in it, and nobody sees on its slides."""
        noted: list[int] = []
        for number, part in slides:
            place = f"slide {number}"
            slide = self._read_slide(part)
            if slide.is_hidden:
                sentence = f"Slide {number} is hidden; anyone who downloads the file can show it."
                self._collector.hide(HiddenKind.SLIDE, sentence, place)
            elif slide.hidden_words:
                sentence = f"Slide {number} has objects that are hidden; anyone who downloads the file can show them."
                self._collector.hide(HiddenKind.HIDDEN_TEXT, sentence, place)
            if slide.has_blended and not slide.is_hidden:
                sentence = (
                    f"Slide {number} has text in the color of its background, such as white on white; "
                    "anyone who downloads the file can read it."
                )
                self._collector.hide(HiddenKind.HIDDEN_TEXT, sentence, place)
            if slide.words_beside and not slide.is_hidden:
                sentence = f"Slide {number} has text beside the slide; anyone who downloads the file can read it."
                self._collector.hide(HiddenKind.HIDDEN_TEXT, sentence, place)
            if count := self._comments(part):
                comments, them = ("1 comment is", "it") if count == 1 else (f"{count:,} comments are", "them")
                sentence = f"{comments} on slide {number}; anyone who downloads the file can read {them}."
                self._collector.hide(HiddenKind.COMMENTS, sentence, place)
            noted += [number] if self._has_notes(part) else []
        if noted:
            which = f"Slide {noted[0]} has" if len(noted) == 1 else f"{len(noted):,} slides have"
            sentence = f"{which} speaker notes; anyone who downloads the file can read them."
            places = ", ".join(map(str, noted))
            self._collector.hide(HiddenKind.SPEAKER_NOTES, sentence, f"slide{'s' * (len(noted) > 1)} {places}")

    def add(self, number: int, part: str) -> None:
        """A slide as a page; nothing where it is hidden."""
        slide = self._read_slide(part)
        if slide.is_hidden:
            return
        words = words_of_graphics(self._package, part, slide.references, with_data=True)
        behind = self._background(part) if slide.shows_background else []
        repeated = self._new([*behind, *slide.footers])
        self._collector.add(slide.title, "\n".join([*slide.paragraphs, *words, *repeated]), str(number))

    def _new(self, lines: Iterable[str]) -> list[str]:
        new = [line for line in dict.fromkeys(lines) if line not in self._repeated]
        self._repeated.update(new)
        return new

    def _background(self, part: str) -> list[str]:
        """What the layout and the master write on each of their slides."""
        lines: list[str] = []
        for layout in self._package.related(part, "slideLayout"):
            for background in (layout, *self._package.related(layout, "slideMaster")):
                if background not in self._backgrounds:
                    self._backgrounds.add(background)
                    lines += self._read(background, own_shapes_only=True).paragraphs
        return lines

    def _comments(self, part: str) -> int:
        parts = self._package.related(part, "comments")
        elements = (e for comments in parts for name in _COMMENTS for e in walk(self._package.tree(comments), name))
        return sum(1 for _ in elements)

    def _has_notes(self, part: str) -> bool:
        return any(self._read(notes).paragraphs for notes in self._package.related(part, "notesSlide"))

    def _read_slide(self, part: str) -> "_Slide":
        slide = _Slide(size=self._size, blended=self._blended_runs(part))
        self._package.read_into(part, slide)
        return slide

    def _read(self, part: str, *, own_shapes_only: bool = False) -> "_Slide":
        slide = _Slide(own_shapes_only=own_shapes_only)
        self._package.read_into(part, slide)
        return slide

    def _blended_runs(self, part: str) -> set[int]:
        tree = self._package.tree(part)
        if tree is None or not any(True for properties in walk(tree, "rPr") for _ in walk(properties, "solidFill")):
            return set()
        layout = next(self._package.related(part, "slideLayout"), "")
        master = next(self._package.related(layout, "slideMaster"), "")
        theme = next(self._package.related(master, "theme"), "")
        return blended_runs(tree, Behind(*map(self._package.tree, (layout, master, theme))))


class _Slide:
    """Turns the events of a slide, its notes or its background into paragraphs and a title.

    With the slide's `size`, shapes that lie wholly beside it are left out: nobody sees them when it is shown. So are
    the runs of letters, counted from 0, that have the color of what is behind them.
    """

    def __init__(
        self,
        *,
        own_shapes_only: bool = False,
        size: tuple[int, int] | None = None,
        blended: Collection[int] = (),
    ) -> None:
        self.title = ""
        self.paragraphs: list[str] = []
        self.footers: list[str] = []
        self.references: list[str] = []  # of charts and SmartArt
        self.is_hidden = False
        self.shows_background = True
        self.hidden_words = False
        self.words_beside = False
        self.has_blended = False
        self._blended = blended
        self._run = -1
        self._is_blended = False
        self._size = size
        self._corner: tuple[int, int] | None = None  # of the outermost open shape, until its size is known
        self._is_turned = False
        self._is_beside = False
        self._own_shapes_only = own_shapes_only  # a placeholder of a layout says only what belongs there
        self._shapes: list[bool] = []  # whether each open shape is hidden
        self._placeholder = ""
        self._is_placeholder = False
        self._parts: list[str] = []
        self._row: list[str] | None = None
        self._skipped = 0
        self._in_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Fallback":
            self._skipped += 1
        elif name in SHAPES:
            self._is_beside = self._is_beside and bool(self._shapes)
            self._shapes.append(bool(self._shapes) and self._shapes[-1])
            self._placeholder, self._is_placeholder = "", False
        elif name in _PLACES and len(self._shapes) == 1 and self._size:
            self._note_place(name, attributes, self._size)
        elif name == "cNvPr" and self._shapes:
            self._shapes[-1] |= attributes.get("hidden") in ("1", "true")
        elif name == "ph":
            self._placeholder, self._is_placeholder = attributes.get("type", ""), True
        elif name == "t":
            self._in_text = not self._skipped and self._placeholder not in _FURNITURE
        elif name == "r":
            self._run += 1
            self._is_blended = self._run in self._blended
        elif name == "br":
            self._parts.append("\n")
        elif name == "tr":
            self._row = []
        elif name in ("chart", "relIds") and not (self._skipped or any(self._shapes) or self._is_beside):
            self.references.append(attributes.get("id" if name == "chart" else "dm", ""))
        elif name == "sld":
            self.is_hidden = attributes.get("show") in ("0", "false")
            self.shows_background = attributes.get("showMasterSp") not in ("0", "false")

    def data(self, text: str) -> None:
        if not self._in_text or (self._own_shapes_only and self._is_placeholder):
            return
        if any(self._shapes):
            self.hidden_words = self.hidden_words or bool(text.strip())
        elif self._is_beside:
            self.words_beside = self.words_beside or bool(text.strip())
        elif self._is_blended:
            self.has_blended = self.has_blended or bool(text.strip())
        else:
            self._parts.append(text)

    def end(self, name: str) -> None:
        if name == "Fallback":
            self._skipped -= 1
        elif name == "t":
            self._in_text = False
        elif name == "r":
            self._is_blended = False
        elif name in SHAPES and self._shapes:
            self._shapes.pop()
        elif name == "p" and self._row is None:
            self._end_paragraph("".join(self._parts))
            self._parts = []
        elif name == "p":
            self._parts.append(" ")
        elif name == "tc" and self._row is not None:
            self._row.append(" ".join("".join(self._parts).split()))
            self._parts = []
        elif name == "tr" and self._row is not None:
            if any(self._row):
                self.paragraphs.append("\t".join(self._row))
            self._row = None

    def _note_place(self, name: str, attributes: dict[str, str], size: tuple[int, int]) -> None:
        if name == "xfrm":
            self._is_turned = attributes.get("rot", "0") != "0"
        elif name == "off":
            self._corner = _whole_number(attributes.get("x", "")), _whole_number(attributes.get("y", ""))
        elif self._corner and "cx" in attributes and not self._is_turned:
            left, top = self._corner
            right, bottom = left + _whole_number(attributes["cx"]), top + _whole_number(attributes.get("cy", ""))
            self._is_beside = right < 0 or bottom < 0 or left > size[0] or top > size[1]
            self._corner = None

    def _end_paragraph(self, text: str) -> None:
        if not text.strip():
            return
        if self._placeholder == _FOOTER:
            self.footers.append(text)
            return
        self.paragraphs.append(text)
        if self._placeholder in _TITLES:
            self.title = f"{self.title} {text}".strip()
