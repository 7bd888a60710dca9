"""The `take` operation, in the child process: a PDF checked, read and its first page drawn, opened once for all."""

from pathlib import Path
from typing import Any, BinaryIO

from clearinghouse.lib.files.drawing import Pages, draw_into
from clearinghouse.lib.files.inspection import content
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.reading import pdf
from clearinghouse.lib.files.reading.collector import Collector
from clearinghouse.lib.files.seen_pdf import SeenPdf


def answer(stream: BinaryIO, arguments: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """{"extension": "pdf", "folder": "…", "width": 240} → what `check` answers, with "read": what `extract` answers.

    The first page is drawn into the folder as `render` does. A refusal is raised.
    """
    found = content.answer(stream, arguments, limits)
    stream.seek(0)
    seen = SeenPdf(stream.read())
    collector = Collector(limits, limits.pdf_pages)
    page_count, title = pdf.read_open(seen, collector)
    draw_into(Path(arguments["folder"]), Pages(stream, limits, seen), 1, arguments["width"], with_words=True)
    return found | {"read": collector.answer(page_count, title)}
