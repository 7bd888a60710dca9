"""Lays out sample PDF documents: cover, contents, numbered headings with bookmarks, tables, charts, footer."""

import calendar
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfbase.pdfdoc import PDFString
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus.flowables import Flowable, HRFlowable

from sample_files import MARK
from sample_files.tagged import Artifact, TaggedCanvas, TaggedContents, TaggedParagraph, tag_table
from sample_files.text import Block, chart_values, read_blocks

TEXT_WIDTH = LETTER[0] - 2 * inch
INK = HexColor("#1b1b1b")
GREY = HexColor("#565c65")
LINE = HexColor("#a9aeb1")
ALERT = HexColor("#8b0a03")


@dataclass(frozen=True)
class Look:
    """What sets one agency's paper apart from another's."""

    accent: Color
    body: str = "Helvetica"
    head: str = "Helvetica-Bold"
    size: float = 10.5


@dataclass(frozen=True)
class Paper:
    """A document's front matter; `facts` are lines of label and value on the cover."""

    title: str
    agency: str
    state: str
    number: str
    issued: date
    facts: list[tuple[str, str]]
    look: Look
    cover: bool = True


def write_pdf(target: Path, paper: Paper, content: Path) -> int:
    """Writes the document and returns its number of pages."""
    os.environ["SOURCE_DATE_EPOCH"] = str(calendar.timegm(paper.issued.timetuple()))
    styles = _styles(paper.look)
    blocks = read_blocks(content)
    pages = 0
    for _ in range(2):  # the second pass knows the total that the footer shows
        template = _Template(target, paper, styles, pages)
        template.multiBuild(_story(paper, blocks, styles), canvasmaker=TaggedCanvas)
        pages = template.page
    return pages


def _styles(look: Look) -> dict[str, ParagraphStyle]:
    body = ParagraphStyle(
        "p",
        fontName=look.body,
        fontSize=look.size,
        leading=look.size * 1.42,
        textColor=INK,
        spaceAfter=look.size * 0.72,
        alignment=TA_LEFT,
        role="P",
    )
    head = {"fontName": look.head, "textColor": look.accent, "keepWithNext": 1}
    small = {"fontSize": look.size - 1.3, "leading": (look.size - 1.3) * 1.28, "spaceAfter": 0}

    def make(name: str, **changes: Any) -> ParagraphStyle:
        return ParagraphStyle(name, parent=body, **changes)

    return {
        "p": body,
        "h1": make("h1", **head, fontSize=16.5, leading=20, spaceBefore=16, spaceAfter=9, role="H1"),
        "h2": make("h2", **head, fontSize=11.8, leading=15, spaceBefore=7, spaceAfter=4, role="H2"),
        "li": make("li", leftIndent=17, bulletIndent=5, spaceAfter=3.2, role="LI"),
        "quote": make("quote", leftIndent=26, rightIndent=26, spaceBefore=2, role="P"),
        "note": make("note", fontSize=look.size - 1.5, leading=look.size * 1.2, textColor=GREY, role="P"),
        "cell": make("cell", **small),
        "head_cell": make("head_cell", **small, fontName=look.head).clone("head_cell", textColor=white),
        "toc0": make("toc0", spaceAfter=0, leading=13, fontName=look.head, fontSize=look.size - 0.8),
        "toc1": make("toc1", spaceAfter=0, leftIndent=14, fontSize=look.size - 1, leading=11),
        "cover_title": make(
            "cover_title", fontName=look.head, fontSize=27, leading=33, textColor=look.accent, spaceAfter=16, role="H1"
        ),
        "cover_line": make("cover_line", fontSize=13, leading=18, role="P"),
        "mark": make("mark", fontName=look.head, fontSize=12, leading=16, textColor=ALERT, role="P"),
    }


class _Template(BaseDocTemplate):
    """Pages with header and footer, bookmarks for headings and entries for the table of contents."""

    def __init__(self, target: Path, paper: Paper, styles: dict[str, ParagraphStyle], total: int) -> None:
        super().__init__(
            str(target),
            pagesize=LETTER,
            invariant=1,
            title=paper.title,
            author=f"{paper.agency}, {paper.state}",
            subject=MARK,
            creator="Sample documents",
            keywords="sample, invented document",
            displayDocTitle=True,
        )
        self.paper, self.total = paper, total
        frame = Frame(inch, 0.95 * inch, TEXT_WIDTH, LETTER[1] - 1.95 * inch, 0, 0, 0, 0)
        cover = Frame(inch, 0.95 * inch, TEXT_WIDTH, LETTER[1] - 3.3 * inch, 0, 0, 0, 0)
        self.addPageTemplates(
            [
                PageTemplate("cover", cover, onPage=self._draw_cover),
                PageTemplate("page", frame, onPage=self._draw_frame),
            ]
        )

    def beforeDocument(self) -> None:
        self._headings = 0

    def afterFlowable(self, flowable: Flowable) -> None:
        style = getattr(flowable, "style", None)
        if style is None or style.name not in ("h1", "h2"):
            return
        level, text = int(style.name == "h2"), flowable.getPlainText()
        self._headings += 1
        key = f"heading-{self._headings}"
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(text, key, level, closed=level == 0)
        self.notify("TOCEntry", (level, text, self.page, key))

    def _draw_cover(self, canvas: TaggedCanvas, _doc: BaseDocTemplate) -> None:
        look = self.paper.look
        canvas.open_artifact()
        canvas.setFillColor(look.accent)
        canvas.rect(0, LETTER[1] - 1.55 * inch, LETTER[0], 1.55 * inch, stroke=0, fill=1)
        canvas.setFillColor(white)
        canvas.setFont(look.head, 19)
        canvas.drawString(inch, LETTER[1] - 0.85 * inch, self.paper.state)
        canvas.setFont(look.body, 12.5)
        canvas.drawString(inch, LETTER[1] - 1.15 * inch, self.paper.agency)
        canvas.close_mark()
        self._draw_footer(canvas)

    def _draw_frame(self, canvas: TaggedCanvas, _doc: BaseDocTemplate) -> None:
        top = LETTER[1] - 0.62 * inch
        canvas.open_artifact()
        canvas.setFont(self.paper.look.body, 8.5)
        canvas.setFillColor(GREY)
        canvas.drawString(inch, top, f"{self.paper.state} · {self.paper.agency}")
        canvas.drawRightString(LETTER[0] - inch, top, self.paper.number)
        canvas.setStrokeColor(self.paper.look.accent)
        canvas.setLineWidth(1.1)
        canvas.line(inch, top - 6, LETTER[0] - inch, top - 6)
        canvas.close_mark()
        self._draw_footer(canvas)

    def _draw_footer(self, canvas: TaggedCanvas) -> None:
        low = 0.55 * inch
        canvas.open_artifact()
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.6)
        canvas.line(inch, low + 13, LETTER[0] - inch, low + 13)
        canvas.setFont("Helvetica-Bold", 8.5)
        canvas.setFillColor(ALERT)
        canvas.drawString(inch, low, f"{MARK}. No agency issued it.")
        canvas.setFont("Helvetica", 8.5)
        canvas.setFillColor(GREY)
        canvas.drawRightString(LETTER[0] - inch, low, f"Page {canvas.getPageNumber()} of {self.total}")
        canvas.close_mark()


def _story(paper: Paper, blocks: list[Block], styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    story = _cover(paper, styles) if paper.cover else _letterhead(paper, styles)
    for block in blocks:
        story += _flowables(block, paper.look, styles)
    return story


def _cover(paper: Paper, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    facts = [f"<b>{label}:</b> {value}" for label, value in paper.facts]
    return [
        _mark_box(styles),
        Spacer(0, 0.9 * inch),
        TaggedParagraph(paper.title, styles["cover_title"]),
        Artifact(HRFlowable(width="30%", thickness=3, color=paper.look.accent, hAlign="LEFT")),
        Spacer(0, 22),
        *(TaggedParagraph(fact, styles["cover_line"]) for fact in facts),
        NextPageTemplate("page"),
        PageBreak(),
    ]


def _letterhead(paper: Paper, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    facts = [
        [Paragraph(f"<b>{label}</b>", styles["cell"]), Paragraph(value, styles["cell"])] for label, value in paper.facts
    ]
    table = Table(facts, colWidths=[1.4 * inch, TEXT_WIDTH - 1.4 * inch], renderCB=tag_table)
    table.setStyle(
        TableStyle(
            [
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, -1), (-1, -1), 0.8, LINE),
            ]
        )
    )
    title = styles["cover_title"].clone("letter_title", fontSize=19, leading=23, spaceAfter=8)
    return [
        NextPageTemplate("page"),
        _mark_box(styles),
        Spacer(0, 16),
        TaggedParagraph(paper.title, title),
        table,
        Spacer(0, 14),
    ]


def _mark_box(styles: dict[str, ParagraphStyle]) -> Flowable:
    text = Paragraph(f"{MARK}. It shows how the portal works; no agency issued it.", styles["mark"])
    box = Table([[text]], colWidths=[TEXT_WIDTH], renderCB=tag_table)
    box.setStyle(
        TableStyle(
            [
                ("BOX", (0, 0), (-1, -1), 1.4, ALERT),
                ("TOPPADDING", (0, 0), (-1, -1), 7),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
                ("LEFTPADDING", (0, 0), (-1, -1), 10),
            ]
        )
    )
    return box


def _flowables(block: Block, look: Look, styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    if block.kind == "newpage":
        return [PageBreak()]
    if block.kind == "contents":
        return _contents(styles)
    if block.kind == "table":
        return [_table(block, look, styles), Spacer(0, 9)]
    if block.kind == "chart":
        return [_Chart(block.text, look), Spacer(0, 10)]
    bullet = {"bulletText": "•"} if block.kind == "li" else {}
    return [TaggedParagraph(_escape(block.text), styles[block.kind], **bullet)]


def _contents(styles: dict[str, ParagraphStyle]) -> list[Flowable]:
    tight = TableStyle(
        [
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0.3),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0.3),
        ]
    )
    toc = TaggedContents(dotsMinLevel=0, tableStyle=tight)
    toc.levelStyles = [styles["toc0"], styles["toc1"]]
    title = styles["h1"].clone("toc_title")
    return [PageBreak(), TaggedParagraph("Contents", title), toc]


def _table(block: Block, look: Look, styles: dict[str, ParagraphStyle]) -> Table:
    names = ["head_cell", *["cell"] * (len(block.rows) - 1)]
    rows = [
        [Paragraph(_escape(cell), styles[name]) if any(row) else Spacer(0, 20) for cell in row]
        for row, name in zip(block.rows, names, strict=True)
    ]
    widths = [TEXT_WIDTH * share / 100 for share in block.widths]
    table = Table(rows, colWidths=widths, repeatRows=1, hAlign="LEFT", renderCB=tag_table)
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), look.accent),
                ("LINEBELOW", (0, 1), (-1, -1), 0.5, LINE),
                ("BOX", (0, 0), (-1, -1), 0.7, LINE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEAFTER", (0, 1), (-2, -1), 0.4, LINE),
                ("TOPPADDING", (0, 0), (-1, -1), 3.6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4.4),
                ("ROWBACKGROUNDS", (0, 1), (-1, -1), [white, HexColor("#f5f6f7")]),
            ]
        )
    )
    return table


class _Chart(Flowable):
    """Horizontal bars with their values, tagged as one figure with a text alternative."""

    ROW = 19

    def __init__(self, text: str, look: Look) -> None:
        super().__init__()
        self._title, self._values = chart_values(text)
        self._look = look
        self.width, self.height = TEXT_WIDTH, 24 + self.ROW * len(self._values)

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        words = f"{self._title}: " + ", ".join(f"{label} {value:,.0f}" for label, value in self._values)
        with self.canv.tagged(self.canv.add("Figure", Alt=PDFString(words)), "Figure"):
            self._draw_bars()

    def _draw_bars(self) -> None:
        canvas, look, left = self.canv, self._look, 1.7 * inch
        longest = max(value for _, value in self._values)
        canvas.setFillColor(INK)
        canvas.setFont(look.head, 10)
        canvas.drawString(0, self.height - 12, self._title)
        for row, (label, value) in enumerate(self._values):
            base = self.height - 22 - self.ROW * (row + 1) + 6
            length = (self.width - left - 0.8 * inch) * value / longest
            canvas.setFillColor(look.accent)
            canvas.rect(left, base, length, self.ROW - 6, stroke=0, fill=1)
            canvas.setFillColor(INK)
            canvas.setFont(look.body, 9.5)
            canvas.drawRightString(left - 8, base + 3, label)
            canvas.drawString(left + length + 6, base + 3, f"{value:,.0f}")


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
