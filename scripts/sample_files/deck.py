"""Writes the sample slide deck: one slide per heading, bullets, and speaker notes."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Emu, Inches, Pt

from sample_files import MARK
from sample_files.stable import write_package
from sample_files.text import read_blocks

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
ACCENT, ALERT = RGBColor(0x1F, 0x4E, 0x79), RGBColor(0x8B, 0x0A, 0x03)


@dataclass
class Slide:
    """Words of one slide."""

    title: str
    bullets: list[str]
    notes: list[str]


def write_deck(target: Path, author: str, issued: date, content: Path) -> int:
    """Writes the deck with fixed dates and returns the number of slides."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    slides = _slides(content)
    for number, words in enumerate(slides, 1):
        _add(deck, words, number, len(slides))
    properties = deck.core_properties
    properties.title, properties.subject = slides[0].title, MARK
    properties.author = properties.last_modified_by = author
    properties.keywords = "sample, invented document"
    properties.created = properties.modified = datetime(issued.year, issued.month, issued.day, 12)
    package = io.BytesIO()
    deck.save(package)
    write_package(target, package, issued)
    return len(slides)


def _slides(content: Path) -> list[Slide]:
    slides: list[Slide] = []
    for block in read_blocks(content):
        if block.kind == "h1":
            slides.append(Slide(block.text, [], []))
        elif block.kind == "li":
            slides[-1].bullets.append(block.text)
        else:
            slides[-1].notes.append(block.text)
    return slides


def _add(deck: Any, words: Slide, number: int, total: int) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    _bar(slide)
    title, body = slide.shapes.title, slide.placeholders[1]
    title.left, title.top, title.width, title.height = Inches(0.7), Inches(0.5), WIDTH - Inches(1.4), Inches(1.1)
    title.text = words.title
    run = title.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold, run.font.color.rgb = Pt(36), True, ACCENT
    body.left, body.top, body.width, body.height = Inches(0.7), Inches(1.8), WIDTH - Inches(1.4), Inches(4.6)
    body.text = "\n".join(words.bullets)
    for paragraph in body.text_frame.paragraphs:
        paragraph.font.size = Pt(24)
    foot = slide.shapes.add_textbox(Inches(0.7), HEIGHT - Inches(0.65), WIDTH - Inches(1.4), Inches(0.4))
    foot.text_frame.text = f"{MARK}. No agency issued it.    Slide {number} of {total}"
    foot.text_frame.paragraphs[0].font.size = Pt(12)
    foot.text_frame.paragraphs[0].font.color.rgb = ALERT
    slide.notes_slide.notes_text_frame.text = "\n".join([f"{MARK}.", *words.notes])


def _bar(slide: Any) -> None:
    bar = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Emu(0), Emu(0), WIDTH, Inches(0.22))
    bar.fill.solid()
    bar.fill.fore_color.rgb = ACCENT
    bar.line.fill.background()
    bar.name = "Decoration"
