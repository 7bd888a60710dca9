"""The text of one page of a PDF, in the order in which people read it, and whether it is a picture of text."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import field
from functools import reduce

import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageChops

from clearinghouse.lib.files.reading import legibility, pdf_letters, pdf_objects, pdf_order
from clearinghouse.lib.files.reading.headings import Line
from clearinghouse.lib.files.reading.pdf_letters import Letters
from clearinghouse.lib.files.reading.pdf_objects import Survey, Unseen
from clearinghouse.lib.files.reading.upright import upright_textpage
from clearinghouse.lib.files.results import PageSource
from clearinghouse.lib.files.seen_pdf import Field, SeenPdf
from clearinghouse.lib.frozen import dataclass

_LINE = re.compile(r"[^\r\n\ufffe\x02]+")
_BREAKS = re.compile(r"\r\n?|\n")
_MEASURED_LINES = 400  # a page has some 50; a hostile one may have millions
_CRUMB = 25  # letters; a page with fewer has no text to speak of
_SHORT_TEXT = 500  # signs; of a longer one it is enough to know about how many are letters
_LONG_TEXT = 1500  # letters of a page that is no scan, whatever lies behind them
_SCAN_SHARE = 0.8
_SOME_PICTURE = 0.05
_DRAWN_LETTERS = 150  # paths: text that was made into outlines
_LOOK_SCALE = 0.5  # pixels for a point: enough to tell print on paper from a photograph or a background
_PAPER_SHARE = 0.55
_PAPER_LIGHT, _PAPER_COLOR = 170, 40
_ROW_STEP = 4
_EDGE = 48  # steps of 255 between neighboring pixels
_FEWEST_EDGES = 500  # a line of print has some 200 at this size
_MAP_ERRORS = 0.3
_MAP_SAMPLES = 300

# Called with each page before it is read: its number from 1, the page, what stands on it, its text.
Watch = Callable[[int, pypdfium2.PdfPage, Survey, pypdfium2.PdfTextPage], None]


@dataclass(frozen=True)
class Looks:
    """How many pages may still be drawn to see what is on them; drawing takes a document's time."""

    for_texts: bool = True
    for_scans: bool = True


@dataclass(frozen=True)
class PageReading:
    """The raw text, its lines with the sizes of their letters, where it comes from, and what nobody sees."""

    text: str
    lines: list[Line]
    source: PageSource
    unseen: Unseen = field(default_factory=Unseen)
    is_garbled: bool = False


def seen_textpage(
    page: pypdfium2.PdfPage, survey: Survey, textpage: pypdfium2.PdfTextPage, *, may_look: bool = True
) -> tuple[pypdfium2.PdfTextPage, Unseen]:
    """What people see, upright, and what they do not see of it. `textpage` is the page's own: that or closed."""
    unseen = pdf_objects.put_unseen_aside(page, textpage, survey, may_look=may_look)
    if unseen:
        textpage.close()
        textpage = page.get_textpage()
    return upright_textpage(page, textpage), unseen


def read(seen: SeenPdf, number: int, most_characters: int, looks: Looks, watch: Watch | None = None) -> PageReading:
    """Read a page; raises PdfiumError for a damaged one. Somebody may watch it before what nobody sees is put aside."""
    page = seen.page(number)
    try:
        survey = pdf_objects.survey(page)
        textpage = page.get_textpage()
        if watch:
            watch(number, page, survey, textpage)
        fields = seen.annotations[number].fields
        return _read(page, survey, textpage, most_characters, looks, seen.has_replacements, fields)
    finally:
        page.close()


def _read(
    page: pypdfium2.PdfPage,
    survey: Survey,
    textpage: pypdfium2.PdfTextPage,
    most_characters: int,
    looks: Looks,
    has_replacements: bool,
    fields: Sequence[Field],
) -> PageReading:
    textpage, unseen = seen_textpage(page, survey, textpage, may_look=looks.for_texts)
    try:
        count = min(textpage.count_chars(), most_characters)
        replacements = pdf_letters.replacements_of(page, textpage, survey) if has_replacements else {}
        letters = pdf_letters.read(textpage, count, replacements)
        text = letters.text
        lines = _BREAKS.split(text)
        judged = legibility.judge(lines)
        if judged.is_garbled or _has_no_letters(textpage, count, lines):
            text = _believed(lines, judged.lines) if judged.is_garbled else ""
            return PageReading(text, [], PageSource.SCANNED, _told(unseen, text), is_garbled=True)
        if judged.leaves_out:
            believed = _believed(lines, judged.lines)
            return PageReading(believed, [], PageSource.SCANNED, _told(unseen, text), is_garbled=True)
        source = PageSource.SCANNED if letters.has_unknown else _source(page, survey, text, looks)
        ordered = pdf_order.of_page(textpage, survey, letters, fields)
        sized = [Line(words, letter_size(textpage, place)) for words, place in ordered.lines]
        sized = sized or _measured(textpage, letters)
        return PageReading(ordered.text, sized, source, _told(unseen, text), is_garbled=letters.has_unknown)
    finally:
        textpage.close()


def _believed(lines: list[str], believed: list[bool]) -> str:
    return "\n".join(line for line, keep in zip(lines, believed, strict=True) if keep)


def _has_no_letters(textpage: pypdfium2.PdfTextPage, count: int, lines: list[str]) -> bool:
    """Whether the file does not say which letters its signs are."""
    if count <= 0 or legibility.knows_most(lines):
        return False
    places = range(0, count, max(1, count // _MAP_SAMPLES))
    errors = sum(pdfium_c.FPDFText_HasUnicodeMapError(textpage, place) == 1 for place in places)
    return errors > len(places) * _MAP_ERRORS


def _told(unseen: Unseen, text: str) -> Unseen:
    """Only words that the page does not show elsewhere; a shadow or a second layer of the same words hides nothing."""
    if not (unseen.covered or unseen.hidden):
        return unseen
    shown = set(text.split())
    covered, hidden = (
        tuple(words for words in texts if any(word not in shown for word in words.split()))
        for texts in (unseen.covered, unseen.hidden)
    )
    return Unseen(covered, hidden)


def _source(page: pypdfium2.PdfPage, survey: Survey, text: str, looks: Looks) -> PageSource:
    if len(text) >= 2 * _LONG_TEXT:
        return PageSource.TEXT
    letters = sum(letter.isalnum() for letter in text) if len(text) < _SHORT_TEXT else len(text) - text.count(" ")
    share = survey.picture_share
    if letters < _CRUMB:
        if share >= _SOME_PICTURE or len(survey.fills) >= _DRAWN_LETTERS:
            return PageSource.SCANNED
        return PageSource.TEXT if letters else PageSource.BLANK
    if letters >= _LONG_TEXT or share < _SCAN_SHARE or survey.is_built_of_pieces or survey.has_recognized_text:
        return PageSource.TEXT
    return PageSource.SCANNED if not looks.for_scans or _looks_printed(page, survey) else PageSource.TEXT


def _looks_printed(page: pypdfium2.PdfPage, survey: Survey) -> bool:
    """Whether the page without its own text is print on paper, and no photograph or empty background."""
    with pdf_objects.without_texts(survey):
        bitmap = page.render(scale=_LOOK_SCALE)
    rows, size = _rows(bitmap), (bitmap.width, bitmap.height)
    bitmap.close()
    return _paper_share(rows, size[0]) >= _PAPER_SHARE and _edges(rows, size) >= _FEWEST_EDGES


def _rows(bitmap: pypdfium2.PdfBitmap) -> list[bytes]:
    """The pixels of each row, of three colors, without what fills it up."""
    pixels, stride, width = bytes(bitmap.buffer), bitmap.stride, bitmap.width
    return [pixels[start : start + width * 3] for start in range(0, bitmap.height * stride, stride)]


def _paper_share(rows: Sequence[bytes], width: int) -> float:
    """How much of a page is light and of little color; every fourth row is looked at."""
    some = rows[::_ROW_STEP]
    colors = Image.frombytes("RGB", (width, len(some)), b"".join(some)).split()
    darkest, lightest = reduce(ImageChops.darker, colors), reduce(ImageChops.lighter, colors)
    is_light = darkest.point([255 * (value >= _PAPER_LIGHT) for value in range(256)])
    is_gray = ImageChops.subtract(lightest, darkest).point([255 * (value <= _PAPER_COLOR) for value in range(256)])
    paper = ImageChops.darker(is_light, is_gray).histogram()[255]
    return _ROW_STEP * paper / (width * len(rows))


def _edges(rows: Sequence[bytes], size: tuple[int, int]) -> int:
    """How many neighboring pixels differ much."""
    green = Image.frombytes("RGB", size, b"".join(rows)).getchannel(1)
    width, height = size
    left, right = green.crop((0, 0, width - 1, height)), green.crop((1, 0, width, height))
    return sum(ImageChops.difference(left, right).histogram()[_EDGE + 1 :])


def _measured(textpage: pypdfium2.PdfTextPage, letters: Letters) -> list[Line]:
    lines = []
    for match in _LINE.finditer(letters.text):
        words = match[0].strip()
        if not words:
            continue
        at = letters.place(textpage, match.start() + match[0].index(words[0]))
        if at >= 0:
            lines.append(Line(words, letter_size(textpage, at)))
        if len(lines) >= _MEASURED_LINES:
            break
    return lines


def letter_size(textpage: pypdfium2.PdfTextPage, index: int) -> float:
    """Points, as they appear on the page: the font's size times the scale of its matrix."""
    matrix = pdfium_c.FS_MATRIX()
    size = pdfium_c.FPDFText_GetFontSize(textpage, index)
    if pdfium_c.FPDFText_GetMatrix(textpage, index, matrix):
        size *= math.hypot(matrix.c, matrix.d)
    return round(size, 1) if math.isfinite(size) else 0.0
