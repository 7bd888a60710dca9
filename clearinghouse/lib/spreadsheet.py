"""Rows as a CSV file that a spreadsheet opens as what it is: text, never a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

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


def _each(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    yield from rows
