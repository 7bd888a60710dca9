"""Which letters of a slide have the color of what is behind them, as far as the file names both.

Only what is certain counts: a text over a picture, a pattern or another shape may stand out from it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clearinghouse.lib.files.contrast import WHITE, Color, are_alike, from_hex
from clearinghouse.lib.files.reading.theme_colors import scheme_of
from clearinghouse.lib.frozen import dataclass

Element = Any  # of the standard library's trees or of lxml's
Box = tuple[int, int, int, int]  # left, top, right, bottom, in the units of the file

_FILLS = ("solidFill", "gradFill", "blipFill", "pattFill", "grpFill")
_SOLID_BACKGROUND = "1001"  # the first of the fills that a theme has for backgrounds
_EFFECTS = ("ln", "effectLst", "effectDag", "gradFill", "blipFill", "pattFill")  # show letters of any color
_EVERYWHERE: Box = (-(1 << 40), -(1 << 40), 1 << 40, 1 << 40)


@dataclass(frozen=True)
class Behind:
    """A slide's layout, master and theme; None where there is none."""

    layout: Element | None = None
    master: Element | None = None
    theme: Element | None = None


def blended_runs(slide: Element, behind: Behind) -> set[int]:
    """The runs of letters that nobody can tell from their ground, counted from 0 over the whole slide."""
    colors = _Colors(behind)
    ground = _ground([slide, behind.layout, behind.master], colors)
    if any(_changes_colors(each) for each in (slide, behind.layout)):
        return set()
    found = list(_blended(slide, behind, ground, colors))  # held here, so that lxml gives the same ones again
    blended = {id(run) for run in found}
    return {place for place, run in enumerate(_all(slide, "r")) if id(run) in blended}


def _blended(slide: Element, behind: Behind, ground: Color | None, colors: "_Colors") -> Iterator[Element]:
    objects = [
        box
        for root in (behind.master, behind.layout)
        for shape in _shapes(root)
        if _placeholder(shape) is None and (box := _filled_box(shape)) is not None
    ]
    are_placeholders_filled = any(
        _placeholder(shape) is not None and _fill(shape) is not None
        for root in (behind.master, behind.layout)
        for shape in _shapes(root)
    )
    for shape in _shapes(slide):
        if _local(shape) == "sp":
            on = ground
            if any(_overlap(_box(shape), box) for box in objects):
                on = None
            if are_placeholders_filled and _placeholder(shape) is not None:
                on = None
            yield from _blended_in(shape, on, colors)
        if (box := _filled_box(shape)) is not None:
            objects.append(box)


def _blended_in(shape: Element, behind: Color | None, colors: "_Colors") -> Iterator[Element]:
    fill = _fill(shape)
    ground = behind if fill is None else colors.of(fill) if _local(fill) == "solidFill" else None
    if ground is None:
        return
    for run in _all(shape, "r"):
        properties = run.find("{*}rPr")
        if properties is None or any(properties.find(f"{{*}}{name}") is not None for name in _EFFECTS):
            continue
        color = colors.of(properties.find("{*}solidFill"))
        if color is not None and are_alike(color, ground):
            yield run


class _Colors:
    """Turns what the file says about a color into one."""

    def __init__(self, behind: Behind) -> None:
        self._scheme = scheme_of(behind.theme)
        named = behind.master.find("{*}clrMap") if behind.master is not None else None
        self._names: Mapping[str, str] = named.attrib if named is not None else {}

    def of(self, holder: Element | None) -> Color | None:
        """None for none, for one that is made lighter, darker or clear, and for what nobody knows."""
        for color in holder.iterfind("*") if holder is not None else ():
            if len(color):
                return None
            value = color.get("val", "")
            match _local(color):
                case "srgbClr":
                    return from_hex(value)
                case "sysClr":
                    return from_hex(color.get("lastClr", ""))
                case "schemeClr":
                    return self._scheme.get(self._names.get(value, value))
        return None


def _ground(roots: Sequence[Element | None], colors: _Colors) -> Color | None:
    """The background of the slide, else of its layout, else of its master."""
    for root in roots:
        background = root.find("{*}cSld/{*}bg") if root is not None else None
        if background is None:
            continue
        named = background.find("{*}bgRef")
        if named is not None:
            return colors.of(named) if named.get("idx") == _SOLID_BACKGROUND else None
        return colors.of(background.find("{*}bgPr/{*}solidFill"))
    return WHITE


def _changes_colors(root: Element | None) -> bool:
    return root is not None and root.find("{*}clrMapOvr/{*}overrideClrMapping") is not None


def _shapes(root: Element | None) -> Iterator[Element]:
    """From the back to the front; a group is one of them."""
    tree = root.find("{*}cSld/{*}spTree") if root is not None else None
    for shape in tree.iterfind("*") if tree is not None else ():
        if _local(shape) not in ("nvGrpSpPr", "grpSpPr", "extLst"):
            yield shape


def _filled_box(shape: Element) -> Box | None:
    """Where a shape may cover what is behind it; None where it is clear."""
    is_clear = _local(shape) in ("sp", "cxnSp") and _fill(shape) is None
    return None if is_clear else _box(shape)


def _fill(shape: Element) -> Element | None:
    """What fills a shape; where its style does, the style."""
    properties = shape.find("{*}spPr")
    for each in properties.iterfind("*") if properties is not None else ():
        if _local(each) == "noFill":
            return None
        if _local(each) in _FILLS:
            return each
    style = shape.find("{*}style/{*}fillRef")
    return style if style is not None and style.get("idx", "0") != "0" else None


def _placeholder(shape: Element) -> Element | None:
    return shape.find("*/{*}nvPr/{*}ph")


def _box(shape: Element) -> Box:
    """Everywhere, where the shape does not say."""
    place = shape.find("{*}xfrm")
    for name in ("spPr", "grpSpPr"):
        place = shape.find(f"{{*}}{name}/{{*}}xfrm") if place is None else place
    corner, size = (place.find(f"{{*}}{name}") if place is not None else None for name in ("off", "ext"))
    if corner is None or size is None or place.get("rot", "0") != "0":
        return _EVERYWHERE
    try:
        left, top = int(corner.get("x", "")), int(corner.get("y", ""))
        return left, top, left + int(size.get("cx", "")), top + int(size.get("cy", ""))
    except ValueError:
        return _EVERYWHERE


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _all(root: Element, name: str) -> Iterator[Element]:
    found: Iterator[Element] = root.iterfind(f".//{{*}}{name}")
    return found


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
