"""What the pages of a PDF look like: which are pictures of text, and where text is too faint."""

import ctypes
from collections import Counter
from dataclasses import dataclass, field
from typing import BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium_c

from clearinghouse.lib.files.accessibility.contrast import WHITE, Color, is_enough, ratio
from clearinghouse.lib.files.reading.pdf_page import letter_size

_FEWEST_LETTERS = 25  # a page with fewer is a picture, when there is one on it
_SAMPLES = 300  # characters looked at on a page
_FAINT_SAMPLES = 3  # so many that are too faint make a page worth naming
_MOST_DRAWN = 60  # pages drawn to see what is behind their text
_BOLD = 700
_INVISIBLE = 3  # the way text is drawn below a scan
_AROUND = 2  # pixels beside a letter that show what is behind it
_SMALLEST_PICTURE = 0.01  # of the page; smaller ones are lines and bullets


@dataclass
class PageFacts:
    """Page numbers, from 1."""

    count: int = 0
    scanned: list[int] = field(default_factory=list)
    faint: list[int] = field(default_factory=list)
    pictured: list[int] = field(default_factory=list)
    has_colored_text: bool = False
    is_complete: bool = True  # whether every page with colored text was drawn


@dataclass(frozen=True)
class _Letter:
    color: Color
    points: float
    is_bold: bool
    box: tuple[float, float, float, float]  # left, bottom, right, top


def look_at_pages(stream: BinaryIO, most_pages: int) -> PageFacts:
    """The facts of the first pages. A damaged page is none of them."""
    document = pypdfium2.PdfDocument(stream.read())
    facts = PageFacts(min(len(document), most_pages))
    drawn = 0
    for number in range(1, facts.count + 1):
        try:
            page = document[number - 1]
            drawn += _look(page, number, facts, may_draw=drawn < _MOST_DRAWN)
            page.close()
        except pypdfium2.PdfiumError:
            continue
    return facts


def _look(page: pypdfium2.PdfPage, number: int, facts: PageFacts, *, may_draw: bool) -> bool:
    """Add what one page shows; whether it was drawn for that."""
    textpage = page.get_textpage()
    has_picture = _has_picture(page)
    if has_picture:
        facts.pictured.append(number)
    if has_picture and not _has_text(textpage):
        facts.scanned.append(number)
    # Dark text is readable on white, and nobody puts it on black: only other colors are worth a drawing.
    letters = [letter for letter in _letters(textpage) if not is_enough(letter.color, WHITE, letter.points)]
    textpage.close()
    if not letters:
        return False
    facts.has_colored_text = True
    if not may_draw:
        facts.is_complete = False
        return False
    if _faint(page, letters) >= _FAINT_SAMPLES:
        facts.faint.append(number)
    return True


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    width, height = page.get_size()
    for image in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) > _SMALLEST_PICTURE * width * height:
            return True
    return False


def _has_text(textpage: pypdfium2.PdfTextPage) -> bool:
    text = textpage.get_text_range(0, min(textpage.count_chars(), 2000)) if textpage.count_chars() else ""
    return sum(map(str.isalpha, text)) >= _FEWEST_LETTERS


def _letters(textpage: pypdfium2.PdfTextPage) -> list[_Letter]:
    """Some of the letters of a page, evenly spread."""
    count = textpage.count_chars()
    found = []
    for index in range(0, count, max(1, count // _SAMPLES)):
        if not chr(pdfium_c.FPDFText_GetUnicode(textpage, index)).isalnum():
            continue
        letter = _letter(textpage, index)
        if letter:
            found.append(letter)
    return found


def _letter(textpage: pypdfium2.PdfTextPage, index: int) -> _Letter | None:
    parts = [ctypes.c_uint() for _ in range(4)]
    if not pdfium_c.FPDFText_GetFillColor(textpage, index, *parts) or not parts[3].value:
        return None
    drawn = pdfium_c.FPDFText_GetTextObject(textpage, index)
    if drawn and pdfium_c.FPDFTextObj_GetTextRenderMode(drawn) == _INVISIBLE:
        return None
    red, green, blue = (part.value for part in parts[:3])
    is_bold = pdfium_c.FPDFText_GetFontWeight(textpage, index) >= _BOLD
    return _Letter((red, green, blue), letter_size(textpage, index), is_bold, textpage.get_charbox(index))


def _faint(page: pypdfium2.PdfPage, letters: list[_Letter]) -> int:
    """How many letters do not stand out from what is around them where the page is drawn."""
    bitmap = page.render(scale=1, may_draw_forms=False)
    picture = bitmap.to_pil().convert("RGB")
    height = page.get_height()
    faint = 0
    for letter in letters:
        left, bottom, right, top = letter.box
        edges = (int(left) - _AROUND, int(height - top) - _AROUND, int(right) + _AROUND, int(height - bottom) + _AROUND)
        behind = _behind(picture.crop(edges).getcolors(maxcolors=4096) or [], letter.color)
        faint += behind is not None and not is_enough(letter.color, behind, letter.points, is_bold=letter.is_bold)
    return faint


def _behind(colors: list[tuple[int, Color]], own: Color) -> Color | None:
    """The color that most of the surroundings have; None where none prevails, as on a photograph."""
    counted: Counter[Color] = Counter({color: count for count, color in colors})
    total = sum(counted.values())
    for color, count in counted.most_common(2):
        if ratio(color, own) > 1.1:
            return color if count * 4 >= total else None
    return None
