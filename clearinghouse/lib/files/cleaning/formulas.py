"""Which formulas of a workbook read cells that are taken out of it."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import field

from clearinghouse.lib.frozen import dataclass

_TEXT = re.compile(r'"(?:[^"]|"")*"')
_ERROR = re.compile(r"#(?:REF!|N/A|NAME\?|NULL!|VALUE!|NUM!|DIV/0!|SPILL!|CALC!)")
_SHEET = r"(?:(?P<sheet>'(?:[^']|'')+'|[^\W\d][\w.]*(?::[^\W\d][\w.]*)?)!)?"
_CELL = r"\$?[A-Za-z]{1,3}\$?\d{1,7}"
_PLACE = rf"(?P<place>{_CELL}(?::{_CELL})?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?\d{{1,7}}:\$?\d{{1,7}})"
_REFERENCE = re.compile(rf"{_SHEET}{_PLACE}(?![\w(!.])")
_WORD = re.compile(r"(?<![\w.])[^\W\d][\w.\\]*(?P<call>\s*\()?|\[")
_END = re.compile(r"\$?([A-Za-z]*)\$?(\d*)")
_BY_TEXT = {"INDIRECT", "OFFSET", "CELL", "GETPIVOTDATA", "CUBEVALUE"}
_CONSTANTS = {"TRUE", "FALSE"}
LAST_COLUMN, LAST_ROW = 16_384, 1_048_576


@dataclass(frozen=True)
class Area:
    """A rectangle of cells, both ends in it, counted from 1."""

    left: int
    top: int
    right: int
    bottom: int


def column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def area_of(reference: str) -> Area:
    """A1:C4, A:C or 3:5 as numbers."""
    ends = [match.groups() for end in reference.split(":")[:2] if (match := _END.fullmatch(end))]
    (left, top), (right, bottom) = ends[0], ends[-1]
    return Area(
        column_number(left) or 1,
        int(top or 1),
        column_number(right) or LAST_COLUMN,
        int(bottom or LAST_ROW),
    )


@dataclass
class SheetGone:
    """What a sheet lost: all of it, or cells in some rows and columns, or single cells."""

    is_whole: bool = False
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    cells: set[tuple[int, int]] = field(default_factory=set)
    _sorted: list[int] | None = None

    def __bool__(self) -> bool:
        return bool(self.is_whole or self.rows or self.columns or self.cells)

    def touches(self, area: Area) -> bool:
        if self.is_whole or any(area.left <= column <= area.right for column in self.columns):
            return True
        if self._sorted is None:
            self._sorted = sorted(self.rows)
        place = bisect_left(self._sorted, area.top)
        if place < len(self._sorted) and self._sorted[place] <= area.bottom:
            return True
        return any(area.top <= row <= area.bottom and area.left <= column <= area.right for row, column in self.cells)


class Gone:
    """By sheet, whatever the case of its name is."""

    def __init__(self) -> None:
        self._sheets: dict[str, SheetGone] = {}

    def of(self, sheet: str) -> SheetGone:
        return self._sheets.setdefault(sheet.casefold(), SheetGone())

    def __bool__(self) -> bool:
        return any(self._sheets.values())

    def reads(self, formula: str, own_sheet: str, *, exactly: bool = True) -> bool:
        """Whether a formula may read what is gone, or something that we cannot follow, such as a name.

        A shared formula stands for many cells: then (`exactly` off) any loss in a sheet it reads counts.
        """
        bare = _ERROR.sub(" ", _TEXT.sub(" ", formula))
        if _leads_elsewhere(bare):
            return True
        for sheet, area in _references(bare):
            found = self._sheets.get((sheet or own_sheet).casefold())
            if found and (found.touches(area) if exactly else True):
                return True
        return False

    def names_sheet(self, formula: str) -> bool:
        """Whether it names a sheet that is gone."""
        return any(bool(sheet) and self.of(sheet).is_whole for sheet, _ in _references(_TEXT.sub(" ", formula)))


def reads_other_workbook(formula: str) -> bool:
    """Links to other workbooks look like [1]Sheet!A1."""
    return bool(re.search(r"\[\d+\]", _TEXT.sub(" ", formula)))


def _references(bare: str) -> Iterator[tuple[str, Area]]:
    for match in _REFERENCE.finditer(bare):
        yield _unquoted(match["sheet"] or ""), area_of(match["place"])


def _unquoted(sheet: str) -> str:
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet


def _leads_elsewhere(bare: str) -> bool:
    """Names, tables, other workbooks, rows of sheets, and functions that make a reference of a text."""
    if any(":" in (match["sheet"] or "") for match in _REFERENCE.finditer(bare)):
        return True
    return any(_is_unknown(match) for match in _WORD.finditer(_REFERENCE.sub(" ", bare)))


def _is_unknown(match: re.Match[str]) -> bool:
    word = match[0].rstrip("( ").upper()
    return word in _BY_TEXT if match["call"] else word not in _CONSTANTS


def ranges(references: str) -> Iterable[Area]:
    """The areas of a list such as "A1:B2 D4"."""
    return [area_of(each) for each in references.split() if re.fullmatch(_PLACE, each)]
