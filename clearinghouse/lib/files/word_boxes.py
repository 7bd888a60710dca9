"""Where the words of a page stand on it, in ten-thousandths of its width and height.

Found by Tesseract here, or by PDFium in `reading.pdf_boxes`, in the child process. `read_boxes` is for the parent,
which trusts nothing of it; it must not load PDFium for that.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

SCALE = 10_000
MOST_WORDS = 4000  # a page of small print has some 1,200
LARGEST_ANSWER = 512 * 1024
LONGEST_WORD = 100


class WordBox(NamedTuple):
    """A word, or what of it stands on one line."""

    text: str
    left: int
    top: int
    right: int
    bottom: int


class RecognizedWord(NamedTuple):
    """A word that Tesseract saw: how sure it is in percent, and the numbers of its block, paragraph and line."""

    box: WordBox
    confidence: float
    line: tuple[int, int, int]

    @property
    def text(self) -> str:
        return self.box.text


def of_tesseract(table: str, width: int, height: int) -> list[RecognizedWord]:
    """The words of Tesseract's TSV output for a picture of this size."""
    return [word for _, word in zip(range(MOST_WORDS), _recognized(table.splitlines(), width, height), strict=False)]


def as_json(boxes: Iterable[WordBox]) -> bytes:
    """For a file that read_boxes() reads; halves of letters, which only a hostile child tells, are left out."""
    return json.dumps([list(box) for box in boxes], ensure_ascii=False, separators=(",", ":")).encode("utf-8", "ignore")


def read_boxes(data: bytes) -> list[WordBox]:
    """What a child wrote, as far as it is what we asked for; a hostile one may have written anything."""
    try:
        return checked_boxes(json.loads(data))
    except ValueError:
        return []


def checked_boxes(rows: object) -> list[WordBox]:
    """The same of what was JSON."""
    if not isinstance(rows, list):
        return []
    return [WordBox(row[0][:LONGEST_WORD], *map(within, row[1:])) for row in rows[:MOST_WORDS] if _is_box(row)]


def share_of_smaller(one: WordBox, other: WordBox) -> float:
    """How much of the smaller box lies in the other one, from 0 to 1."""
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    smaller = min(_area(one), _area(other))
    return wide * high / smaller if smaller and wide > 0 and high > 0 else 0.0


def _area(box: WordBox) -> int:
    return (box.right - box.left) * (box.bottom - box.top)


def within(edge: int) -> int:
    """On the page, whatever somebody said."""
    return max(0, min(SCALE, edge))


def _is_box(row: object) -> bool:
    return (
        isinstance(row, list)
        and len(row) == len(WordBox._fields)
        and isinstance(row[0], str)
        and all(type(edge) is int for edge in row[1:])
    )


def _recognized(lines: Sequence[str], width: int, height: int) -> Iterator[RecognizedWord]:
    for line in lines:
        cells = line.split("\t")
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        block, paragraph, number, _, left, top, wide, high = (int(cell) for cell in cells[2:10])
        edges = left / width, top / height, (left + wide) / width, (top + high) / height
        box = WordBox(cells[11].strip()[:LONGEST_WORD], *(within(round(edge * SCALE)) for edge in edges))
        yield RecognizedWord(box, float(cells[10]), (block, paragraph, number))
