"""What the styles of a Word document say about its paragraphs: headings, hidden text, lists."""

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from clearinghouse.lib.files.reading.ooxml import Package, attribute, local_name, walk
from clearinghouse.lib.frozen import dataclass

HEADING_LEVELS = ("0", "1", "2")
_OFF = ("0", "false", "off")
_DEEPEST = 12  # styles that are based on each other


@dataclass(frozen=True)
class Style:
    """A style with what it takes over from those it is based on."""

    is_heading: bool = False
    is_hidden: bool = False
    list_number: str = ""
    list_level: int | None = None
    list_style: str = ""  # the style that names the list


class Styles:
    """The styles of a document by their id."""

    def __init__(self, package: Package, part: str) -> None:
        styles = next(package.related(part, "styles"), "word/styles.xml")
        elements = list(walk(package.tree(styles), "style"))
        self._elements = {attribute(element, "styleId"): element for element in elements}
        defaults = (e for e in elements if attribute(e, "type") == "paragraph" and is_on(attribute(e, "default"), ""))
        self._default = next((attribute(element, "styleId") for element in defaults), "")
        self._known: dict[str, Style] = {}

    def of_paragraph(self, name: str) -> Style:
        return self._style(name or self._default)

    def of_run(self, name: str) -> Style:
        return self._style(name)

    def _style(self, name: str) -> Style:
        if name not in self._known:
            self._known[name] = self._read(name, _DEEPEST)
        return self._known[name]

    def _read(self, name: str, left: int) -> Style:
        element = self._elements.get(name)
        if element is None or not left:
            return Style(is_heading=name in _HEADINGS)
        based_on = _value(element, "basedOn")
        style = self._read(based_on, left - 1) if based_on else Style()
        style = replace(style, is_heading=name in _HEADINGS or _is_heading(element))
        for properties in _children(element, "rPr"):
            for vanish in _children(properties, "vanish"):
                style = replace(style, is_hidden=is_on(attribute(vanish, "val")))
        for numbers in walk(element, "numPr"):
            number, level = _value(numbers, "numId"), _value(numbers, "ilvl")
            style = replace(
                style,
                list_number=number or style.list_number,
                list_level=int(level) if level.isdigit() and len(level) == 1 else None,
                list_style=name,
            )
        return style


_HEADINGS = {f"Heading{level}" for level in range(1, 5)} | {"Title"}


def is_on(value: str, missing: str = "1") -> bool:
    """Whether an on-off property is on; without a value it is."""
    return (value or missing or "0").lower() not in _OFF


def _is_heading(element: Element) -> bool:
    names = [attribute(name, "val").lower() for name in _children(element, "name")]
    has_level = any(attribute(level, "val") in HEADING_LEVELS for level in walk(element, "outlineLvl"))
    return has_level or any(name.startswith("heading ") or name == "title" for name in names)


def _children(parent: Element, name: str) -> Iterator[Element]:
    return (child for child in parent if local_name(child.tag) == name)


def _value(parent: Element, name: str) -> str:
    return next((attribute(child, "val") for child in _children(parent, name)), "")
