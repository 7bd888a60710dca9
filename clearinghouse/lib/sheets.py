"""Tables for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def csv_text(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Comma-separated rows with a byte-order mark, so that spreadsheets read accents.

    SECURITY: a cell that a spreadsheet would run as a formula starts with an apostrophe (row 134).
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([_cell(value) for value in head])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return "\ufeff" + file.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_SIGNS) or text.startswith(_FORMULA_SIGNS) else text
