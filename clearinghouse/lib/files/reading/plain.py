"""Text files and CSV tables."""

from collections.abc import Iterable
from typing import BinaryIO

from clearinghouse.lib.files.layers import stations
from clearinghouse.lib.files.reading import delimited
from clearinghouse.lib.files.reading.collector import PAGE_CHARACTERS, TABLE_CHARACTERS, Collector
from clearinghouse.lib.files.reading.headings import first_heading
from clearinghouse.lib.files.text import chunks, decoded_with_guess

_MOST_EMPTY_ROWS = 20  # within a page
GUESSED = (
    "The file doesn’t say which character encoding it uses. We read it as {}. "
    "If accents or dashes look wrong, save it as UTF-8 and upload that."
)


def read_text(stream: BinaryIO, collector: Collector) -> str:
    """Form feeds end a page; else about 3,000 characters make one. A text file has no title of its own."""
    text = _text_of(stream, collector)
    size = max(PAGE_CHARACTERS, len(text) // (collector.limits.text_pages // 2))
    heading = ""
    for sheet in text.split("\f"):
        for piece in chunks(sheet, size):
            heading = first_heading(piece) or heading
            collector.add(heading, piece)
    return ""


def read_table(stream: BinaryIO, collector: Collector) -> str:
    """Rows as tab-separated values, each page headed by the numbers of its rows; of a station list, in words."""
    text = _text_of(stream, collector)
    if found := stations.from_rows(delimited.rows(text), collector.limits):
        add_stations(found, collector)
        return ""
    size = max(TABLE_CHARACTERS, len(text) // (collector.limits.text_pages // 2))
    add_rows(collector, (("\t".join(row), number) for number, row in delimited.rows(text)), size)
    return ""


def add_stations(found: stations.StationList, collector: Collector) -> None:
    """A page that counts them, then all of them."""
    collector.layer = "stations"
    for note in found.notes:
        collector.tell(note)
    collector.add("Summary", "\n".join("\t".join(row) for row in found.summary()), are_rows=True)
    rows = (("\t".join(found.cells_of(station)), number) for number, station in enumerate(found.stations, start=1))
    size = max(TABLE_CHARACTERS, 300 * len(found.stations) // (collector.limits.text_pages // 2))
    add_rows(collector, rows, size, "Stations", "\t".join(found.heads()))


def add_rows(
    collector: Collector, rows: Iterable[tuple[str, int]], size: int, word: str = "Rows", header: str = ""
) -> None:
    """Pages of about `size` characters of rows and their numbers, headed "Rows 1–40"; `header` is repeated on each.

    Rows that are left out stay empty, so that a row is as far from the first as in a spreadsheet.
    """
    gathered: list[str] = []
    first = last = characters = 0

    def end_page() -> None:
        if gathered:
            text = "\n".join([header, *gathered] if header else gathered)
            collector.add(f"{word} {first:,}–{last:,}", text, are_rows=True)

    for row, number in rows:
        if gathered and (characters + len(row) > size or number - last > _MOST_EMPTY_ROWS):
            end_page()
            gathered, characters = [], 0
        gathered += [*[""] * (number - last - 1), row] if gathered else [row]
        first, last = first if len(gathered) > 1 else number, number
        characters += len(row) + 1
    end_page()


def _text_of(stream: BinaryIO, collector: Collector) -> str:
    """The file's text; the uploader is told when its encoding was guessed."""
    text, guess = decoded_with_guess(stream.read())
    if guess:
        collector.tell(GUESSED.format(guess))
    return text or ""
