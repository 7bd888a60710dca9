"""The pages of a PDF, read by PDFium, with the heading each page stands under."""

import math
import re
from typing import BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium_c

from clearinghouse.lib.files.reading import headings
from clearinghouse.lib.files.reading.collector import Collector, Full
from clearinghouse.lib.files.reading.headings import Line
from clearinghouse.lib.files.text import one_line

_LINE = re.compile(r"[^\r\n\ufffe\x02]+")
_MEASURED_LINES = 400  # a page has some 50; a hostile one may have millions
_OUTLINE_ENTRIES = 5000


def read(stream: BinaryIO, collector: Collector) -> tuple[int, str]:
    """Add every page to `collector`; the number of pages and the title in the file's own description."""
    document = pypdfium2.PdfDocument(stream.read())
    count = len(document)
    texts: list[str] = []
    lines: list[list[Line]] = []
    for number in range(min(count, collector.limits.pdf_pages)):
        text, measured = _read_page(document, number, collector.limits.page_characters * 2)
        texts.append(text)
        lines.append(measured)
    found = headings.by_size(lines)
    if not any(found):
        found = _outline_headings(document, len(texts))
    title = one_line(document.get_metadata_value("Title"))
    try:
        for number, (heading, text) in enumerate(zip(found, texts, strict=True)):
            collector.add(heading, text, document.get_page_label(number))
    except Full:
        collector.truncated = True  # the number of pages is known all the same
    return count, title


def _read_page(document: pypdfium2.PdfDocument, number: int, most_characters: int) -> tuple[str, list[Line]]:
    """The raw text of one page and its lines with their sizes; nothing when the page is damaged."""
    try:
        page = document[number]
        textpage = page.get_textpage()
        count = textpage.count_chars()
        text: str = textpage.get_text_range(0, min(count, most_characters)) if count > 0 else ""
        lines = _measured(textpage, text)
        textpage.close()
        page.close()
    except pypdfium2.PdfiumError:
        return "", []
    return text, lines


def _measured(textpage: pypdfium2.PdfTextPage, text: str) -> list[Line]:
    lines = []
    for match in _LINE.finditer(text):
        words = match[0].strip()
        if not words:
            continue
        at = pdfium_c.FPDFText_GetCharIndexFromTextIndex(textpage, match.start() + match[0].index(words[0]))
        if at >= 0:
            lines.append(Line(one_line(words), letter_size(textpage, at)))
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


def _outline_headings(document: pypdfium2.PdfDocument, count: int) -> list[str]:
    """From the bookmarks, where the letters of a document are all of one size."""
    starts: dict[int, str] = {}
    for number, bookmark in enumerate(document.get_toc(max_depth=3)):
        destination = bookmark.get_dest()
        title = one_line(bookmark.get_title().replace("_", " "))
        if destination is not None and headings.is_plausible(title) and not title.lower().endswith(".pdf"):
            starts.setdefault(destination.get_index(), title)
        if number >= _OUTLINE_ENTRIES:
            break
    found = []
    in_force = ""
    for number in range(count):
        in_force = starts.get(number, in_force)
        found.append(in_force)
    return found
