"""Where the words of a page of a PDF stand on it, found by PDFium; in the child process, beside drawing."""

import ctypes
from collections.abc import Iterable, Iterator, Sequence

import pypdfium2
import pypdfium2.raw as pdfium_c

from clearinghouse.lib.files.reading import pdf_objects
from clearinghouse.lib.files.reading.pdf_halves import letter_at
from clearinghouse.lib.files.reading.pdf_page import seen_textpage
from clearinghouse.lib.files.word_boxes import LONGEST_WORD, MOST_WORDS, SCALE, WordBox, within

MOST_CHARACTERS = 40_000
_ENDS = frozenset("\x00\x02\ufffe\ufffd")  # how PDFium marks a hyphen at the end of a line, and what it cannot read


def boxes_of_page(page: pypdfium2.PdfPage) -> list[WordBox]:
    """The words that people see, in the order of the page's text."""
    textpage, _ = seen_textpage(page, pdf_objects.survey(page), page.get_textpage())
    try:
        return list(_first(_words(_letters(page, textpage))))
    finally:
        textpage.close()


def _first(words: Iterator[WordBox]) -> Iterator[WordBox]:
    """As many as we keep."""
    for _, word in zip(range(MOST_WORDS), words, strict=False):
        yield word


def _letters(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> Iterator[WordBox]:
    box, x, y = pdfium_c.FS_RECTF(), ctypes.c_int(), ctypes.c_int()
    for place in range(min(textpage.count_chars(), MOST_CHARACTERS)):
        letter = letter_at(textpage, place)
        if not letter:
            continue
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
        yield WordBox(letter, within(min(across)), within(min(down)), within(max(across)), within(max(down)))


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
