"""What the pages of a PDF look like: which are pictures of text, and where text is too faint.

A page is looked at while it is read, or by itself; as it is in the file, before what nobody sees is put aside.
"""

import ctypes
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import field
from typing import cast

import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image

from clearinghouse.lib.files.contrast import WHITE, Color, is_enough, ratio
from clearinghouse.lib.files.reading import pdf_objects
from clearinghouse.lib.files.reading.pdf_halves import letter_at
from clearinghouse.lib.files.reading.pdf_look import Box, Part
from clearinghouse.lib.files.reading.pdf_objects import Survey
from clearinghouse.lib.files.reading.pdf_page import letter_size
from clearinghouse.lib.files.seen_pdf import SeenPdf
from clearinghouse.lib.frozen import dataclass

_FEWEST_LETTERS = 25  # a page with fewer is a picture, when there is one on it
_SAMPLES = 300  # characters looked at on a page
_FAINT_SAMPLES = 3  # so many that are too faint make a page worth naming
_MOST_DRAWN = 60  # pages drawn to see what is behind their text
_BOLD = 700
_INVISIBLE = 3  # the way text is drawn below a scan
_SMALLEST_PICTURE = 0.01  # of the page; smaller ones are lines and bullets
_ALIKE = 1.1  # contrast of colors that nobody tells apart


@dataclass(frozen=True)
class _Letter:
    color: Color
    points: float
    is_bold: bool
    box: Box
    drawn_by: int  # the address of its text object

    def is_faint(self, behind: Color | None) -> bool:
        """Before this color; before none that prevails, as on a photograph, nobody knows."""
        return behind is not None and not is_enough(self.color, behind, self.points, is_bold=self.is_bold)


@dataclass
class PageFacts:
    """Page numbers, from 1."""

    count: int = 0
    scanned: list[int] = field(default_factory=list)
    faint: list[int] = field(default_factory=list)
    pictured: list[int] = field(default_factory=list)
    is_complete: bool = True  # whether every page with text in doubt was drawn
    drawn: int = 0

    def look(self, number: int, page: pypdfium2.PdfPage, survey: Survey, textpage: pypdfium2.PdfTextPage) -> None:
        """Add what one page shows."""
        self.count = number
        if survey.has_picture(_SMALLEST_PICTURE):
            self.pictured.append(number)
            if not _has_text(textpage):
                self.scanned.append(number)
        if self._is_faint(page, survey, textpage):
            self.faint.append(number)

    def _is_faint(self, page: pypdfium2.PdfPage, survey: Survey, textpage: pypdfium2.PdfTextPage) -> bool:
        """Drawn is only what the page's shapes alone do not tell."""
        if all(text.color is None or is_enough(text.color[:3], WHITE, 0) for text in survey.texts):
            return False
        # Dark text is readable on white, and nobody puts it on black: only other colors are worth a look.
        letters = [letter for letter in _letters(textpage) if not is_enough(letter.color, WHITE, letter.points)]
        grounds = _grounds(survey, {letter.drawn_by for letter in letters})
        faint = sum(letter.is_faint(grounds[letter.drawn_by]) for letter in letters if letter.drawn_by in grounds)
        doubtful = [letter for letter in letters if letter.drawn_by not in grounds]
        if faint >= _FAINT_SAMPLES or faint + len(doubtful) < _FAINT_SAMPLES:
            return faint >= _FAINT_SAMPLES
        if self.drawn >= _MOST_DRAWN:
            self.is_complete = False
            return False
        self.drawn += 1
        return faint + _faint_where_drawn(page, doubtful) >= _FAINT_SAMPLES


def look_at_pages(seen: SeenPdf, most_pages: int) -> PageFacts:
    """The facts of the first pages. A damaged page shows nothing."""
    facts = PageFacts()
    for number in range(1, min(len(seen), most_pages) + 1):
        try:
            page = seen.page(number)
            textpage = page.get_textpage()
            facts.look(number, page, pdf_objects.survey(page), textpage)
            textpage.close()
            page.close()
        except pypdfium2.PdfiumError:
            continue
    return facts


def _has_text(textpage: pypdfium2.PdfTextPage) -> bool:
    text = textpage.get_text_range(0, min(textpage.count_chars(), 2000)) if textpage.count_chars() else ""
    return sum(map(str.isalpha, text)) >= _FEWEST_LETTERS


def _letters(textpage: pypdfium2.PdfTextPage) -> Iterator[_Letter]:
    """Some of the letters of a page whose color may be too faint, evenly spread."""
    count = textpage.count_chars()
    parts = [ctypes.c_uint() for _ in range(4)]
    for index in range(0, count, max(1, count // _SAMPLES)):
        if not pdfium_c.FPDFText_GetFillColor(textpage, index, *parts) or not parts[3].value:
            continue
        color = parts[0].value, parts[1].value, parts[2].value
        if is_enough(color, WHITE, 0) or not letter_at(textpage, index).isalnum():
            continue
        drawn = pdfium_c.FPDFText_GetTextObject(textpage, index)
        if drawn and pdfium_c.FPDFTextObj_GetTextRenderMode(drawn) == _INVISIBLE:
            continue
        is_bold = pdfium_c.FPDFText_GetFontWeight(textpage, index) >= _BOLD
        box = textpage.get_charbox(index)
        yield _Letter(color, letter_size(textpage, index), is_bold, box, _address(drawn))


def _address(handle: pdfium_c.FPDF_PAGEOBJECT) -> int:
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def _grounds(survey: Survey, wanted: set[int]) -> dict[int, Color | None]:
    """The color behind texts of which the shapes below and around them leave no doubt; None where it is their own."""
    found: dict[int, Color | None] = {}
    for text in survey.texts:
        address = _address(text.handle)
        if address in wanted and text.color is not None and (ground := _ground(survey, text.order, text.box)):
            found[address] = ground if ratio(ground, text.color[:3]) > _ALIKE else None
    return found


def _ground(survey: Survey, order: int, box: Box) -> Color | None:
    """The paper, or the one rectangle that alone is behind the whole of a box; None in doubt."""
    left, bottom, right, top = box
    for fill in reversed(survey.fills):
        other = fill.box
        if other[0] > right or left > other[2] or other[1] > top or bottom > other[3]:
            continue
        is_behind = other[0] <= left and right <= other[2] and other[1] <= bottom and top <= other[3]
        if fill.order > order or not (is_behind and fill.is_box and fill.color):
            return None
        return fill.color[:3]
    return WHITE


def _faint_where_drawn(page: pypdfium2.PdfPage, letters: Sequence[_Letter]) -> int:
    """How many letters do not stand out from what is around them where the page is drawn."""
    part = Part(page, [letter.box for letter in letters])
    bitmap = part.draw()
    picture = bitmap.to_pil().convert("RGB")
    bitmap.close()
    return sum(
        letter.is_faint(_prevailing(picture.crop(part.place(number)), letter.color))
        for number, letter in enumerate(letters)
    )


def _prevailing(around: Image.Image, own: Color) -> Color | None:
    """The color that most of the surroundings have; None where none prevails, as on a photograph."""
    found = cast("list[tuple[int, Color]]", around.getcolors(maxcolors=4096) or [])
    counted = Counter({color: count for count, color in found})
    total = sum(counted.values())
    for color, count in counted.most_common(2):
        if ratio(color, own) > _ALIKE:
            return color if count * 4 >= total else None
    return None
