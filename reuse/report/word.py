"""The report as a Word document: figures, a table by state, and how each number is counted."""

import io

from django.utils import timezone
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.shared import Pt

from clearinghouse.lib.word import new_document, plain
from clearinghouse.lib.wording import long_date
from reuse.report.building import Report, table_of

TITLE = "What sharing did"
PUBLISHER = "EV States Clearinghouse"
SMALL = Pt(8.5)


def as_word(report: Report) -> bytes:
    """The report as a .docx file; its size is that of a table of 57 rows."""
    document = new_document(f"{TITLE}: {report.period.label}", PUBLISHER)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.add_paragraph(TITLE, style="Title")
    document.add_paragraph(report.period.label, style="Subtitle")
    document.add_paragraph(f"{PUBLISHER}, {long_date(timezone.localdate())}")
    if report.totals:
        document.add_heading("All states", level=1)
        for column, number in zip(report.columns, report.totals, strict=True):
            label = "States active" if column.name == "active" else column.label
            document.add_paragraph(f"{label}: {column.total_words(number)}", style="List Bullet")
    document.add_heading("By state", level=1)
    _table(document, *table_of(report))
    document.add_heading("How we count", level=1)
    for column in report.columns:
        paragraph = document.add_paragraph()
        paragraph.add_run(plain(f"{column.label}. ")).bold = True
        paragraph.add_run(plain(column.explanation))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _table(document: WordDocument, head: list[str], rows: list[list[str]]) -> None:
    table = document.add_table(rows=0, cols=len(head), style="Table Grid")
    for number, row in enumerate([head, *rows]):
        for cell, words in zip(table.add_row().cells, row, strict=True):
            run = cell.paragraphs[0].add_run(plain(words))
            run.font.size, run.bold = SMALL, number == 0
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
