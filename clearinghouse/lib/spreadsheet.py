"""Rows as a file for spreadsheets, which open each cell as what it is: text, never a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from clearinghouse.lib.files.types import XLSX

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def as_text(cell: object) -> str:
    """A cell that starts like a formula gets an apostrophe, as spreadsheets themselves mark text.

    Otherwise what a stranger typed would run at whoever opens the file: docs/security.md, "Exports are text".
    """
    text = "" if cell is None else str(cell).replace("\x00", "")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Line by line, with the mark by which Excel knows UTF-8 in front."""
    line = io.StringIO()
    writer = csv.writer(line)
    yield "\ufeff"
    for row in (header, *_each(rows)):
        writer.writerow([as_text(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def workbook(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """An Excel file with exactly these characters in its cells, all of them text: no apostrophes, no lost zeros."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for row in (header, *_each(rows)):
        sheet.append([_text_cell(sheet, value) for value in row])
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def download(
    name: str, header: Sequence[str], rows: Iterable[Sequence[object]], *, as_workbook: bool
) -> HttpResponseBase:
    """The answer to somebody who asked for the rows: an Excel file, or CSV. `name` has no ending."""
    response: HttpResponseBase
    if as_workbook:
        response = HttpResponse(workbook(header, rows), content_type=XLSX.content_type)
    else:
        response = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    ending = "xlsx" if as_workbook else "csv"
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def _text_cell(sheet: object, value: object) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", "" if value is None else str(value)))
    cell.data_type = "s"  # what begins with an equals sign would be a formula
    cell.number_format = "@"  # and stay text when somebody edits it
    return cell


def _each(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    yield from rows
