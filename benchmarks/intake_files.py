"""Invented PDF files to put in: a short one, a long one, and one with pictures and many shapes on each page."""

import random
from collections.abc import Callable
from itertools import islice
from pathlib import Path

from PIL import Image
from reportlab.lib.pagesizes import letter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from benchmarks.words import SEED, page_texts

_SHORT = 5
_MARGIN, _TOP, _LINE = 54, 740, 13
_SHAPES = 400


def found_in(folder: Path | None) -> list[Path]:
    """The PDF files of a folder, by name; none where there is no folder."""
    return sorted(folder.glob("*.pdf")) if folder else []


def make(folder: Path, pages: int) -> list[Path]:
    """Files of text with up to so many pages; the same at every run."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _write(folder / "long.pdf", pages, _nothing_more),
        _write(folder / "pictured.pdf", max(1, pages // 4), _picture_and_shapes),
        _write(folder / "short.pdf", min(_SHORT, pages), _nothing_more),
    ]


def _write(path: Path, pages: int, add: Callable[[Canvas, random.Random], None]) -> Path:
    canvas, chosen = Canvas(str(path), pagesize=letter, invariant=True), random.Random(SEED)
    for text in islice(page_texts(pages), pages):
        canvas.setFont("Helvetica-Bold", 16)
        canvas.drawString(_MARGIN, _TOP, text.heading.title())
        canvas.setFont("Helvetica", 9)
        for number, line in enumerate(text.text.splitlines(), 2):
            canvas.drawString(_MARGIN, _TOP - number * _LINE, line)
        add(canvas, chosen)
        canvas.showPage()
    canvas.save()
    return path


def _nothing_more(canvas: Canvas, chosen: random.Random) -> None:
    pass


def _picture_and_shapes(canvas: Canvas, chosen: random.Random) -> None:
    picture = Image.frombytes("RGB", (160, 120), chosen.randbytes(160 * 120 * 3))
    canvas.drawImage(ImageReader(picture), _MARGIN, 60, 160, 120)
    for _ in range(_SHAPES):
        canvas.setFillColorRGB(chosen.random(), chosen.random(), chosen.random())
        canvas.rect(300 + chosen.random() * 200, 60 + chosen.random() * 100, 4, 4, stroke=0)
