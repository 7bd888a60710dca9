"""The pages of a PDF, read by PDFium, with the heading each page stands under."""

import re
import time
from functools import partial
from typing import BinaryIO

import pypdfium2

from clearinghouse.lib.files.reading import headings, pdf_page, pdf_told
from clearinghouse.lib.files.reading.collector import Collector, Full
from clearinghouse.lib.files.reading.headings import Line, PageHeadings
from clearinghouse.lib.files.reading.pdf_halves import told
from clearinghouse.lib.files.reading.pdf_page import Looks, PageReading, Watch
from clearinghouse.lib.files.results import PageSource
from clearinghouse.lib.files.seen_pdf import SeenPdf
from clearinghouse.lib.files.text import one_line

_OUTLINE_ENTRIES = 5000
_MOST_LOOKS = 60  # pages that are drawn to see whether they are paper
_LOOKS_SHARE = 0.35  # of the processor time a child has: after that no page is drawn while it is read
# What stands instead of a form in programs that can't show it.
_WAITING_FORM = re.compile(
    r"please wait.{0,400}(?:adobe|pdf viewer)|need a (?:later|newer) version of (?:the pdf viewer|adobe)"
    r"|requires (?:adobe (?:reader|acrobat)|a (?:later|newer) version of (?:the pdf viewer|adobe))",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_WAITING = 1500
NO_HEADINGS = PageHeadings("", ())
_FORM_NOTE = "This page only says that Adobe Acrobat is needed to show the form."
_GARBLED_NOTE = "The letters of this page are not what they look like, so we read its image instead."
_DAMAGED_NOTE = "This page is damaged in the file, so all of its text or some of it is missing."


def read(stream: BinaryIO, collector: Collector) -> tuple[int, str]:
    """Add every page to `collector`; the number of pages and the title in the file's own description."""
    return read_open(SeenPdf(stream.read()), collector)


def read_open(seen: SeenPdf, collector: Collector, watch: Watch | None = None) -> tuple[int, str]:
    """The same of an open one, whose pages somebody may watch."""
    document = seen.document
    count = len(document)
    readings = _readings(seen, min(count, collector.limits.pdf_pages), collector, watch)
    found = headings.by_size(_with_clean_headings([reading.lines for reading in readings]))
    if not any(page.largest for page in found):
        found = [PageHeadings(heading, ()) for heading in _outline_headings(document, len(readings))]
    found = [
        page if reading.text or reading.lines else NO_HEADINGS for page, reading in zip(found, readings, strict=True)
    ]
    title = one_line(told(lambda: document.get_metadata_value("Title")))
    waiting = {number for number, reading in enumerate(readings) if _says_to_wait(reading.text)}
    pdf_told.tell(seen, readings, collector)
    if waiting or pdf_told.is_dynamic_form(document):
        collector.tell(pdf_told.DYNAMIC_FORM)
    empty = [number for number, reading in enumerate(readings, 1) if reading.source is PageSource.BLANK]
    unread = {number for number, reading in enumerate(readings, 1) if reading.source is PageSource.UNREAD}
    damaged = seen.damaged_pages(empty) | unread
    if damaged:
        collector.tell(pdf_told.damaged_pages(damaged))
    try:
        for number, ((heading, sections), reading) in enumerate(zip(found, readings, strict=True)):
            text, note, source = reading.text, _GARBLED_NOTE if reading.is_garbled else "", reading.source
            if number in waiting:
                heading, text, note, source = "", "", _FORM_NOTE, PageSource.UNREAD
            elif number + 1 in damaged:
                note, source = _DAMAGED_NOTE, source if text.strip() else PageSource.UNREAD
            label = told(partial(document.get_page_label, number))
            collector.add(heading, text, label, source=source, note=note, sections=sections)
    except Full:
        collector.truncated = True  # the number of pages is known all the same
    return count, title


def _readings(seen: SeenPdf, count: int, collector: Collector, watch: Watch | None) -> list[PageReading]:
    readings = []
    looked = 0
    until = time.process_time() + collector.limits.child_cpu_seconds * _LOOKS_SHARE
    for number in range(1, count + 1):
        has_time = time.process_time() < until
        looks = Looks(for_texts=has_time, for_scans=has_time and looked < _MOST_LOOKS)
        reading = _read_page(seen, number, collector.limits.page_characters * 2, looks, watch)
        looked += reading.source is PageSource.SCANNED
        readings.append(reading)
    return readings


def _read_page(seen: SeenPdf, number: int, most_characters: int, looks: Looks, watch: Watch | None) -> PageReading:
    """One page; unread when it is damaged."""
    try:
        return pdf_page.read(seen, number, most_characters, looks, watch)
    except pypdfium2.PdfiumError:
        return PageReading("", [], PageSource.UNREAD)


def _with_clean_headings(pages: list[list[Line]]) -> list[list[Line]]:
    """Cleaning a line takes longer than reading it; only those that may be headings need it."""
    large = headings.body_size(pages) * headings.LARGER_THAN_BODY
    return [[Line(one_line(line.text), line.size) if line.size >= large else line for line in lines] for lines in pages]


def _outline_headings(document: pypdfium2.PdfDocument, count: int) -> list[str]:
    """From the bookmarks, where the letters of a document are all of one size."""
    starts: dict[int, str] = {}
    for number, bookmark in enumerate(document.get_toc(max_depth=3)):
        destination = bookmark.get_dest()
        title = one_line(told(bookmark.get_title).replace("_", " "))
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


def _says_to_wait(text: str) -> bool:
    return len(text) < _LONGEST_WAITING and bool(_WAITING_FORM.search(text))
