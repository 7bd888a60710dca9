"""Small real files for tests."""

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import LETTER
from reportlab.pdfgen.canvas import Canvas


def pdf_bytes(pages: Sequence[str]) -> bytes:
    """A PDF with one line of text on each page."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=LETTER, invariant=True)
    for text in pages:
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()
