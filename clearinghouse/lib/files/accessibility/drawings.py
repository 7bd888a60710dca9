"""Pictures, charts and diagrams in Office files, and whether words stand for them."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from clearinghouse.lib.files.accessibility.rules import describes
from clearinghouse.lib.files.reading.ooxml import attribute, local_name, walk
from clearinghouse.lib.files.text import one_line

_HOLDERS = {"inline", "anchor", "pic", "graphicFrame"}
_IS_PICTURED = {"blip", "chart", "relIds"}  # a picture, a chart, a diagram


def silent_drawings(root: Element, properties: str) -> tuple[int, list[str]]:
    """How many drawings need words, and the names of those without; `properties` is "docPr" or "cNvPr"."""
    total, silent = 0, []
    for drawing in _outermost(root):
        if not any(local_name(element.tag) in _IS_PICTURED for element in drawing.iter()):
            continue
        about = next(walk(drawing, properties), None)
        if about is None or _is_decorative(about):
            continue
        total += 1
        if not (describes(attribute(about, "descr")) or describes(attribute(about, "title"))):
            silent.append(f"“{one_line(attribute(about, 'name') or 'a picture', 60)}”")
    return total, silent


def _outermost(element: Element) -> Iterator[Element]:
    """Drawings that lie in no other drawing. What older programs get instead says the same twice."""
    for child in element:
        name = local_name(child.tag)
        if name in _HOLDERS:
            yield child
        elif name != "Fallback":
            yield from _outermost(child)


def _is_decorative(about: Element) -> bool:
    """Whether its author said that it says nothing."""
    return any(attribute(mark, "val") in ("1", "true") for mark in walk(about, "decorative"))
