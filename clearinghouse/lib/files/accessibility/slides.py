"""PowerPoint presentations."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.etree.ElementTree import Element

from clearinghouse.lib.files.accessibility.drawings import silent_drawings
from clearinghouse.lib.files.accessibility.rules import Check, Rule, by_hand, failed, judged, passed
from clearinghouse.lib.files.contrast import from_hex, is_enough
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.reading.ooxml import Package, attribute, local_name, walk

_TITLES = ("title", "ctrTitle")
_NORMAL_POINTS = 18.0


@dataclass
class _Found:
    """Places that fall short, and how many things were looked at."""

    slides: int = 0
    titles: dict[str, str] = field(default_factory=dict)  # slide → its title, as compared
    out_of_order: list[str] = field(default_factory=list)
    pictures: int = 0
    silent: list[str] = field(default_factory=list)
    tables: int = 0
    bare_tables: list[str] = field(default_factory=list)
    faint: list[str] = field(default_factory=list)
    has_language: bool = False


def checks(stream: BinaryIO, limits: Limits) -> list[Check]:
    """What each rule found on the slides that are shown."""
    package = Package(stream, limits)
    part = package.main_part("ppt/presentation.xml")
    presentation, relations = package.tree(part), package.relations(part)
    found = _Found(has_language=any(attribute(style, "lang") for style in walk(presentation, "defRPr")))
    for number, slide_id in enumerate(walk(presentation, "sldId"), start=1):
        relation = relations.get(next((v for name, v in slide_id.attrib.items() if name.endswith("}id")), ""))
        slide = package.tree(relation.target) if relation else None
        if slide is not None and attribute(slide, "show") not in ("0", "false"):
            _look(slide, f"slide {number}", found)
    title = package.title().strip()
    named = passed(Rule.TITLE, 1) if title and title != "PowerPoint Presentation" else failed(Rule.TITLE, faults=1)
    return [named, *_judge(found)]


def _judge(found: _Found) -> Iterator[Check]:
    yield passed(Rule.LANGUAGE, 1) if found.has_language else failed(Rule.LANGUAGE, faults=1, total=1)
    often = Counter(filter(None, found.titles.values()))
    poor = [slide for slide, title in found.titles.items() if not title or often[title] > 1]
    yield judged(Rule.SLIDE_TITLES, poor, total=found.slides)
    if found.pictures:
        yield judged(Rule.ALT_TEXT, found.silent, total=found.pictures)
    if found.tables:
        yield judged(Rule.TABLE_HEADERS, found.bare_tables, total=found.tables)
    # What follows the title on a slide is for a person to judge.
    yield failed(Rule.READING_ORDER, found.out_of_order) if found.out_of_order else by_hand(Rule.READING_ORDER)
    yield failed(Rule.CONTRAST, found.faint) if found.faint else by_hand(Rule.CONTRAST)


def _look(slide: Element, place: str, found: _Found) -> None:
    found.slides += 1
    shapes = [shape for shape in walk(slide, "sp") if _text(shape).strip()]
    title = next((shape for shape in shapes if _placeholder(shape) in _TITLES), None)
    found.titles[place] = " ".join(_text(title).split()).casefold() if title is not None else ""
    if title is not None and shapes[0] is not title:
        found.out_of_order.append(place)
    pictures, silent = silent_drawings(slide, "cNvPr")
    found.pictures += pictures
    found.silent.extend(f"{place}, {name}" for name in silent)
    for table in walk(slide, "tbl"):
        found.tables += 1
        if not any(attribute(look, "firstRow") in ("1", "true") for look in walk(table, "tblPr")):
            found.bare_tables.append(place)
    found.has_language |= any(attribute(run, "lang") for run in walk(slide, "rPr"))
    if any(_is_faint(shape) for shape in shapes):
        found.faint.append(place)


def _placeholder(shape: Element) -> str:
    return next((attribute(mark, "type") for mark in walk(shape, "ph")), "")


def _is_faint(shape: Element) -> bool:
    """Whether words of a color that the slide names do not stand out from the fill it names for their shape."""
    properties = next((child for child in shape if local_name(child.tag) == "spPr"), None)
    filled = next((child for child in properties or () if local_name(child.tag) == "solidFill"), None)
    behind = _color(filled)
    if behind is None:
        return False
    for run in walk(shape, "r"):
        own = next(walk(run, "rPr"), None)
        color = _color(next((child for child in own if local_name(child.tag) == "solidFill"), None) if own else None)
        size = attribute(own, "sz") if own is not None else ""
        points = int(size) / 100 if size.isdigit() else _NORMAL_POINTS
        is_bold = own is not None and attribute(own, "b") in ("1", "true")
        if color and _text(run).strip() and not is_enough(color, behind, points, is_bold=is_bold):
            return True
    return False


def _color(fill: Element | None) -> tuple[int, int, int] | None:
    return next((from_hex(attribute(color, "val")) for color in walk(fill, "srgbClr")), None)


def _text(element: Element) -> str:
    return "".join(text.text or "" for text in walk(element, "t"))
