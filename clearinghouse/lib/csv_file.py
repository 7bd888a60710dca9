"""A CSV file that people import: its header, its rows, and sentences for what cannot be read."""

import csv
import re
from collections.abc import Callable, Sequence
from io import StringIO

from clearinghouse.lib.files.text import clean_text
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.spreadsheet import FORMULA_STARTS

_LINE_END = re.compile(r"[\r\n]")


class FileRefused(Exception):
    """The file as a whole cannot be read; the message is a sentence for the person."""


class RowRefused(Exception):
    """One row cannot be taken; the message says why."""


@dataclass(frozen=True)
class CsvFile:
    """`names` are the columns as we call them, "" for those that we don't know, which `unknown` has as written.

    `rows` have their number in a spreadsheet; those without a word are left out.
    """

    names: list[str]
    unknown: list[str]
    rows: list[tuple[int, list[str]]]


def read_csv(
    text: str,
    column: Callable[[str], str],
    *,
    missing: Callable[[Sequence[str]], str],
    most_rows: int,
    things: str,
) -> CsvFile:
    """The file with its columns named by column(), which gets a header in small letters. Raises FileRefused.

    missing() says in a sentence which columns are not among these names; `things` is what rows are, in words.
    """
    first = _LINE_END.split(text, maxsplit=1)[0]
    delimiter = max((",", ";", "\t"), key=first.count)  # a name may hold another one of them
    try:
        header, *lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    except ValueError:
        raise FileRefused("This file has no rows. Its first row must name the columns.") from None
    except csv.Error:
        raise FileRefused("We can’t read this as a CSV file. Save it as CSV (comma-separated) and try again.") from None
    names = [column(" ".join(name.replace("\ufeff", "").casefold().split())) for name in header]
    if sentence := missing(names):
        raise FileRefused(sentence)
    if twice := sorted({name for name in names if name and names.count(name) > 1}):
        raise FileRefused(f"The column “{twice[0]}” is there twice.")
    if len(lines) > most_rows:
        raise FileRefused(f"This file has {len(lines):,} rows. Split it into files of {most_rows:,} or fewer.")
    rows = [(number, line) for number, line in enumerate(lines, start=2) if any(map(str.strip, line))]
    if not rows:
        raise FileRefused(f"This file names its columns, but has no {things}.")
    unknown = [name.strip()[:80] for name, known in zip(header, names, strict=True) if not known and name.strip()]
    return CsvFile(names, unknown, rows)


def cells_of(names: Sequence[str], line: Sequence[str], most: int) -> dict[str, str]:
    """The cells of known columns by their names, each up to so many characters."""
    return {name: _plain(cell, most) for name, cell in zip(names, line, strict=False) if name}


def _plain(cell: str, most: int) -> str:
    """Without the apostrophe that our own files put before what a spreadsheet would take for a formula."""
    rest = cell[1:]
    is_marked = cell.startswith("'") and rest.lstrip(" ").startswith(FORMULA_STARTS)
    return clean_text(rest if is_marked else cell, most)
