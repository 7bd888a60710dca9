"""The words of a PDF page with their places, for those who put them into another order."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium_c

from clearinghouse.lib.files.reading.pdf_letters import Letters
from clearinghouse.lib.files.seen_pdf import Box

_WORD = re.compile(r"[^\s\ufffe\x02]+[\ufffe\x02]?")
_BREAKS = re.compile(r"\r\n?|\n")
NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)  # of a word whose place PDFium does not know
_SAME_LINE = 0.5  # of the height of the lower one of two


class Word(NamedTuple):
    text: str
    box: Box
    place: int  # of its first letter, as PDFium counts


WordLine = list[Word]


def lines_of(textpage: pypdfium2.PdfTextPage, letters: Letters, turn: int = 0) -> Iterator[WordLine]:
    """As PDFium puts them into lines, with the places that they have when the page is turned."""
    start = 0
    for line in _BREAKS.split(letters.text):
        at = letters.text.index(line, start) if line else start
        start = at + len(line)
        words = (_word(textpage, letters, at + match.start(), match[0]) for match in _WORD.finditer(line))
        yield [word._replace(box=turned(word.box, turn)) for word in words] if turn else list(words)


def turned(box: Box, turn: int) -> Box:
    """Where it stands when the page is turned clockwise by so many quarters, around the page's own corner."""
    left, bottom, right, top = box
    match turn:
        case 1:
            return bottom, -right, top, -left
        case 2:
            return -right, -top, -left, -bottom
        case 3:
            return -top, left, -bottom, right
    return box


def around(words: Sequence[Word]) -> Box:
    """The smallest box with all of them."""
    lefts, bottoms, rights, tops = zip(*(word.box for word in words), strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def are_beside(box: Box, other: Box) -> bool:
    """Whether they stand on one line."""
    common = min(box[3], other[3]) - max(box[1], other[1])
    return common >= _SAME_LINE * min(box[3] - box[1], other[3] - other[1])


def spoken(line: Sequence[Word]) -> str:
    return " ".join(word.text for word in line)


def _word(textpage: pypdfium2.PdfTextPage, letters: Letters, start: int, text: str) -> Word:
    edges = pdfium_c.FS_RECTF()
    boxes = []
    places = [letters.place(textpage, start), letters.place(textpage, start + len(text) - 1)]
    for place in places:
        if place >= 0 and pdfium_c.FPDFText_GetLooseCharBox(textpage, place, edges):
            boxes.append((edges.left, edges.bottom, edges.right, edges.top))
    if not boxes:
        return Word(text, NOWHERE, 0)
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return Word(text, (min(lefts), min(bottoms), max(rights), max(tops)), max(places[0], 0))
