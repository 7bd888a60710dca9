"""Pages of a PDF with text or a picture that nobody sees: under a black box, white on white, off the page."""

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image

from clearinghouse.lib.files.reading.pdf_halves import letter_at

_SCALE = 1.25  # pixels for a point: enough for the smallest print
_FAINTEST = 12  # steps of 255 between letters and what is behind them; the reader of pages says the same
_SHORTEST = 3  # letters
_MOST_LETTERS = 40_000
_MOST_OBJECTS = 20_000
_SMALLEST_BOX = (10.0, 5.0)
_LARGEST_SHARE = 0.6  # of the picture; what covers more of it is a background
_BLACK, _WHITE = 40, 250


class _Letter(NamedTuple):
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.bottom


def hides_something(page: pypdfium2.PdfPage) -> bool:
    """Whether the page has words or a part of a picture that its picture does not show."""
    bitmap = page.render(scale=_SCALE)
    picture = bitmap.to_pil().convert("RGB")
    bitmap.close()
    return _hides_words(page, picture) or _hides_picture(page)


def _hides_words(page: pypdfium2.PdfPage, picture: Image.Image) -> bool:
    return any(_is_hidden(page, picture, word) for word in _words(page))


def _words(page: pypdfium2.PdfPage) -> Iterator[list[_Letter]]:
    """Letters and digits that stand together, with their boxes in points."""
    textpage = page.get_textpage()
    try:
        word: list[_Letter] = []
        for place in range(min(textpage.count_chars(), _MOST_LETTERS)):
            sign = letter_at(textpage, place)
            if not sign:
                continue
            letter = _letter(textpage, place) if sign.isalnum() else None
            if word and (letter is None or not _continues(word[-1], letter)):
                yield word
                word = []
            if letter is not None:
                word.append(letter)
        if word:
            yield word
    finally:
        textpage.close()


def _letter(textpage: pypdfium2.PdfTextPage, place: int) -> _Letter | None:
    edges = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = edges
    if not pdfium_c.FPDFText_GetCharBox(textpage, place, *map(ctypes.byref, (left, right, bottom, top))):
        return None
    box = _Letter(left.value, bottom.value, right.value, top.value)
    return box if box.right > box.left and box.top > box.bottom else None


def _continues(before: _Letter, letter: _Letter) -> bool:
    """Whether the letter stands beside the other, on a line in any direction."""
    reach = 2 * max(before.height, letter.height, letter.right - letter.left)
    return abs(letter.left - before.right) < reach and abs(letter.bottom - before.bottom) < reach


def _is_hidden(page: pypdfium2.PdfPage, picture: Image.Image, word: list[_Letter]) -> bool:
    """Whether several letters in a row, and what is between them, have one color."""
    run: list[_Letter] = []
    for letter in word:
        run = [*run, letter] if _is_plain(page, picture, [letter]) else []
        if len(run) >= min(_SHORTEST, max(len(word), 2)) and _is_plain(page, picture, run):
            return True
    return False


def _is_plain(page: pypdfium2.PdfPage, picture: Image.Image, letters: list[_Letter]) -> bool:
    left, top = _pixel(page, min(each.left for each in letters), max(each.top for each in letters))
    right, bottom = _pixel(page, max(each.right for each in letters), min(each.bottom for each in letters))
    left, right, top, bottom = min(left, right), max(left, right), min(top, bottom), max(top, bottom)
    box = (max(left, 0), max(top, 0), min(right + 1, picture.width), min(bottom + 1, picture.height))
    if box[0] >= box[2] or box[1] >= box[3]:
        return True  # off the page
    extrema: Any = picture.crop(box).getextrema()
    return all(most - least < _FAINTEST for least, most in extrema)


def _pixel(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[int, int]:
    """Where a point of the page is in its picture, turned or cropped as it may be."""
    across, down = ctypes.c_int(), ctypes.c_int()
    width, height = (round(side * _SCALE) for side in page.get_size())
    pdfium_c.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value, down.value


def _hides_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether a plain box lies over a part of a picture with nothing on it, as when a scan is blacked out."""
    pictures: list[tuple[float, float, float, float]] = []
    boxes: list[tuple[float, float, float, float]] = []
    for place, each in enumerate(page.get_objects(max_depth=1)):
        if place > _MOST_OBJECTS:
            return False
        bounds = each.get_bounds() if each.type != pdfium_c.FPDF_PAGEOBJ_UNKNOWN else (0.0, 0.0, 0.0, 0.0)
        boxes = [box for box in boxes if not _holds(box, bounds)]
        if each.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            pictures.append(bounds)
        elif each.type == pdfium_c.FPDF_PAGEOBJ_PATH and _is_box(each):
            boxes += [bounds for picture in pictures if _covers_part(bounds, picture)]
    return bool(boxes)


def _is_box(path: pypdfium2.PdfObject) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium_c.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke)) or not fill.value:
        return False
    if pdfium_c.FPDFPath_CountSegments(path) not in (4, 5, 6):
        return False
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium_c.FPDFPageObj_GetFillColor(path, *map(ctypes.byref, (red, green, blue, alpha)))
    colors = (red.value, green.value, blue.value)
    return alpha.value == 255 and (max(colors) <= _BLACK or min(colors) >= _WHITE)


def _covers_part(box: tuple[float, float, float, float], picture: tuple[float, float, float, float]) -> bool:
    left, bottom = max(box[0], picture[0]), max(box[1], picture[1])
    wide, high = min(box[2], picture[2]) - left, min(box[3], picture[3]) - bottom
    if wide < _SMALLEST_BOX[0] or high < _SMALLEST_BOX[1]:
        return False
    return wide * high < _LARGEST_SHARE * (picture[2] - picture[0]) * (picture[3] - picture[1])


def _holds(box: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return box[0] <= other[0] < other[2] <= box[2] and box[1] <= other[1] < other[3] <= box[3]
