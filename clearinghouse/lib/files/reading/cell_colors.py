"""Which cells of a workbook have letters of the color that is behind them, as far as the file names both.

Tables and rules that look at values give cells other colors than their styles do: where these could, nobody is sure.
"""

import colorsys
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum, auto
from typing import Any, NamedTuple, TypeVar

from clearinghouse.lib.files.contrast import BLACK, WHITE, Color, are_alike, from_hex
from clearinghouse.lib.files.reading.theme_colors import scheme_of
from clearinghouse.lib.frozen import dataclass

T = TypeVar("T")
Element = Any  # of the standard library's trees or of lxml's
Corners = tuple[int, int, int, int]  # of cells: left, top, right, bottom, counted from 1

_PALETTE = (
    "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF 000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF "
    "800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF 660066 FF8080 0066CC CCCCFF "
    "000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF FF99CC CC99FF FFCC99 "
    "3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366 333399 333333 "
    "000000 FFFFFF"
)  # ECMA-376, 18.8.27, and what Windows calls its text and window
_THEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")
_NAMED = {
    "black": BLACK, "white": WHITE, "red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255),
    "yellow": (255, 255, 0), "magenta": (255, 0, 255), "cyan": (0, 255, 255),
}  # fmt: skip
_COLOR_OF_NUMBERS = re.compile(rf"\[({'|'.join(_NAMED)})\]", re.IGNORECASE)
_ON = ("1", "true")


class Paint(Enum):
    """What decides about the colors of a cell."""

    STYLE = auto()
    FILL_OF_STYLE = auto()  # a table or a picture may lie behind it, where its own style fills nothing
    RULES = auto()


class _Fill(NamedTuple):
    color: Color | None  # None for what is of more than one color, or of one that nobody knows
    is_set: bool


def style_of_its_own() -> Paint:
    """For cells of which nothing else is known."""
    return Paint.STYLE


class CellColors:
    """The colors of a workbook's cell styles, each known by its place."""

    def __init__(self, styles: Element | None, theme: Element | None) -> None:
        self._palette = _palette(styles)
        scheme = scheme_of(theme)
        self._theme = [scheme.get(name) for name in _THEME]
        fonts = [self._font(font) for font in _members(styles, "fonts")]
        fills = [self._fill(fill) for fill in _members(styles, "fills")]
        codes = {found.get("numFmtId", ""): found.get("formatCode", "") for found in _all(styles, "numFmt")}
        formats = list(_members(styles, "cellXfs"))
        self._fonts = [_at(fonts, found.get("fontId")) for found in formats]
        self._fills = [_at(fills, found.get("fillId")) or _Fill(WHITE, False) for found in formats]
        self._of_numbers = [_color_of_numbers(codes.get(found.get("numFmtId", ""), "")) for found in formats]

    def blends(
        self,
        style: str,
        paint: Callable[[], Paint] = style_of_its_own,
        *,
        own: Mapping[str, str] | None = None,
        is_number: bool = False,
    ) -> bool:
        """Whether letters of a cell cannot be told from what is behind them.

        `own` says their color where it is not the style's. `paint` is asked only where the styles leave no doubt.
        """
        place = int(style) if style.isdigit() and len(style) < 8 else 0
        if place >= len(self._fonts):
            return False
        color = self._fonts[place] if own is None else self.color(own)
        if is_number and own is None:
            color = self._of_numbers[place] or color
        fill = self._fills[place]
        if color is None or fill.color is None or not are_alike(color, fill.color):
            return False
        decides = paint()
        return decides is Paint.STYLE or (decides is Paint.FILL_OF_STYLE and fill.is_set)

    def color(self, said: Mapping[str, str]) -> Color | None:
        """What an element for a color says; None where nobody knows."""
        if said.get("auto") in _ON:
            return BLACK
        found = None
        if "rgb" in said:
            found = from_hex(said["rgb"])
        elif "theme" in said:
            found = _at(self._theme, said["theme"])
        elif "indexed" in said:
            found = _at(self._palette, said["indexed"])
        return _tinted(found, said.get("tint", "")) if found else None

    def _font(self, font: Element) -> Color | None:
        color = next(_children(font, "color"), None)
        return BLACK if color is None else self.color(color.attrib)

    def _fill(self, fill: Element) -> _Fill:
        for pattern in _children(fill, "patternFill"):
            kind = pattern.get("patternType", "none")
            color = next(_children(pattern, "fgColor"), None)
            if kind == "none":
                return _Fill(WHITE, False)
            if kind == "solid" and color is not None:
                return _Fill(self.color(color.attrib), True)
        return _Fill(None, True)


@dataclass(frozen=True)
class Surroundings:
    """What of a sheet gives cells other colors than their styles do."""

    rules: Sequence[Corners] = ()
    tables: Sequence[Corners] = ()
    has_picture: bool = False  # behind all its cells

    def paint(self, row: int, column: int) -> Paint:
        """What decides about the colors of this cell."""
        if _is_in(self.rules, row, column):
            return Paint.RULES
        if self.has_picture or _is_in(self.tables, row, column):
            return Paint.FILL_OF_STYLE
        return Paint.STYLE


def _is_in(areas: Sequence[Corners], row: int, column: int) -> bool:
    return any(left <= column <= right and top <= row <= bottom for left, top, right, bottom in areas)


def _palette(styles: Element | None) -> list[Color | None]:
    """A workbook may name its own; Windows' two colors stay."""
    standard = [from_hex(digits) for digits in _PALETTE.split()]
    own = [from_hex(color.get("rgb", "")) for colors in _all(styles, "indexedColors") for color in colors]
    return [*own[:64], *standard[len(own[:64]) :]]


def _tinted(color: Color, tint: str) -> Color:
    """Lighter or darker by a share from -1 to 1; ECMA-376, 18.8.19."""
    try:
        share = max(-1.0, min(1.0, float(tint or 0)))
    except ValueError:
        return color
    hue, light, saturation = colorsys.rgb_to_hls(*(part / 255 for part in color))
    light = light * (1 + share) if share < 0 else light * (1 - share) + share
    red, green, blue = (round(part * 255) for part in colorsys.hls_to_rgb(hue, light, saturation))
    return red, green, blue


def _color_of_numbers(code: str) -> Color | None:
    """The color that all sections of a number format name, such as [White]."""
    named = [_COLOR_OF_NUMBERS.match(section.strip()) for section in code.split(";") if section.strip()]
    colors = {found[1].lower() if found else "" for found in named}
    return _NAMED.get(colors.pop()) if len(colors) == 1 else None


def _members(root: Element | None, name: str) -> Iterator[Element]:
    for members in _all(root, name):
        yield from (each for each in members if isinstance(each.tag, str))
        return


def _all(root: Element | None, name: str) -> Iterator[Element]:
    return root.iterfind(f".//{{*}}{name}") if root is not None else iter(())


def _children(element: Element, name: str) -> Iterator[Element]:
    found: Iterator[Element] = element.iterfind(f"{{*}}{name}")
    return found


def _at(members: Sequence[T], place: str | None) -> T | None:
    return members[int(place)] if place and place.isdigit() and int(place) < len(members) else None
