"""Excel workbooks."""

import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from clearinghouse.lib.files.accessibility.drawings import silent_drawings
from clearinghouse.lib.files.accessibility.rules import Check, Rule, by_hand, failed, judged, passed
from clearinghouse.lib.files.contrast import Color, from_hex, is_enough
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.reading.ooxml import Package, attribute, walk

_UNNAMED = re.compile(r"(?i)^(sheet|tabelle|table)\s?\d*$")
_NORMAL_POINTS = 11.0
_ROWS_OF_A_TABLE = 3


def checks(stream: BinaryIO, limits: Limits) -> list[Check]:
    """What each rule found in the sheets that are shown."""
    package = Package(stream, limits)
    sheets = dict(_shown_sheets(package))
    unnamed = [f"sheet “{name}”" for name in sheets if _UNNAMED.match(name)] if len(sheets) > 1 else []
    return [
        passed(Rule.TITLE, 1) if package.title().strip() else failed(Rule.TITLE, faults=1, total=1),
        judged(Rule.SHEET_NAMES, unnamed, total=len(sheets)),
        *_of_sheets(package, sheets),
    ]


def _shown_sheets(package: Package) -> Iterator[tuple[str, str]]:
    """The name and the part of each sheet that is not hidden."""
    part = package.main_part("xl/workbook.xml")
    relations = package.relations(part)
    for sheet in walk(package.tree(part), "sheet"):
        relation = relations.get(attribute(sheet, "id"))
        if relation and relation.kind == "worksheet" and attribute(sheet, "state") in ("", "visible"):
            yield attribute(sheet, "name"), relation.target


def _of_sheets(package: Package, sheets: dict[str, str]) -> Iterator[Check]:
    silent, pictures, bare, tables, unmarked = list[str](), 0, list[str](), 0, list[str]()
    used: set[str] = set()
    for name, part in sheets.items():
        place = f"sheet “{name}”"
        cells = _Cells()
        package.read_into(part, cells)
        used |= cells.styles
        related = package.relations(part).values()
        own_tables = [package.tree(relation.target) for relation in related if relation.kind == "table"]
        tables += len(own_tables)
        bare += [place for table in own_tables if table is not None and attribute(table, "headerRowCount") == "0"]
        if not own_tables and cells.rows >= _ROWS_OF_A_TABLE:
            unmarked.append(place)
        for relation in related:
            drawing = package.tree(relation.target) if relation.kind == "drawing" else None
            if drawing is not None:
                found, names = silent_drawings(drawing, "cNvPr")
                pictures += found
                silent += [f"{place}, {words}" for words in names]
    if pictures:
        yield judged(Rule.ALT_TEXT, silent, total=pictures)
    if bare or (tables and not unmarked):
        yield judged(Rule.TABLE_HEADERS, bare, total=tables)
    elif unmarked:
        yield by_hand(Rule.TABLE_HEADERS, unmarked)
    yield _contrast(package.tree("xl/styles.xml"), used)


class _Cells:
    """How many rows a sheet has, and the styles of its cells that hold something."""

    def __init__(self) -> None:
        self.rows = 0
        self.styles: set[str] = set()
        self._style = "0"

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self.rows += 1
        elif name == "c":
            self._style = attributes.get("s", "0")
        elif name in ("v", "is"):
            self.styles.add(self._style)

    def end(self, name: str) -> None:
        """Nothing ends here."""

    def data(self, text: str) -> None:
        """The words do not matter."""


def _contrast(styles: Element | None, used: set[str]) -> Check:
    """By the colors that the styles of cells name outright; those of a theme are for a person to judge."""
    fonts, fills = list(_members(styles, "fonts")), list(_members(styles, "fills"))
    faint = set()
    for number, style in enumerate(_members(styles, "cellXfs")):
        font, fill = _at(fonts, attribute(style, "fontId")), _at(fills, attribute(style, "fillId"))
        if str(number) in used and font is not None and fill is not None and not _stands_out(font, fill):
            faint.add(number)
    return failed(Rule.CONTRAST, faults=len(faint), total=len(used)) if faint else passed(Rule.CONTRAST, len(used))


def _members(root: Element | None, name: str) -> Iterator[Element]:
    for members in walk(root, name):
        yield from members
        return


def _at(members: list[Element], place: str) -> Element | None:
    return members[int(place)] if place.isdigit() and int(place) < len(members) else None


def _stands_out(font: Element, fill: Element) -> bool:
    color, behind = _color(font, "color"), _color(fill, "fgColor")
    if color is None or behind is None:
        return True
    size = next((attribute(found, "val") for found in walk(font, "sz")), "")
    points = float(size) if size.replace(".", "", 1).isdigit() else _NORMAL_POINTS
    return is_enough(color, behind, points, is_bold=any(True for _ in walk(font, "b")))


def _color(element: Element, name: str) -> Color | None:
    return next((from_hex(attribute(color, "rgb")) for color in walk(element, name)), None)
