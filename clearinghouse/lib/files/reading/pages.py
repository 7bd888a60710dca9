"""The `extract` operation: the text of a file, page by page."""

from pathlib import Path
from typing import Any, BinaryIO

from clearinghouse.lib.files.inspection.bundle import Nest
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.reading import bundle, docx, layer, plain, pptx, xlsx
from clearinghouse.lib.files.reading.collector import Collector, Full
from clearinghouse.lib.files.results import PageSource
from clearinghouse.lib.files.types import (
    CSV,
    DOCX,
    FILE_TYPES,
    GEOJSON,
    JPG,
    KML,
    KMZ,
    PDF,
    PNG,
    PPTX,
    TXT,
    XLSX,
    ZIP,
    FileType,
)

_READERS = {
    DOCX: docx.read,
    XLSX: xlsx.read,
    PPTX: pptx.read,
    CSV: plain.read_table,
    TXT: plain.read_text,
    GEOJSON: layer.read,
    KML: layer.read_kml,
    KMZ: layer.read_kmz,
}


def answer(stream: BinaryIO, arguments: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """{"file_type": "pdf"} → {"pages", "page_count", "title", "truncated", "hidden", "notes"}.

    A page is [number, heading, text, label, source, note, sections], a hidden part [kind, sentence, place], a note a
    sentence.

    With {"printed": "….pdf"} beside, the pages of an office file are those of that PDF.
    """
    file_type = FILE_TYPES[arguments["file_type"]]
    printed = arguments.get("printed")
    collector = Collector(limits, limits.pdf_pages if file_type is PDF or printed else limits.text_pages)
    page_count, title = 0, ""
    try:
        if printed:
            page_count, title = _read_printed(stream, file_type, collector, Path(printed))
        else:
            page_count, title = read(stream, file_type, collector, Nest.outermost(limits))
    except Full:
        collector.truncated = True
    return collector.answer(page_count, title)


def _read_printed(stream: BinaryIO, file_type: FileType, collector: Collector, pdf: Path) -> tuple[int, str]:
    from clearinghouse.lib.files.reading import printed  # PDFium is slow to import

    with pdf.open("rb") as pages:
        return printed.READERS[file_type](stream, pages, collector)


def read(stream: BinaryIO, file_type: FileType, collector: Collector, nest: Nest) -> tuple[int, str]:
    """Add a file's pages to `collector`; how many pages the file has, and its title."""
    stream.seek(0)
    if file_type is PDF:
        from clearinghouse.lib.files.reading import pdf  # PDFium is slow to import

        return pdf.read(stream, collector)
    if file_type in (PNG, JPG):
        collector.add("", "", source=PageSource.SCANNED)  # a picture is one page without text
    elif file_type is ZIP:
        bundle.read(stream, collector, nest, lambda member, kind, inner: read(member, kind, collector, inner))
    title = _READERS[file_type](stream, collector) if file_type in _READERS else ""
    return len(collector.pages), title
