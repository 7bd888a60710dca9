"""Writes sample workbooks whose formulas carry their values, as a spreadsheet program would store them."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from sample_files import MARK
from sample_files.stable import write_package

Value = str | int | float | None

_REFERENCE = re.compile(r"(?:'([^']+)'!|(\b[A-Za-z]+)!)?\$?([A-Z]{1,2})\$?(\d+)(?::\$?([A-Z]{1,2})\$?(\d+))?")
_FORMULA_CELL = re.compile(rb'<c r="([A-Z]+\d+)"([^>]*)><f>(.*?)</f><v\s*/?>(?:</v>)?</c>')


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows start in A3 under the mark; `formats` gives number formats per column letter."""

    name: str
    heading: str
    rows: Sequence[Sequence[Value]]
    widths: Sequence[int]
    formats: Mapping[str, str]
    head_rows: Sequence[int] = (3,)
    total_rows: Sequence[int] = ()
    hidden_columns: str = ""
    is_hidden: bool = False


def write_workbook(target: Path, title: str, author: str, issued: date, accent: str, sheets: list[Sheet]) -> None:
    """Writes all sheets, works out every formula and stores its value beside it."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name), sheet, accent)
    noon = datetime(issued.year, issued.month, issued.day, 12)
    properties = book.properties
    properties.title, properties.subject, properties.creator = title, MARK, author
    properties.lastModifiedBy, properties.keywords = author, "sample, invented document"
    properties.created = properties.modified = noon
    values = Calculator(book)
    package = io.BytesIO()
    book.save(package)
    files = {f"xl/worksheets/sheet{number}.xml": sheet.name for number, sheet in enumerate(sheets, 1)}
    write_package(target, package, issued, lambda name, part: _with_values(part, files.get(name), values))


def _fill(page: Worksheet, sheet: Sheet, accent: str) -> None:
    page["A1"], page["A2"] = sheet.heading, f"{MARK}. No agency issued it. All figures are invented."
    page["A1"].font = Font(bold=True, size=14, color=accent)
    page["A2"].font = Font(bold=True, color="8B0A03")
    for number, row in enumerate(sheet.rows, 3):
        for column, value in enumerate(row, 1):
            _style(page.cell(number, column, value), number, sheet, accent)
    for column, width in enumerate(sheet.widths, 1):
        letter = get_column_letter(column)
        page.column_dimensions[letter].width = width
        page.column_dimensions[letter].hidden = letter in sheet.hidden_columns
    page.sheet_state = "hidden" if sheet.is_hidden else "visible"
    page.freeze_panes = f"A{max(sheet.head_rows[:1]) + 1}"
    page.oddFooter.left.text, page.oddFooter.right.text = f"{MARK}", "Page &P of &N"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _style(cell: Cell, number: int, sheet: Sheet, accent: str) -> None:
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if number in sheet.head_rows:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", accent)
        return
    if not isinstance(cell.value, str) or cell.value.startswith("="):
        cell.number_format = sheet.formats.get(cell.column_letter, "General")
    if number in sheet.total_rows:
        cell.font, cell.border = Font(bold=True), Border(top=Side("thin"))


class Calculator:
    """Works out formulas made of numbers, references, + - * /, SUM, MAX, MIN, AVERAGE and ROUND."""

    def __init__(self, book: Workbook) -> None:
        self._book = book

    def value(self, sheet: str, address: str) -> float | str:
        """The value of one cell; an empty cell counts as zero."""
        content = self._book[sheet][address].value
        if content is None:
            return 0.0
        if isinstance(content, str):
            return self._work_out(sheet, content[1:]) if content.startswith("=") else content
        return float(content)

    def _work_out(self, sheet: str, formula: str) -> float:
        def replace(found: re.Match[str]) -> str:
            where = found[1] or found[2] or sheet
            if found[5]:
                return repr(self._range(where, f"{found[3]}{found[4]}:{found[5]}{found[6]}"))
            return repr(self.value(where, found[3] + found[4]))

        names = {"SUM": sum, "MAX": max, "MIN": min, "ROUND": round, "AVERAGE": lambda cells: sum(cells) / len(cells)}
        return float(eval(_REFERENCE.sub(replace, formula), {"__builtins__": {}}, names))

    def _range(self, sheet: str, area: str) -> list[float]:
        left, top, right, bottom = range_boundaries(area)
        cells = [
            self.value(sheet, f"{get_column_letter(column)}{row}")
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]
        return [cell for cell in cells if isinstance(cell, float)]


def _with_values(part: bytes, sheet: str | None, values: Calculator) -> bytes:
    if sheet is None:
        return part

    def add(found: re.Match[bytes]) -> bytes:
        number = values.value(sheet, found[1].decode())
        return b'<c r="%b"%b><f>%b</f><v>%b</v></c>' % (*found.groups(), f"{number:.10g}".encode())

    return _FORMULA_CELL.sub(add, part)
