"""What the accessibility meter finds in made files, good and bad, of each kind."""

import io
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pikepdf
import pptx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt as WordPt
from docx.shared import RGBColor
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.table import Table
from PIL import Image
from pptx.dml.color import RGBColor as SlideColor
from pptx.util import Inches
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from clearinghouse.lib.files.accessibility.rules import Check, Outcome, Rule, describes, heading_order
from clearinghouse.lib.files.contrast import ratio
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.meter import check_accessibility
from clearinghouse.lib.files.types import DOCX, PDF, PPTX, XLSX, FileType

PASSED, FAILED, BY_HAND = Outcome.PASSED, Outcome.FAILED, Outcome.BY_HAND
Found = dict[Rule, Check]


@pytest.fixture
def checked(tmp_path: Path) -> Callable[[bytes, FileType], Found]:
    """The checks of a file, by rule."""

    def check(content: bytes, file_type: FileType) -> Found:
        path = tmp_path / f"file.{file_type.slug}"
        path.write_bytes(content)
        checks = check_accessibility(path, file_type, Limits())
        assert checks is not None
        return {found.rule: found for found in checks}

    return check


def outcomes(found: Found) -> dict[str, str]:
    return {rule.value: check.outcome.value for rule, check in found.items()}


def picture() -> io.BytesIO:
    data = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(data, "PNG")
    data.seek(0)
    return data


# Words


@pytest.mark.parametrize(
    ("words", "says_something"),
    [
        ("Map of corridors in Vermont", True),
        ("Chart 3 shows uptime by month", True),
        ("", False),
        ("  ", False),
        ("image.png", False),
        ("C0017-map.JPEG", False),
        ("Picture 12", False),
        ("figure", False),
    ],
)
def test_a_file_name_describes_nothing(words: str, says_something: bool) -> None:
    assert describes(words) is says_something


@pytest.mark.parametrize(
    ("levels", "skipped"),
    [
        ([1, 2, 3, 2, 1, 2], []),
        ([1, 2, 2, 3, 4, 1], []),
        ([2, 3], [0]),
        ([1, 3, 2, 4], [1, 3]),
    ],
)
def test_levels_of_headings_do_not_skip(levels: list[int], skipped: list[int]) -> None:
    found = heading_order((level, f"page {number}") for number, level in enumerate(levels))
    assert found is not None
    assert found.places == tuple(f"page {number}" for number in skipped)
    assert found.outcome is (FAILED if skipped else PASSED)


def test_contrast_is_that_of_the_guidelines() -> None:
    assert round(ratio((0, 0, 0), (255, 255, 255)), 2) == 21
    assert round(ratio((119, 119, 119), (255, 255, 255)), 2) == 4.48
    assert round(ratio((118, 118, 118), (255, 255, 255)), 2) == 4.54


# PDF


def tagged_pdf(*, level: str = "1", alt: str | None = "Map of the corridors", header: str = "/TH") -> bytes:
    """Three pages with a heading, a figure and a table in the structure tree; two of its types have their own names."""
    pdf = pikepdf.new()
    for _ in range(3):
        pdf.add_blank_page(page_size=(612, 792))
    page = pdf.pages[1].obj

    def element(kind: str, *below: pikepdf.Object, **more: object) -> pikepdf.Object:
        return pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name(kind), K=pikepdf.Array(below), Pg=page, **more))

    figure = element("/Bild", **({"Alt": alt} if alt is not None else {}))
    cells = [element("/TR", element(header)), element("/TR", element("/TD"))]
    document = element("/Document", element("/Ueberschrift"), figure, element("/Table", *cells))
    roles = pikepdf.Dictionary(Bild=pikepdf.Name.Figure, Ueberschrift=pikepdf.Name(f"/H{level}"))
    pdf.Root.StructTreeRoot = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot, K=document, RoleMap=roles)
    )
    pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    pdf.Root.Lang = "en-US"
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    pdf.docinfo["/Title"] = "Sample plan"
    return saved(pdf)


def saved(pdf: pikepdf.Pdf) -> bytes:
    data = io.BytesIO()
    pdf.save(data)
    return data.getvalue()


def drawn_pdf(draw: Callable[[Canvas], None]) -> bytes:
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=letter)
    draw(canvas)
    canvas.save()
    return data.getvalue()


def test_a_tagged_pdf_passes(checked: Callable[[bytes, FileType], Found]) -> None:
    assert outcomes(checked(tagged_pdf(), PDF)) == {
        "tags": "passed",
        "language": "passed",
        "title": "passed",
        "headings": "passed",
        "heading-order": "passed",
        "alt-text": "passed",
        "table-headers": "passed",
        "reading-order": "by-hand",
        "text-layer": "passed",
        "contrast": "passed",
    }


@pytest.mark.parametrize("alt", [None, "", "Figure 2", "scan_0001.jpg"])
def test_a_figure_without_words_is_named_with_its_page(
    checked: Callable[[bytes, FileType], Found], alt: str | None
) -> None:
    found = checked(tagged_pdf(alt=alt), PDF)[Rule.ALT_TEXT]
    assert (found.outcome, found.faults, found.total, found.places) == (FAILED, 1, 1, ("page 2",))


def test_a_table_without_header_cells_is_named(checked: Callable[[bytes, FileType], Found]) -> None:
    found = checked(tagged_pdf(header="/TD"), PDF)[Rule.TABLE_HEADERS]
    assert (found.outcome, found.places) == (FAILED, ("page 2",))


def test_the_first_heading_is_of_level_one(checked: Callable[[bytes, FileType], Found]) -> None:
    found = checked(tagged_pdf(level="3"), PDF)[Rule.HEADING_ORDER]
    assert (found.outcome, found.places) == (FAILED, ("page 2",))


def test_a_tree_that_is_not_marked_counts_for_nothing(checked: Callable[[bytes, FileType], Found]) -> None:
    with pikepdf.open(io.BytesIO(tagged_pdf())) as pdf:
        del pdf.Root.MarkInfo
        found = outcomes(checked(saved(pdf), PDF))
    assert {rule: found[rule] for rule in ("tags", "headings", "reading-order")} == {
        "tags": "failed",
        "headings": "failed",
        "reading-order": "failed",
    }
    assert "table-headers" not in found


def test_a_title_that_is_not_shown_is_no_title(checked: Callable[[bytes, FileType], Found]) -> None:
    with pikepdf.open(io.BytesIO(tagged_pdf())) as pdf:
        del pdf.Root.ViewerPreferences
        assert checked(saved(pdf), PDF)[Rule.TITLE].outcome is FAILED


def test_an_element_that_contains_itself_ends(checked: Callable[[bytes, FileType], Found]) -> None:
    with pikepdf.open(io.BytesIO(tagged_pdf())) as pdf:
        document = pdf.Root.StructTreeRoot.K
        document.K.append(document)
        assert checked(saved(pdf), PDF)[Rule.HEADINGS].outcome is PASSED


@pytest.mark.parametrize(("pages", "outcome"), [(20, None), (21, FAILED)])
def test_long_files_need_bookmarks(
    checked: Callable[[bytes, FileType], Found], pages: int, outcome: Outcome | None
) -> None:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(612, 792))
    found = checked(saved(pdf), PDF).get(Rule.BOOKMARKS)
    assert (found.outcome if found else None) is outcome


def test_bookmarks_that_are_there_pass(checked: Callable[[bytes, FileType], Found]) -> None:
    pdf = pikepdf.new()
    for _ in range(21):
        pdf.add_blank_page(page_size=(612, 792))
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Sites", 2))
    assert checked(saved(pdf), PDF)[Rule.BOOKMARKS].outcome is PASSED


def test_a_scanned_page_is_named(checked: Callable[[bytes, FileType], Found]) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "A cover letter with enough words to be a page of text.")
        canvas.showPage()
        canvas.drawInlineImage(Image.open(picture()), 0, 0, 612, 792)
        canvas.showPage()

    found = checked(drawn_pdf(draw), PDF)
    assert (found[Rule.TEXT_LAYER].outcome, found[Rule.TEXT_LAYER].places) == (FAILED, ("page 2",))
    assert (found[Rule.ALT_TEXT].outcome, found[Rule.ALT_TEXT].places) == (FAILED, ("page 2",))


@pytest.mark.parametrize(
    ("text", "behind", "points", "outcome"),
    [
        ((0.2, 0.2, 0.2), None, 11, PASSED),
        ((0.75, 0.75, 0.75), None, 11, FAILED),
        ((0.95, 0.5, 0.2), None, 11, FAILED),
        ((0.55, 0.55, 0.55), None, 30, PASSED),  # large text needs 3 to 1
        ((1, 1, 1), (0, 0, 0.4), 11, PASSED),  # white on dark blue
        ((1, 1, 1), (1, 0.8, 0.2), 11, FAILED),  # white on yellow
    ],
)
def test_text_stands_out_from_what_is_drawn_behind_it(
    checked: Callable[[bytes, FileType], Found],
    text: tuple[float, float, float],
    behind: tuple[float, float, float] | None,
    points: int,
    outcome: Outcome,
) -> None:
    def draw(canvas: Canvas) -> None:
        if behind:
            canvas.setFillColorRGB(*behind)
            canvas.rect(0, 0, 612, 792, fill=1, stroke=0)
        canvas.setFillColorRGB(*text)
        canvas.setFont("Helvetica", points)
        canvas.drawString(40, 400, "Chargers along the corridor")
        canvas.showPage()

    assert checked(drawn_pdf(draw), PDF)[Rule.CONTRAST].outcome is outcome


# Word


def word_file(change: Callable[[docx.document.Document], None]) -> bytes:
    document = docx.Document()
    document.core_properties.title = "Sample contract"
    for level in (1, 2, 4):  # the template's own blue is too pale for text of this size
        document.styles[f"Heading {level}"].font.color.rgb = RGBColor(0, 0, 0x80)
    document.add_heading("Scope", level=1)
    document.add_heading("Sites", level=2)
    document.add_paragraph("Four ports of 150 kW each.")
    change(document)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def describe_pictures(document: docx.document.Document, words: str) -> None:
    for about in document.element.body.iter(qn("wp:docPr")):
        about.set("descr", words)


def repeat_first_row(table: docx.table.Table) -> None:
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def test_a_good_word_document_passes(checked: Callable[[bytes, FileType], Found]) -> None:
    def change(document: docx.document.Document) -> None:
        document.add_picture(picture())
        describe_pictures(document, "Map of the four sites")
        repeat_first_row(document.add_table(3, 3))

    assert set(outcomes(checked(word_file(change), DOCX)).values()) == {"passed"}


def test_what_a_word_document_lacks_is_named(checked: Callable[[bytes, FileType], Found]) -> None:
    def change(document: docx.document.Document) -> None:
        document.core_properties.title = ""
        document.add_heading("Deep down", level=4)
        document.add_picture(picture())
        table = document.add_table(2, 2)
        table.cell(0, 0).text = "Site"
        run = document.add_paragraph().add_run("Pale words")
        run.font.color.rgb = RGBColor(0xBB, 0xBB, 0xBB)
        run.font.size = WordPt(11)

    found = checked(word_file(change), DOCX)
    assert {rule: check.places for rule, check in found.items() if check.outcome is FAILED} == {
        Rule.TITLE: (),
        Rule.HEADING_ORDER: ("“Deep down”",),
        Rule.ALT_TEXT: ("“Picture 1”",),
        Rule.TABLE_HEADERS: ("“Site”",),
        Rule.CONTRAST: ("“Pale words”",),
    }


def test_words_that_the_pages_do_not_show_are_not_quoted(checked: Callable[[bytes, FileType], Found]) -> None:
    def change(document: docx.document.Document) -> None:
        by_style = document.styles.add_style("Unseen", 1)
        by_style.font.hidden = True
        document.add_paragraph("Canary one", style="Unseen")
        for style, words in (("Heading 6", "Canary two"), ("Normal", "Canary three")):
            run = document.add_paragraph(style=style).add_run(words)
            run.font.hidden = True
            run.font.color.rgb = RGBColor(0xEE, 0xEE, 0xEE)
        removed, moved = OxmlElement("w:del"), OxmlElement("w:moveFrom")
        for mark in (removed, moved):
            paragraph = document.add_paragraph(style="Heading 6")
            run = paragraph.add_run("Canary four")
            mark.append(run._r)
            paragraph._p.append(mark)
        table = document.add_table(2, 2)
        table.cell(0, 0).paragraphs[0].add_run("Canary five").font.hidden = True

    found = checked(word_file(change), DOCX)
    assert found[Rule.TABLE_HEADERS].places == ("a part without text",)
    assert found[Rule.HEADING_ORDER].outcome is PASSED
    assert "Canary" not in repr(found)


def test_a_long_word_document_needs_headings(checked: Callable[[bytes, FileType], Found]) -> None:
    document = docx.Document()
    for _ in range(60):
        document.add_paragraph("The contractor keeps the chargers available at least 97 percent of the time.")
    data = io.BytesIO()
    document.save(data)
    assert checked(data.getvalue(), DOCX)[Rule.HEADINGS].outcome is FAILED


def test_a_table_that_only_places_things_needs_no_header(checked: Callable[[bytes, FileType], Found]) -> None:
    found = checked(word_file(lambda document: document.add_table(1, 3) and None), DOCX)
    assert Rule.TABLE_HEADERS not in found


# PowerPoint


def presentation(change: Callable[[pptx.presentation.Presentation], None]) -> bytes:
    deck = pptx.Presentation()
    deck.core_properties.title = "Sample deck"
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    assert slide.shapes.title is not None
    slide.shapes.title.text = "Where we stand"
    change(deck)
    data = io.BytesIO()
    deck.save(data)
    return data.getvalue()


def test_a_good_deck_passes_what_a_program_can_know(checked: Callable[[bytes, FileType], Found]) -> None:
    def change(deck: pptx.presentation.Presentation) -> None:
        image = deck.slides[0].shapes.add_picture(picture(), 0, 0)
        image._element.nvPicPr.cNvPr.set("descr", "Map of the corridors")
        deck.slides[0].shapes.add_table(2, 2, 0, 0, Inches(3), Inches(1))

    assert outcomes(checked(presentation(change), PPTX)) == {
        "language": "passed",
        "title": "passed",
        "slide-titles": "passed",
        "alt-text": "passed",
        "table-headers": "passed",
        "reading-order": "by-hand",
        "contrast": "by-hand",
    }


def test_what_a_deck_lacks_is_named_with_its_slide(checked: Callable[[bytes, FileType], Found]) -> None:
    def change(deck: pptx.presentation.Presentation) -> None:
        again = deck.slides.add_slide(deck.slide_layouts[5])
        assert again.shapes.title is not None
        again.shapes.title.text = "WHERE WE  STAND"
        bare = deck.slides.add_slide(deck.slide_layouts[6])
        bare.shapes.add_picture(picture(), 0, 0)
        table = bare.shapes.add_table(2, 2, 0, 0, Inches(3), Inches(1)).table
        table.first_row = False
        box = bare.shapes.add_textbox(0, 0, Inches(2), Inches(1))
        box.fill.solid()
        box.fill.fore_color.rgb = SlideColor(0xFF, 0xFF, 0x00)
        run = box.text_frame.paragraphs[0].add_run()
        run.text = "White on yellow"
        run.font.color.rgb = SlideColor(0xFF, 0xFF, 0xFF)

    found = checked(presentation(change), PPTX)
    assert {rule: check.places for rule, check in found.items() if check.outcome is FAILED} == {
        Rule.SLIDE_TITLES: ("slide 1", "slide 2", "slide 3"),
        Rule.ALT_TEXT: ("slide 3, “Picture 1”",),
        Rule.TABLE_HEADERS: ("slide 3",),
        Rule.CONTRAST: ("slide 3",),
    }


def test_hidden_slides_are_not_judged(checked: Callable[[bytes, FileType], Found]) -> None:
    def change(deck: pptx.presentation.Presentation) -> None:
        deck.slides.add_slide(deck.slide_layouts[6])._element.set("show", "0")

    assert checked(presentation(change), PPTX)[Rule.SLIDE_TITLES].outcome is PASSED


# Excel


def workbook(change: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.Workbook()
    book.properties.title = "Sample budget"
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sites"
    for row in (("Site", "Ports"), ("Elm Row", 4), ("Oak Row", 6)):
        sheet.append(row)
    change(book)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_a_good_workbook_passes(checked: Callable[[bytes, FileType], Found]) -> None:
    found = checked(workbook(lambda book: book["Sites"].add_table(Table(displayName="Sites", ref="A1:B3"))), XLSX)
    assert outcomes(found) == {
        "title": "passed",
        "sheet-names": "passed",
        "table-headers": "passed",
        "contrast": "passed",
    }


def test_what_a_workbook_lacks_is_named_with_its_sheet(checked: Callable[[bytes, FileType], Found]) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book.properties.title = ""
        book.create_sheet("Sheet2")
        hidden = book.create_sheet("Sheet3")
        hidden.sheet_state = "hidden"
        cell = book["Sites"]["A2"]
        cell.font, cell.fill = Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FFFFFF00")
        book["Sites"].add_image(openpyxl.drawing.image.Image(picture()), "D2")

    found = checked(workbook(change), XLSX)
    assert {rule: check.places for rule, check in found.items() if check.outcome is FAILED} == {
        Rule.TITLE: (),
        Rule.SHEET_NAMES: ("sheet “Sheet2”",),
        Rule.ALT_TEXT: ("sheet “Sites”, “Image 1”",),
        Rule.CONTRAST: (),
    }
    assert (found[Rule.TABLE_HEADERS].outcome, found[Rule.TABLE_HEADERS].places) == (BY_HAND, ("sheet “Sites”",))


# Bounds


def test_a_file_that_is_none_has_no_report(tmp_path: Path) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(b"%PDF-1.4 and nothing else")
    assert check_accessibility(path, PDF, Limits()) is None


def test_places_are_few_and_short(checked: Callable[[bytes, FileType], Found]) -> None:
    def change(document: docx.document.Document) -> None:
        for number in range(50):
            document.add_heading(f"{number} " + "very long heading " * 20, level=9)
            document.add_heading("Up again", level=1)
            document.add_heading(f"{number} too deep", level=3)

    found = checked(word_file(change), DOCX)[Rule.HEADING_ORDER]
    assert (found.faults, len(found.places)) == (100, 20)
    assert max(map(len, found.places)) <= 80
