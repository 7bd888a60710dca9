"""Writes a sample PDF of a typed page and of scanned ones, which are pictures of text without any text."""

import calendar
import os
from datetime import date
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.units import inch
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from sample_files import MARK

DOTS_PER_INCH = 110
WIDTH, HEIGHT = (round(side / inch * DOTS_PER_INCH) for side in LETTER)
INK, PAPER = 40, 250
SPECKLE_STEP = 7919  # a prime, so that the specks look strewn and stand in the same places in every run


def write_scan(target: Path, title: str, author: str, on: date, pages: list[dict[str, Any]]) -> None:
    """Pages with "recognized" become pictures; those that were faxed are smaller, skewed and full of specks."""
    os.environ["SOURCE_DATE_EPOCH"] = str(calendar.timegm(on.timetuple()))
    canvas = Canvas(str(target), pagesize=LETTER, invariant=1)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    canvas.setSubject(MARK)
    for page in pages:
        if "recognized" in page:
            canvas.drawImage(ImageReader(_picture(page)), 0, 0, *LETTER)
        else:
            _type(canvas, page["lines"])
        canvas.showPage()
    canvas.save()


def _type(canvas: Canvas, lines: list[str]) -> None:
    text = canvas.beginText(inch, LETTER[1] - 1.2 * inch)
    text.setFont("Helvetica", 12)
    text.setLeading(18)
    for line in lines:
        text.textLine(line)
    canvas.drawText(text)


def _picture(page: dict[str, Any]) -> Image.Image:
    image = Image.new("L", (WIDTH, HEIGHT), PAPER)
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(size=19)
    for number, line in enumerate(page["lines"]):
        pen.text((DOTS_PER_INCH, DOTS_PER_INCH + 34 * number), line, INK, font)
    return _faxed(image) if page.get("is_faxed") else image.rotate(0.3, fillcolor=PAPER)


def _faxed(image: Image.Image) -> Image.Image:
    small = image.rotate(-1.2, fillcolor=PAPER).resize((WIDTH * 5 // 9, HEIGHT * 5 // 9))
    rough = small.filter(ImageFilter.GaussianBlur(0.7)).point(lambda grey: 255 if grey > 178 else 20)
    for place in range(0, rough.width * rough.height, SPECKLE_STEP):
        rough.putpixel((place * place % rough.width, place // rough.width), 60)
    return rough.resize((WIDTH, HEIGHT))
