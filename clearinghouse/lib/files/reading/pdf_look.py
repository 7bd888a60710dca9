"""Parts of a page of a PDF as they are drawn, to look at what is where. What stands elsewhere is not even unpacked."""

import ctypes
import math
from collections.abc import Sequence

import pypdfium2
import pypdfium2.raw as pdfium_c

Box = tuple[float, float, float, float]  # left, bottom, right, top in points
Pixels = tuple[int, int, int, int]  # left, top, right, bottom of a picture; the last two are beyond it
_AROUND = 3  # pixels


class Part:
    """The smallest part of a page that holds some boxes, with one pixel for a point."""

    def __init__(self, page: pypdfium2.PdfPage, boxes: Sequence[Box]) -> None:
        self._page = page
        width, height = (math.ceil(points) for points in page.get_size())
        on_page = [_on_page(page, width, height, box) for box in boxes]
        lefts, tops, rights, bottoms = zip(*on_page, strict=True)
        left, top = max(0, min(*lefts, width - 1)), max(0, min(*tops, height - 1))
        right, bottom = min(width, max(*rights, left + 1)), min(height, max(*bottoms, top + 1))
        self._cut = left, height - bottom, width - right, top
        self._size = right - left, bottom - top
        self._places = [self._within(left, top, place) for place in on_page]

    def place(self, number: int) -> Pixels:
        """Where the box of this number stands in the picture, with a little around it."""
        return self._places[number]

    def draw(self) -> pypdfium2.PdfBitmap:
        """The picture as the page is now; close it."""
        return self._page.render(scale=1, crop=self._cut)

    def _within(self, left: int, top: int, place: Pixels) -> Pixels:
        width, height = self._size
        across = (max(0, min(width, edge - left)) for edge in (place[0], place[2]))
        down = (max(0, min(height, edge - top)) for edge in (place[1], place[3]))
        (first, last), (upper, lower) = across, down
        return first, upper, last, lower


def _on_page(page: pypdfium2.PdfPage, width: int, height: int, box: Box) -> Pixels:
    """Where a box stands on the page, turned as the page is."""
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for across, up in ((box[0], box[1]), (box[2], box[3])):
        pdfium_c.FPDF_PageToDevice(page, 0, 0, width, height, 0, across, up, x, y)
        corners.append((x.value, y.value))
    (left, top), (right, bottom) = corners
    left, right, top, bottom = min(left, right), max(left, right), min(top, bottom), max(top, bottom)
    return left - _AROUND, top - _AROUND, right + _AROUND, bottom + _AROUND
