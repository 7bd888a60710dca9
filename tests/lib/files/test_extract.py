"""The text of every type, page by page."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from reportlab.pdfgen.canvas import Canvas

from clearinghouse.lib.files.extract import extract_pages
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.types import DOCX, FILE_TYPES, PDF, TXT
from tests.lib.files.pdf_samples import drawn
from tests.lib.files.samples import layer, part, pdf, point, repacked, sample, slides, word, workbook, zipped

CANARY = "<img src=x onerror=alert(1)>"


def shown(result) -> list[tuple[int, str, str]]:
    return [(page.number, page.heading, page.text) for page in result.pages]


@pytest.mark.parametrize("extension", FILE_TYPES)
def test_extract_reads_every_type_in_a_child(tmp_path: Path, extension):
    path = tmp_path / "upload"
    path.write_bytes(sample(extension))

    result = extract_pages(path, FILE_TYPES[extension], Limits())

    assert (result.status, result.truncated, result.reason) == ("ok", False, "")
    assert result.page_count == len(result.pages) > 0


def test_extract_reads_a_pdf_with_headings_carried_on(extract_here):
    data = pdf(
        "Introduction|First line\nsecond infra-\nstructure line",
        "Contracting|Ports",
        "|More about ports and more about contracts",
        title="Sample Deployment Plan",
    )

    result = extract_here(data, "pdf")

    assert result.title == "Sample Deployment Plan"
    assert [page.heading for page in result.pages] == ["Introduction", "Contracting", "Contracting"]
    assert result.pages[0].text == "Introduction\nFirst line\nsecond infrastructure line"
    assert result.page_count == 3


def test_a_page_of_a_pdf_names_its_headings_in_order_after_the_one_it_begins_under(extract_here):
    def page(*headings: str) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            text(canvas, "Words that go on from the page before it and mean little.", 700, 10)
            for place, heading in enumerate(headings):
                text(canvas, heading, 640 - 80 * place, 18 - place)
                text(canvas, f"Sentences below the heading {heading}, more than one of them.", 610 - 80 * place, 10)

        return draw

    def text(canvas: Canvas, line: str, y: float, size: float) -> None:
        canvas.setFont("Helvetica", size)
        canvas.drawString(72, y, line)

    result = extract_here(drawn(page("Introduction"), page("Contracting", "Civil Rights"), page()), "pdf")

    assert [page.heading for page in result.pages] == ["Introduction", "Contracting", "Civil Rights"]
    assert [page.sections for page in result.pages] == [
        ("", "Introduction"),
        ("Introduction", "Contracting", "Civil Rights"),
        (),
    ]


def test_extract_ignores_running_headers(extract_here):
    pages = [f"Sample running header|Body text of page {number}, and more of it" for number in range(2, 9)]

    result = extract_here(pdf("Cover title|Sample text below the title", *pages), "pdf")

    assert {page.heading for page in result.pages} == {"Cover title"}


def test_extract_reads_a_word_document_to_its_page_breaks(extract_here):
    def build(document) -> None:
        document.add_paragraph("Before").add_run().add_break(WD_BREAK.PAGE)
        document.add_heading("Scoring", level=2)
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip(table._cells, ("Criterion", "Points", "Price", "40"), strict=True):
            cell.text = text
        document.add_paragraph("After\tthe table")

    result = extract_here(word(build), "docx")

    assert shown(result) == [
        (
            1,
            "Sample request for proposals",
            "Sample request for proposals\nThe agency buys charging ports along the corridor.\nBefore",
        ),
        (2, "Scoring", "Scoring\nCriterion\tPoints\nPrice\t40\nAfter\tthe table"),
    ]


def test_extract_splits_a_word_document_where_word_did(extract_here):
    def build(document) -> None:
        run = document.add_paragraph("Page one ends ").runs[0]
        run._r.append(OxmlElement("w:lastRenderedPageBreak"))
        document.paragraphs[-1].add_run("here and goes on")
        for _ in range(200):
            document.add_paragraph("A long second page.")

    result = extract_here(word(build), "docx")

    assert [page.text.split("\n")[-1] for page in result.pages] == ["Page one ends", "A long second page."]
    assert result.pages[1].text.startswith("here and goes on\nA long second page.")


def test_extract_splits_a_long_word_document_by_itself(extract_here):
    def build(document) -> None:
        for number in range(100):
            document.add_paragraph(f"Paragraph {number}. " + "words " * 20)

    result = extract_here(word(build), "docx")

    assert [len(page.text) <= 3000 for page in result.pages] == [True] * len(result.pages)
    assert {page.heading for page in result.pages} == {"Sample request for proposals"}


def test_extract_leaves_deleted_and_doubled_text_out(extract_here):
    inner = (
        '<w:p><w:del w:id="1"><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:t>kept</w:t></w:r>'
        '<w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>'
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice><w:r><w:t> once</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t> twice</w:t></w:r></mc:Fallback>"
        "</mc:AlternateContent></w:p>"
    )
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = f"<w:document {space}><w:body>{inner}</w:body></w:document>".encode()

    result = extract_here(repacked(sample("docx"), **{"word__document.xml": document}), "docx")

    assert [page.text for page in result.pages] == ["kept once"]


def test_extract_reads_sheets_as_tab_separated_rows(extract_here):
    def build(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("Dates & more")
        sheet["A1"] = "Due"
        sheet["C1"] = "Open"
        sheet["A2"] = datetime(2024, 4, 15)
        sheet["B2"] = True
        sheet["C2"] = 0.1 + 0.2
        book.create_sheet("Secret").sheet_state = "hidden"
        book["Secret"]["A1"] = "not shown"

    result = extract_here(workbook(build), "xlsx")

    assert shown(result) == [
        (1, "Budget", "Item\tCost\nCharger\t125000.5"),
        (2, "Dates & more", "Due\t\tOpen\n2024-04-15 0:00:00\tTRUE\t0.3"),
    ]


@pytest.mark.parametrize(
    ("code", "stored", "shown"),
    [
        ("0.0%", 0.974, "97.4%"), ('"$"#,##0.00', 1234.5, "$1,234.50"), ("#,##0", 1234567.5, "1,234,568"),
        ("0.00", 2.005, "2.01"), ("00000", 5401, "05401"), ("0.##", 2, "2."), ('#,##0 "ports"', 1200, "1,200 ports"),
        ('_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_)', -12.5, "$(12.50)"), ('0"%"', 5, "5%"),
        ("[$$-409]#,##0;[Red]\\-[$$-409]#,##0", -1200, "-$1,200"), ("#,###", 1234, "1,234"), ("0%", -0.001, "0%"),
        ("General", 1234.5, "1234.5"), ("# ?/?", 0.5, "1/2"), ("0.00E+00", 1200, "1.20E+03"),
        ("###-####", 5551234, "555-1234"),
        ("#,##0,", 1234567, "1,235"), ("0", 1e300, "1E+300"), ("0." + "0" * 99, 1.5, "1.5"), ("0" * 5000, 7, "7"),
    ],
)  # fmt: skip
def test_extract_shows_numbers_as_excel_does(extract_here, code, stored, shown):
    def build(book: openpyxl.Workbook) -> None:
        book.active["A3"] = stored
        book.active["A3"].number_format = code

    (page,) = extract_here(workbook(build), "xlsx").pages

    assert page.text.splitlines()[2] == shown


def test_extract_reads_inline_strings(extract_here):
    cells = b'<c r="A3" t="inlineStr"><is><t>Inline</t></is></c><c r="B3" t="s"><v>99999</v></c>'
    name = "xl/worksheets/sheet1.xml"
    sheet = part(sample("xlsx"), name).replace(b"</sheetData>", b'<row r="3">' + cells + b"</row></sheetData>")

    result = extract_here(repacked(sample("xlsx"), **{"xl__worksheets__sheet1.xml": sheet}), "xlsx")

    assert result.pages[0].text == "Item\tCost\nCharger\t125000.5\nInline"


def test_extract_splits_a_long_sheet(extract_here):
    def build(book: openpyxl.Workbook) -> None:
        for number in range(1000):
            book.active.append([f"Sample site {number}", number])

    result = extract_here(workbook(build), "xlsx")

    assert {page.heading for page in result.pages} == {"Budget"}
    assert "\n".join(page.text for page in result.pages).count("Sample site") == 1000


def test_extract_reads_slides_in_order_without_notes(extract_here):
    data = slides("First topic", "Second topic", notes=True)
    name = "ppt/presentation.xml"
    order = part(data, name)
    first, second = (order.index(mark) for mark in (b'<p:sldId id="256"', b'<p:sldId id="257"'))
    end = order.index(b"</p:sldIdLst>")
    swapped = order[:first] + order[second:end] + order[first:second] + order[end:]

    result = extract_here(repacked(data, **{"ppt__presentation.xml": swapped}), "pptx")

    assert shown(result) == [
        (1, "Second topic", "Second topic\nAbout Second topic"),
        (2, "First topic", "First topic\nAbout First topic"),
    ]


def test_extract_reads_a_table_by_its_delimiter(extract_here):
    result = extract_here(b'Site;Note\n"Sample; Plaza";"two\nlines"\n', "csv")

    assert shown(result) == [(1, "Rows 1–2", "Site\tNote\nSample; Plaza\ttwo lines")]


def test_extract_numbers_the_rows_of_a_long_table(extract_here):
    result = extract_here(b"Sample site,42.1,-71.9\n" * 600, "csv")

    assert [page.heading for page in result.pages] == ["Rows 1–260", "Rows 261–520", "Rows 521–600"]


def test_extract_splits_text_at_form_feeds_and_finds_headings(extract_here):
    result = extract_here(b"1. Scope\nSample text.\x0cMore text.\x0cSITE CONTROL\nText.", "txt")

    assert shown(result) == [
        (1, "1. Scope", "1. Scope\nSample text."),
        (2, "1. Scope", "More text."),
        (3, "SITE CONTROL", "SITE CONTROL\nText."),
    ]


def test_extract_sums_a_map_layer_up(extract_here):
    data = layer(
        point(name="Sample Plaza", ports=4), point(-105, 40, name="Sample Mall", open=True), name="Sample sites"
    )

    result = extract_here(data, "geojson")

    assert result.title == "Sample sites"
    assert shown(result) == [
        (
            1,
            "Summary",
            "Features: 2\nGeometry: Point (2)\nBounding box: west -105, south 39.7, east -104.9, north 40\n"
            "Properties: name, ports, open",
        ),
        (2, "Features 1–2", "name\tports\topen\nSample Plaza\t4\t\nSample Mall\t\ttrue"),
    ]


def test_extract_lists_a_zip_and_reads_what_is_inside(extract_here):
    data = zipped(
        {"a/notes.txt": b"Sample notes", "b.csv": b"Site\nSample", "inner.zip": zipped({"c.txt": b"Deep notes"})}
    )

    result = extract_here(data, "zip")

    assert shown(result) == [
        (
            1,
            "Files",
            "a/notes.txt\ttext file\t12 bytes\nb.csv\tCSV table\t11 bytes\n"
            f"inner.zip\tZIP file\t{len(zipped({'c.txt': b'Deep notes'}))} bytes",
        ),
        (2, "a/notes.txt", "Sample notes"),
        (3, "b.csv · Rows 1–2", "Site\nSample"),
        (4, "inner.zip · Files", "c.txt\ttext file\t10 bytes"),
        (5, "inner.zip · c.txt", "Deep notes"),
    ]


def test_extract_reads_the_rest_of_a_zip_when_one_file_is_damaged(extract_here):
    result = extract_here(zipped({"bad.pdf": b"%PDF-1.4 nothing", "good.txt": b"Sample notes"}), "zip")

    assert [page.text for page in result.pages[1:]] == ["We couldn’t read the text of this file.", "Sample notes"]


@pytest.mark.parametrize("extension", ["png", "jpg"])
def test_extract_gives_a_picture_one_page_without_text(extract_here, extension):
    assert shown(extract_here(sample(extension), extension)) == [(1, "", "")]


@pytest.mark.parametrize("extension", FILE_TYPES)
def test_extract_says_when_nothing_can_be_read(extract_here, extension):
    result = extract_here(b"\x00\x01\x02 garbage", extension)

    if extension in ("csv", "txt", "png", "jpg"):
        assert result.status == "ok"
    else:
        assert (result.status, result.pages, result.reason[-1]) == ("text_not_extracted", [], ".")


def test_extract_keeps_hostile_text_as_text(extract_here):
    texts = [
        extract_here(data, extension).pages[0].text
        for data, extension in (
            (pdf(f"Heading|{CANARY}"), "pdf"),
            (word(lambda document: document.add_paragraph(CANARY)), "docx"),
            (f"{CANARY}\u202e\x00".encode(), "txt"),
            (layer(point(**{CANARY: 1})), "geojson"),
        )
    ]

    assert [CANARY in text for text in texts] == [True] * 4
    assert not any("\x00" in text or "\u202e" in text for text in texts)


def test_extract_stops_at_the_limits(tmp_path: Path):
    path = tmp_path / "upload"
    path.write_bytes(b"Sample words. " * 5000)
    few_pages = extract_pages(path, TXT, Limits(text_pages=4))
    few_characters = extract_pages(path, TXT, Limits(document_characters=7000))

    assert [(len(r.pages), r.truncated, r.status) for r in (few_pages, few_characters)] == [
        (2, False, "ok"),
        (2, True, "ok"),
    ]
    assert few_characters.reason == "The text is very long. Only the first part can be searched."


def test_extract_keeps_the_page_count_of_a_pdf_it_cut(tmp_path: Path):
    path = tmp_path / "upload"
    path.write_bytes(pdf(*(f"Heading {number}|" + "words " * 10 for number in range(5))))

    result = extract_pages(path, PDF, Limits(document_characters=200))

    assert (len(result.pages), result.page_count, result.truncated) == (2, 5, True)


def test_extract_survives_a_word_bomb(tmp_path: Path):
    original = part(sample("docx"), "word/document.xml")
    at = original.rindex(b"<w:sectPr")
    bomb = original[:at] + b"<w:p><w:r><w:t>Sample</w:t></w:r></w:p>" * 100_000 + original[at:]
    path = tmp_path / "upload"
    path.write_bytes(repacked(sample("docx"), **{"word__document.xml": bomb}))

    result = extract_pages(path, DOCX, Limits())

    assert (result.status, len(json.dumps([page.text for page in result.pages])) < 5_000_000) == ("ok", True)
