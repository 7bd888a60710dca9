"""Which letters of a Word document have the color of what is behind them, as far as the file names both.

White on white hides words; white on a shaded row does not. What may lie behind a text box, or what the style of a
table shades, nobody can be sure of.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from clearinghouse.lib.files.contrast import WHITE, Color, are_alike, from_hex
from clearinghouse.lib.frozen import dataclass

Element = Any  # of the standard library's trees or of lxml's

_DEEPEST = 12  # styles that are based on each other
_HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "darkBlue": "000080", "darkCyan": "008080",
    "darkGray": "808080", "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000",
    "green": "00FF00", "lightGray": "C0C0C0", "magenta": "FF00FF", "red": "FF0000", "white": "FFFFFF",
    "yellow": "FFFF00",
}  # fmt: skip
_EFFECTS = {"outline", "shadow", "emboss", "imprint", "glow", "textOutline", "textFill"}  # show letters of any color
_HOLDERS = {"tbl", "tc", "p", "r", "txbxContent"}
_PROPERTIES = {"tblPr", "tcPr", "trPr", "pPr", "rPr", "sectPr"}
# Where properties of a run, a paragraph and so on may stand, from the holder inwards.
_OWN = {("r", "rPr"), ("p", "pPr"), ("tc", "tcPr"), ("tbl", "tblPr")}


@dataclass(frozen=True)
class Look:
    """The color of letters and of what is behind them; None where nobody knows."""

    letters: Color | None = None
    ground: Color | None = WHITE
    has_effect: bool = False

    @property
    def is_blended(self) -> bool:
        """Whether nobody can tell the letters."""
        if self.has_effect or self.letters is None or self.ground is None:
            return False
        return are_alike(self.letters, self.ground)


@dataclass(frozen=True)
class _Said:
    """What a style says, with what it takes over; a color that it does not name leaves that of others."""

    says_letters: bool = False
    letters: Color | None = None
    says_ground: bool = False
    ground: Color | None = None

    def on(self, look: Look) -> Look:
        letters = self.letters if self.says_letters else look.letters
        return replace(look, letters=letters, ground=self.ground if self.says_ground else look.ground)


class ColorStyles:
    """What the styles of a document say about colors, by their id."""

    def __init__(self, root: Element | None) -> None:
        found = list(root.iterfind(".//{*}style")) if root is not None else []
        self._elements = {_attribute(each, "styleId"): each for each in found}
        self._default = next((_attribute(each, "styleId") for each in found if _is_default(each)), "")
        defaults = list(root.iterfind(".//{*}docDefaults/{*}rPrDefault/{*}rPr")) if root is not None else []
        self._start = _said_by(defaults, _Said())
        self._known: dict[str, _Said] = {}
        self._shading: dict[str, bool] = {}

    def paragraph(self, name: str, look: Look) -> Look:
        """How a paragraph of this style looks on that ground."""
        return self._said(name or self._default).on(self._start.on(look))

    def run(self, name: str, look: Look) -> Look:
        return self._said(name).on(look)

    def shades_tables(self, name: str) -> bool:
        """Whether the table style, or one it is based on, may shade some of its rows or columns."""
        if name not in self._shading:
            self._shading[name] = any(next(each.iterfind(".//{*}shd"), None) is not None for each in self._line(name))
        return self._shading[name]

    def _said(self, name: str) -> _Said:
        if name not in self._known:
            said = _Said()
            for element in reversed(list(self._line(name))):
                said = _said_by([*element.iterfind("{*}pPr"), *element.iterfind("{*}rPr")], said)
            self._known[name] = said
        return self._known[name]

    def _line(self, name: str) -> Iterator[Element]:
        """A style, and those it is based on."""
        for _ in range(_DEEPEST):
            element = self._elements.get(name)
            if element is None:
                return
            yield element
            name = next((_attribute(each, "val") for each in element.iterfind("{*}basedOn")), "")


class Inks:
    """Follows the events of a Word part, and knows how the letters look that are read just now."""

    def __init__(self, styles: ColorStyles, page: Color | None) -> None:
        self._styles = styles
        self._looks = [Look(ground=page)]
        self._open: list[str] = []  # holders and properties

    @property
    def are_blended(self) -> bool:
        """Whether nobody can tell the letters that are read just now."""
        return self._looks[-1].is_blended

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name in _HOLDERS:
            self._open.append(name)
            self._looks.append(self._entered(name, self._looks[-1]))
        elif name in _PROPERTIES:
            self._open.append(name)
        elif tuple(self._open[-2:]) in _OWN:
            self._looks[-1] = self._changed(name, attributes, self._looks[-1])

    def end(self, name: str) -> None:
        if name in _HOLDERS or name in _PROPERTIES:
            self._open.pop()
        if name in _HOLDERS:
            self._looks.pop()

    def _entered(self, name: str, look: Look) -> Look:
        if name == "txbxContent":
            return Look(None, None)
        return self._styles.paragraph("", look) if name == "p" else look

    def _changed(self, name: str, attributes: Mapping[str, str], look: Look) -> Look:
        value = attributes.get("val", "")
        if name == "pStyle":
            return self._styles.paragraph(value, self._looks[-2])
        if name == "rStyle":
            return self._styles.run(value, look)
        if name == "tblStyle" and self._styles.shades_tables(value):
            return replace(look, ground=None)
        if name == "color":
            return replace(look, letters=from_hex(value))
        if name in _EFFECTS:
            return replace(look, has_effect=True)
        if name == "highlight":
            return replace(look, ground=from_hex(_HIGHLIGHTS[value])) if value in _HIGHLIGHTS else look
        return replace(look, ground=_ground(attributes, look.ground)) if name == "shd" else look


def _said_by(properties: list[Element], said: _Said) -> _Said:
    for each in (each for group in properties for each in group):
        name = each.tag.rpartition("}")[2] if isinstance(each.tag, str) else ""
        if name == "color":
            said = replace(said, says_letters=True, letters=from_hex(_attribute(each, "val")))
        elif name == "shd":
            own = {key.rpartition("}")[2]: value for key, value in each.attrib.items()}
            if _is_shaded(own):
                said = replace(said, says_ground=True, ground=_ground(own, None))
    return said


def _is_shaded(attributes: Mapping[str, str]) -> bool:
    is_clear = attributes.get("val", "clear") in ("clear", "nil")
    return not is_clear or attributes.get("fill", "auto") != "auto"


def _ground(attributes: Mapping[str, str], behind: Color | None) -> Color | None:
    """What a shading lays behind the letters; patterns are of two colors."""
    if not _is_shaded(attributes):
        return behind
    kind = attributes.get("val", "clear")
    if kind in ("clear", "nil"):
        return from_hex(attributes.get("fill", ""))
    return from_hex(attributes.get("color", "")) if kind == "solid" else None


def _is_default(style: Element) -> bool:
    return _attribute(style, "type") == "paragraph" and _attribute(style, "default").lower() in ("1", "true", "on")


def _attribute(element: Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
