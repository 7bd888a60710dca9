"""Writes sample Word documents: headings, tables, header and a footer that says what the document is."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor

from sample_files import MARK
from sample_files.stable import write_package
from sample_files.text import Block, read_blocks

ALERT = RGBColor(0x8B, 0x0A, 0x03)


@dataclass(frozen=True)
class Letter:
    """Front matter of a Word document; `accent` is a colour as RRGGBB."""

    title: str
    agency: str
    state: str
    number: str
    issued: date
    accent: str


def write_docx(target: Path, letter: Letter, content: Path) -> None:
    """Writes the document with fixed dates, so that a second run gives the same bytes."""
    document = docx.Document()
    _set_styles(document, letter)
    _set_properties(document, letter)
    _head_and_foot(document, letter)
    _title(document, letter)
    for block in read_blocks(content):
        _add(document, block, letter)
    package = io.BytesIO()
    document.save(package)
    write_package(target, package, letter.issued)


def _set_styles(document: Any, letter: Letter) -> None:
    styles = document.styles
    styles["Normal"].font.name, styles["Normal"].font.size = "Calibri", Pt(11)
    for name, size in (("Title", 24), ("Heading 1", 15), ("Heading 2", 12)):
        style = styles[name]
        style.font.name, style.font.size = "Calibri", Pt(size)
        style.font.color.rgb = RGBColor.from_string(letter.accent)
        style.element.rPr.rFonts.attrib.pop(qn("w:asciiTheme"), None)
        style.element.rPr.rFonts.attrib.pop(qn("w:hAnsiTheme"), None)
    section = document.sections[0]
    section.left_margin = section.right_margin = Inches(1)


def _set_properties(document: Any, letter: Letter) -> None:
    properties = document.core_properties
    noon = datetime(letter.issued.year, letter.issued.month, letter.issued.day, 12)
    properties.title, properties.subject = letter.title, MARK
    properties.author = properties.last_modified_by = f"{letter.agency}, {letter.state}"
    properties.created = properties.modified = noon
    properties.keywords, properties.comments, properties.language = "sample, invented document", MARK, "en-US"


def _head_and_foot(document: Any, letter: Letter) -> None:
    section = document.sections[0]
    head = section.header.paragraphs[0]
    head.text = f"{letter.state} · {letter.agency}\t\t{letter.number}"
    foot = section.footer.paragraphs[0]
    _marked(foot, f"{MARK}. No agency issued it.")
    foot.add_run("\t\tPage ")
    _page_number(foot)
    for paragraph in (head, foot):
        for run in paragraph.runs:
            run.font.size = Pt(9)


def _page_number(paragraph: Any) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _marked(paragraph: Any, text: str) -> None:
    run = paragraph.add_run(text)
    run.bold, run.font.color.rgb = True, ALERT


def _title(document: Any, letter: Letter) -> None:
    _marked(document.add_paragraph(), f"{MARK}. It shows how the portal works; no agency issued it.")
    document.add_paragraph(letter.title, style="Title")
    issued = f"{letter.issued:%B} {letter.issued.day}, {letter.issued.year}"
    document.add_paragraph(f"{letter.state}\n{letter.agency}\n{letter.number} · {issued}")


def _add(document: Any, block: Block, letter: Letter) -> None:
    if block.kind in ("h1", "h2"):
        document.add_heading(block.text, level=int(block.kind[1]))
    elif block.kind == "li":
        document.add_paragraph(block.text, style="List Bullet")
    elif block.kind == "table":
        _add_table(document, block.rows, letter)
    else:
        document.add_paragraph(block.text).alignment = WD_ALIGN_PARAGRAPH.LEFT


def _add_table(document: Any, rows: list[list[str]], letter: Letter) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for number, row in enumerate(rows):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
            if number == 0:
                _shade(cell, letter.accent)
    head = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(head)
    document.add_paragraph()


def _shade(cell: Any, accent: str) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", accent)):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)
    for run in cell.paragraphs[0].runs:
        run.bold, run.font.color.rgb = True, RGBColor(0xFF, 0xFF, 0xFF)
