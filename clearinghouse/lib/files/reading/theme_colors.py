"""The colors that the theme of an office file gives to names such as "accent1"."""

from typing import Any

from clearinghouse.lib.files.contrast import Color, from_hex

Element = Any  # of the standard library's trees or of lxml's


def scheme_of(theme: Element | None) -> dict[str, Color]:
    """By name: dk1, lt1, dk2, lt2, accent1 to accent6, hlink and folHlink; those that it says."""
    scheme = theme.find(".//{*}clrScheme") if theme is not None else None
    found = ((_local(each), _color(each)) for each in (scheme if scheme is not None else ()))
    return {name: color for name, color in found if color is not None}


def _color(element: Element) -> Color | None:
    return next((from_hex(each.get("lastClr") or each.get("val", "")) for each in element.iterfind("*")), None)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
