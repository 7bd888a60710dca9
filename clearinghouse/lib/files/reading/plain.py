"""Text files and CSV tables."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from clearinghouse.lib.files.cells import is_head
from clearinghouse.lib.files.reading.collector import PAGE_CHARACTERS, TABLE_CHARACTERS, Collector
from clearinghouse.lib.files.reading.headings import first_heading
from clearinghouse.lib.files.text import chunks, decode

_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 20
_LONGEST_FIELD = 1_000_000


def read_text(stream: BinaryIO, collector: Collector) -> str:
    """Form feeds end a page; else about 3,000 characters make one. A text file has no title of its own."""
    text = decode(stream.read()) or ""
    size = max(PAGE_CHARACTERS, len(text) // (collector.limits.text_pages // 2))
    heading = ""
    for sheet in text.split("\f"):
        for piece in chunks(sheet, size):
            heading = first_heading(piece) or heading
            collector.add(heading, piece)
    return ""


def read_table(stream: BinaryIO, collector: Collector) -> str:
    """Rows as tab-separated values, each page headed by the numbers of its rows; names of columns count as none."""
    text = decode(stream.read()) or ""
    size = max(TABLE_CHARACTERS, len(text) // (collector.limits.text_pages // 2))
    add_rows(collector, _rows(text), size, start=0 if is_head(next(_rows(text), "").split("\t")) else 1)
    return ""


def add_rows(
    collector: Collector, rows: Iterator[str], size: int, word: str = "Rows", header: str = "", start: int = 1
) -> None:
    """Pages of about `size` characters of rows, headed "Rows 1–40"; `header` is repeated on each.

    `start` is the number of the first row, 0 where it names the columns.
    """
    gathered: list[str] = []
    first = number = 1
    characters = 0
    for number, row in enumerate(rows, start=start):
        if gathered and characters + len(row) > size:
            collector.add(f"{word} {first:,}–{number - 1:,}", "\n".join([header, *gathered]))
            gathered, first, characters = [], number, 0
        gathered.append(row)
        characters += len(row) + 1
    if gathered:
        collector.add(f"{word} {first:,}–{number:,}" if number else "Names of columns", "\n".join([header, *gathered]))


def _rows(text: str) -> Iterator[str]:
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for row in reader:
            if any(row):
                yield "\t".join(" ".join(cell.split()) for cell in row)
    except csv.Error:
        yield from text.splitlines()[reader.line_num :]  # an endless quoted field: the rest as it stands


def _delimiter(text: str) -> str:
    """The character that most often stands in the first lines; a comma when none does."""
    sample = "\n".join(text[:20_000].splitlines()[:_SAMPLE_LINES])
    return max(_DELIMITERS, key=sample.count)
