"""Where the words of a page stand on it: found by PDFium or Tesseract, in ten-thousandths of its width and height.

In the child process, beside drawing and recognition. `read_boxes` is for the parent, which trusts nothing of it.
"""

import ctypes
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium_c

from clearinghouse.lib.files.reading import pdf_objects
from clearinghouse.lib.files.reading.pdf_page import seen_textpage

SCALE = 10_000
MOST_WORDS = 4000  # a page of small print has some 1,200
MOST_CHARACTERS = 40_000
LARGEST_ANSWER = 512 * 1024
LONGEST_WORD = 100
_ENDS = frozenset("\x00\x02\ufffe\ufffd")  # how PDFium marks a hyphen at the end of a line, and what it cannot read


class WordBox(NamedTuple):
    """A word, or what of it stands on one line."""

    text: str
    left: int
    top: int
    right: int
    bottom: int


def of_pdf_page(page: pypdfium2.PdfPage) -> list[WordBox]:
    """The words that people see, in the order of the page's text."""
    textpage, _ = seen_textpage(page, pdf_objects.survey(page), page.get_textpage())
    try:
        return list(_first(_words(_letters(page, textpage))))
    finally:
        textpage.close()


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
    """For a file that read_boxes() reads."""
    return json.dumps([list(box) for box in boxes], ensure_ascii=False, separators=(",", ":")).encode()


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
    return [WordBox(row[0][:LONGEST_WORD], *map(_within, row[1:])) for row in rows[:MOST_WORDS] if _is_box(row)]


def _is_box(row: object) -> bool:
    return (
        isinstance(row, list)
        and len(row) == len(WordBox._fields)
        and isinstance(row[0], str)
        and all(type(edge) is int for edge in row[1:])
    )


def _within(edge: int) -> int:
    return max(0, min(SCALE, edge))


def _first(words: Iterator[WordBox]) -> Iterator[WordBox]:
    """As many as we keep."""
    for _, word in zip(range(MOST_WORDS), words, strict=False):
        yield word


def _letters(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> Iterator[WordBox]:
    box, x, y = pdfium_c.FS_RECTF(), ctypes.c_int(), ctypes.c_int()
    for place in range(min(textpage.count_chars(), MOST_CHARACTERS)):
        letter = chr(pdfium_c.FPDFText_GetUnicode(textpage, place))
        corners = []
        if letter not in _ENDS and not letter.isspace() and pdfium_c.FPDFText_GetLooseCharBox(textpage, place, box):
            for across, up in ((box.left, box.top), (box.right, box.bottom)):
                # As the page is looked at: turned, and cut to what is shown of it.
                pdfium_c.FPDF_PageToDevice(page, 0, 0, SCALE, SCALE, 0, across, up, x, y)
                corners.append((x.value, y.value))
        if not corners:
            yield WordBox("", 0, 0, 0, 0)
            continue
        across, down = zip(*corners, strict=True)
        yield WordBox(letter, _within(min(across)), _within(min(down)), _within(max(across)), _within(max(down)))


def _words(letters: Iterable[WordBox]) -> Iterator[WordBox]:
    """Letters put together; an empty one stands between words."""
    word: list[WordBox] = []
    for letter in letters:
        if word and (not letter.text or len(word) >= LONGEST_WORD):
            yield _joined(word)
            word = []
        if letter.text:
            word.append(letter)
    if word:
        yield _joined(word)


def _joined(letters: Sequence[WordBox]) -> WordBox:
    return WordBox(
        "".join(letter.text for letter in letters),
        min(letter.left for letter in letters),
        min(letter.top for letter in letters),
        max(letter.right for letter in letters),
        max(letter.bottom for letter in letters),
    )


def _recognized(lines: Sequence[str], width: int, height: int) -> Iterator[RecognizedWord]:
    for line in lines:
        cells = line.split("\t")
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        block, paragraph, number, _, left, top, wide, high = (int(cell) for cell in cells[2:10])
        edges = left / width, top / height, (left + wide) / width, (top + high) / height
        box = WordBox(cells[11].strip()[:LONGEST_WORD], *(_within(round(edge * SCALE)) for edge in edges))
        yield RecognizedWord(box, float(cells[10]), (block, paragraph, number))
