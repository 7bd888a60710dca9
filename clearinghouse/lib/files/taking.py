"""The `take` operation, in the child process: all that is done with a PDF that came in, opened once.

Checked, read, its first page drawn, and looked at for accessibility, which is left to a child of its own when the time
is short or its parser fails.
"""

import time
from pathlib import Path
from typing import Any, BinaryIO

import pypdfium2

from clearinghouse.lib.files.accessibility import portable
from clearinghouse.lib.files.accessibility.checks import listed
from clearinghouse.lib.files.accessibility.pages import PageFacts
from clearinghouse.lib.files.drawing import Pages, draw_into
from clearinghouse.lib.files.inspection import content
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.reading import pdf
from clearinghouse.lib.files.reading.collector import Collector
from clearinghouse.lib.files.reading.pdf_objects import Survey
from clearinghouse.lib.files.seen_pdf import SeenPdf

_SHARE_OF_CPU = 0.5  # of the processor time a child has: after that accessibility is left to another one


def answer(stream: BinaryIO, arguments: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """{"extension": "pdf", "folder": "…", "width": 240} → what `check` answers, with "read": what `extract` answers.

    "checks" is what `accessibility` answers, or none. The first page is drawn into the folder as `render` does.
    A refusal is raised.
    """
    found = content.answer(stream, arguments, limits)
    stream.seek(0)
    seen = SeenPdf(stream.read())
    collector, watching = Collector(limits, limits.pdf_pages), _Watching(limits)
    page_count, title = pdf.read_open(seen, collector, watching.look)
    draw_into(Path(arguments["folder"]), Pages(stream, limits, seen), 1, arguments["width"], with_words=True)
    return found | {"read": collector.answer(page_count, title), "checks": watching.checks(stream)}


class _Watching:
    """Looks at the pages as long as there is time."""

    def __init__(self, limits: Limits) -> None:
        self._facts = PageFacts()
        self._has_failed = False
        self._until = time.process_time() + limits.child_cpu_seconds * _SHARE_OF_CPU

    def look(self, number: int, page: pypdfium2.PdfPage, survey: Survey, textpage: pypdfium2.PdfTextPage) -> None:
        """Look at a page that is being read."""
        if self._is_late:
            return
        try:
            self._facts.look(number, page, survey, textpage)
        except Exception:  # as below
            self._has_failed = True

    def checks(self, stream: BinaryIO) -> list[tuple[Any, ...]] | None:
        """What the rules found; None when there was no time, or the file cannot be opened for it."""
        if self._is_late or self._has_failed:
            return None
        try:
            return listed(portable.checks_of(stream, self._facts))
        except Exception:  # the other parser raises whatever it likes; the file is read all the same
            return None

    @property
    def _is_late(self) -> bool:
        return time.process_time() > self._until
