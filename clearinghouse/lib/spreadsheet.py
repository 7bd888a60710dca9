"""Rows as a file for spreadsheets, which open each cell as what it is: text, never a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

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
    for row in (header, *rows):
        writer.writerow([as_text(cell) for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def download(
    name: str, header: Sequence[str], rows: Iterable[Sequence[object]], *, as_workbook: bool
) -> HttpResponseBase:
    """The answer to somebody who asked for the rows: an Excel file, or CSV. `name` has no ending."""
    response: HttpResponseBase
    if as_workbook:
        from clearinghouse.lib.workbooks import workbook  # slow to import, seldom needed

        response = HttpResponse(workbook(header, rows), content_type=XLSX.content_type)
    else:
        response = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv; charset=utf-8")
    ending = "xlsx" if as_workbook else "csv"
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
