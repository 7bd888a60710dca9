"""The text of a page of a PDF in lines from the first to the last, however the page or its letters are turned."""

import math
from collections import Counter

import pypdfium2
import pypdfium2.raw as pdfium_c

_SAMPLES = 9  # letters whose direction is looked at
_QUARTERS = {0: 0, 1: 3, 2: 2, 3: 1}  # a text that runs upwards is upright on a page that is turned clockwise


def upright_textpage(page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage) -> pypdfium2.PdfTextPage:
    """PDFium puts letters into lines as the page is turned; so it is turned until most of its letters are upright.

    `textpage` is that of the page as it is: the answer, or closed.
    """
    turned = pdfium_c.FPDFPage_GetRotation(page)
    wanted = turn_of_letters(textpage)
    if wanted in (None, turned):
        return textpage
    textpage.close()
    pdfium_c.FPDFPage_SetRotation(page, wanted)
    textpage = page.get_textpage()
    textpage.count_chars()
    pdfium_c.FPDFPage_SetRotation(page, turned)
    return textpage


def turn_of_letters(textpage: pypdfium2.PdfTextPage) -> int | None:
    """By how many quarters, clockwise, a page must be turned so that most of its letters stand upright."""
    count = textpage.count_chars()
    if count <= 0:
        return None
    angles = (pdfium_c.FPDFText_GetCharAngle(textpage, place) for place in range(0, count, max(1, count // _SAMPLES)))
    quarters = Counter(round(angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0)
    return _QUARTERS[quarters.most_common(1)[0][0]] if quarters else None
