"""Cleaned copies of Word documents, workbooks and presentations: nothing hidden is in any part, all words stay."""

import io
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest
from docx.oxml import parse_xml
from docx.shared import RGBColor
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from PIL import Image
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor as SlideColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from clearinghouse.lib.files import office
from clearinghouse.lib.files.cleaned import CleanedCopy, clean_copy
from clearinghouse.lib.files.extract import extract_pages
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.types import FILE_TYPES

LIMITS = Limits()
WORDML = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
WHO = 'w:id="7" w:author="Secretauthor" w:date="2026-01-01T00:00:00Z"'
PROPERTIES = "We removed names and other details from the file’s properties. Its title stays."
Cleans = Callable[[bytes, str], CleanedCopy | str]


@pytest.fixture
def clean(tmp_path: Path) -> Cleans:
    def run(data: bytes, slug: str) -> CleanedCopy | str:
        path = tmp_path / "upload"
        path.write_bytes(data)
        return clean_copy(path, FILE_TYPES[slug], LIMITS)

    return run


def copy_of(copy: CleanedCopy | str) -> CleanedCopy:
    assert isinstance(copy, CleanedCopy), copy
    return copy


def everything_in(data: bytes) -> str:
    """All parts, unpacked, with their names; files inside the file, too."""
    pieces = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            pieces.append(name)
            pieces.append(everything_in(content) if content.startswith(b"PK") else content.decode("utf-8", "replace"))
    return "\n".join(pieces)


def edited(data: bytes, changes: dict[str, tuple[str, str]], added: dict[str, str] | None = None) -> bytes:
    """With words in some parts replaced, and more parts."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(output, "w") as copy:
        for name in archive.namelist():
            content = archive.read(name)
            if name in changes:
                old, new = changes[name]
                assert old.encode() in content, name
                content = content.replace(old.encode(), new.encode(), 1)
            copy.writestr(name, content)
        for name, words in (added or {}).items():
            copy.writestr(name, words)
    return output.getvalue()


def text_of(data: bytes, slug: str, tmp_path: Path) -> list[str]:
    path = tmp_path / "read"
    path.write_bytes(data)
    return [page.text for page in extract_pages(path, FILE_TYPES[slug], LIMITS).pages]


def printed_text_of(data: bytes, slug: str, tmp_path: Path) -> str:
    path = tmp_path / "printed"
    path.write_bytes(data)
    reading = office.read_file(path, FILE_TYPES[slug], LIMITS)
    assert reading.pdf.startswith(b"%PDF-"), reading.note
    return " ".join(page.text for page in reading.extracted.pages)


needs_libreoffice = pytest.mark.skipif(not office.is_available(), reason="LibreOffice is not installed")


# ---------------------------------------------------------------- Word


def run(words: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{words}</w:t></w:r>"


NOT_HIDDEN, STYLED = '<w:vanish w:val="0"/>', '<w:rStyle w:val="HiddenOne"/>'
BODY = [
    f"<w:p w:rsidR='00SECRET'>{run('Keep ')}<w:ins {WHO}>{run('Insertavel ')}</w:ins>"
    f"<w:del {WHO}><w:r><w:delText>Secretdeleted</w:delText></w:r></w:del>{run('end.')}</w:p>",
    f"<w:p><w:moveFromRangeStart {WHO} w:name='m'/><w:moveFrom {WHO}>{run('Secretmoved')}</w:moveFrom>"
    f"<w:moveFromRangeEnd w:id='7'/><w:moveTo {WHO}>{run('Movedhere')}</w:moveTo></w:p>",
    f"<w:p>{run('Seen ')}{run('Secretvanished', '<w:vanish/>')}{run('Shownagain', NOT_HIDDEN)}</w:p>",
    f"<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>{run('Secretparagraph', '<w:vanish/>')}</w:p>",
    f"<w:p><w:pPr><w:rPr><w:del {WHO}/></w:rPr></w:pPr>{run('Joined ')}</w:p>",
    f"<w:p>{run('together')}</w:p>",
    f"<w:p><w:pPr><w:pPrChange {WHO}><w:pPr><w:jc w:val='left'/></w:pPr></w:pPrChange></w:pPr>"
    f"<w:r><w:rPr><w:b/><w:rPrChange {WHO}><w:rPr/></w:rPrChange></w:rPr><w:t>Bold</w:t></w:r></w:p>",
    f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>"
    f"<w:tr><w:trPr><w:del {WHO}/></w:trPr><w:tc><w:p>{run('Secretrow')}</w:p></w:tc></w:tr>"
    f"<w:tr><w:trPr><w:ins {WHO}/></w:trPr><w:tc><w:p>{run('Rowkept')}</w:p></w:tc></w:tr></w:tbl>",
    f"<w:p><w:permStart w:id='1' w:ed='Secreteditor'/>{run('Allowed')}<w:permEnd w:id='1'/></w:p>",
    f"<w:p>{run('Secretstyled', STYLED)}{run('Plain')}</w:p>",
]
VISIBLE = "Keep Insertavel end. Movedhere Seen Shownagain Joined together Bold Rowkept Allowed Plain Noted"


def negotiated() -> bytes:
    document = docx.Document()
    for element in BODY:
        first, rest = element.split(">", 1)
        tag, _, attributes = first.partition(" ")
        is_short = first.endswith("/")
        assert not is_short
        document.element.body.insert(len(document.element.body) - 1, parse_xml(f"{tag} {WORDML} {attributes}>{rest}"))
    style = document.styles.add_style("HiddenBase", 2)
    style.font.hidden = True
    document.styles.add_style("HiddenOne", 2).base_style = style
    noted = document.add_paragraph("Noted")
    document.add_comment(noted.runs, text="Secretcomment", author="Secretcommenter")
    section = document.sections[0]
    section.header.paragraphs[0].text = "Drellowick"
    section.first_page_header.paragraphs[0].text = "Secretfirst"
    section.different_first_page_header_footer = False
    properties = document.core_properties
    properties.author, properties.last_modified_by, properties.title = "Secretowner", "Secretsaver", "Visivolt"
    output = io.BytesIO()
    document.save(output)
    added = {
        "word/people.xml": "<w15:people xmlns:w15='x'>Secretpeople</w15:people>",
        "docProps/custom.xml": "<Properties>Secretcustom</Properties>",
        "customXml/item9.xml": "<a>Secretitem</a>",
    }
    relation = '<Relationship Id="rIdP" Type="http://x/relationships/%s" Target="%s"/></Relationships>'
    changes = {
        "word/_rels/document.xml.rels": ("</Relationships>", relation % ("people", "people.xml")),
        "_rels/.rels": ("</Relationships>", relation % ("custom-properties", "docProps/custom.xml")),
        "word/settings.xml": ("</w:settings>", '<w:rsids><w:rsid w:val="00SECRET"/></w:rsids></w:settings>'),
        "docProps/app.xml": ("</Properties>", "<Company>Secretcompany</Company></Properties>"),
    }
    return edited(output.getvalue(), changes, added)


def test_word_copy_has_no_changes_comments_hidden_text_or_names(clean: Cleans, tmp_path: Path) -> None:
    data = negotiated()

    copy = copy_of(clean(data, "docx"))

    assert "Secret" in everything_in(data)
    assert "secret" not in everything_in(copy.data).lower()
    assert VISIBLE in " ".join(text_of(copy.data, "docx", tmp_path)[0].split())
    document = docx.Document(io.BytesIO(copy.data))
    assert [paragraph.text for paragraph in document.paragraphs] == [
        *("Keep Insertavel end.", "Movedhere", "Seen Shownagain", "Joined together", "Bold", "Allowed", "Plain"),
        "Noted",
    ]
    assert (document.core_properties.title, document.core_properties.author) == ("Visivolt", "")
    assert document.sections[0].header.paragraphs[0].text == "Drellowick"
    assert copy.removed == (
        "We accepted all tracked changes. Deleted text is gone.",
        "We removed 1 comment.",
        "We removed hidden text.",
        PROPERTIES,
    )


@needs_libreoffice
def test_word_copy_opens_in_libreoffice_with_the_same_words(clean: Cleans, tmp_path: Path) -> None:
    words = printed_text_of(copy_of(clean(negotiated(), "docx")).data, "docx", tmp_path)

    assert all(word in words for word in VISIBLE.split())


def test_picture_of_a_deleted_paragraph_and_places_of_photographs_go(clean: Cleans) -> None:
    def picture(words: str) -> io.BytesIO:
        output, exif = io.BytesIO(), Image.Exif()
        exif[0x010E] = words
        Image.linear_gradient("L").save(output, "JPEG", exif=exif, comment=words)
        output.seek(0)
        return output

    document = docx.Document()
    document.add_picture(picture("Secretone"))
    document.add_picture(picture("Secrettwo"), width=Inches(1))
    gone = document.paragraphs[0].runs[0]._r
    gone.getparent().replace(gone, parse_xml(f"<w:del {WORDML} {WHO}/>"))
    output = io.BytesIO()
    document.save(output)

    copy = copy_of(clean(output.getvalue(), "docx"))

    with zipfile.ZipFile(io.BytesIO(copy.data)) as archive:
        pictures = [name for name in archive.namelist() if "/media/" in name]
    assert "Secret" not in everything_in(copy.data)
    assert pictures == ["word/media/image2.jpg"]


# ---------------------------------------------------------------- Excel


def saved(book: openpyxl.Workbook) -> bytes:
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def scored() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    public, scores, working = book.active, book.create_sheet("Secretscores"), book.create_sheet("Secretworking")
    public.title = "Public list"
    for row in (("Site", "Cost", "Secretcolumn", "Rank"), ("Visivolt", 5, "Secretcell", 1), ("Other", 7, "x", 2)):
        public.append(row)
    public.append(("Secretrow", 9, "y", 3))
    public.append(("Last", 11, "z", 4))
    public.column_dimensions["C"].hidden = True
    public.row_dimensions[4].hidden = True
    public["A2"].comment = Comment("Secretnote", "Secretcommenter")
    public["F1"], public["F2"] = "Secretinvisible", "seen"
    public["F1"].number_format = ";;;"
    scores["A1"], working["A1"] = "Secretsheet", "Secretdeep"
    scores.sheet_state, working.sheet_state = "hidden", "veryHidden"
    checks = DataValidation("list", formula1="=Secretscores!$A$1:$A$9")
    checks.add("D2")
    public.add_data_validation(checks)
    book.defined_names["Secretname"] = openpyxl.workbook.defined_name.DefinedName(
        "Secretname", attr_text="Secretscores!$A$1"
    )
    book.properties.creator, book.properties.title = "Secretowner", "Visivolt"
    return book


def test_workbook_copy_has_nothing_hidden(clean: Cleans, tmp_path: Path) -> None:
    data = saved(scored())

    copy = copy_of(clean(data, "xlsx"))

    assert "Secret" in everything_in(data)
    assert "Secret" not in everything_in(copy.data)
    book = openpyxl.load_workbook(io.BytesIO(copy.data))
    assert book.sheetnames == ["Public list"]
    assert [[cell.value for cell in row] for row in book.active.iter_rows()] == [
        ["Site", "Cost", None, "Rank", None, None],
        ["Visivolt", 5, None, 1, None, "seen"],
        ["Other", 7, None, 2, None, None],
        [None, None, None, None, None, None],
        ["Last", 11, None, 4, None, None],
    ]
    assert (book.active.row_dimensions[4].hidden, book.active.column_dimensions["C"].hidden) == (True, True)
    assert copy.removed == (
        "We removed 2 hidden sheets.",
        "We emptied hidden rows, columns, and cells. What you see hasn’t changed.",
        "We removed 1 comment.",
        "We removed drop-down lists, color rules, and small charts that used hidden cells.",
        PROPERTIES,
    )


def with_formulas(cells: dict[str, tuple[str, str]]) -> bytes:
    """The workbook with formulas and the values that Excel wrote beside them."""
    book = scored()
    for place, (formula, _) in cells.items():
        book.active[place] = formula
    data = saved(book)
    for place, (formula, value) in cells.items():
        old = f'<c r="{place}"><f>{escape(formula[1:], quote=False)}</f><v></v></c>'
        new = old.replace("<v></v>", f"<v>{value}</v>")
        data = edited(data, {"xl/worksheets/sheet1.xml": (old, new)})
    return data


def test_formulas_that_read_hidden_cells_become_their_values(clean: Cleans) -> None:
    cells = {
        "K1": ("=SUM(B2:B5)", "32"),  # over a hidden row
        "K2": ("=B2+B3", "12"),
        "K3": ("=Secretscores!A1", "4"),
        "K6": ("=K3*2", "8"),
        "K5": ("=Secretname", "4"),
        "L1": ("=SUBTOTAL(109,B:B)", "23"),
        "L2": ('=IF(B2=5,"C2 and others"&A2,"")', "1"),
        "L3": ('=INDIRECT("C2")', "7"),
    }

    copy = copy_of(clean(with_formulas(cells), "xlsx"))

    formulas = openpyxl.load_workbook(io.BytesIO(copy.data)).active
    assert {place: formulas[place].value for place in cells} == {
        "K1": 32,
        "K2": "=B2+B3",
        "K3": 4,
        "K6": "=K3*2",
        "K5": 4,
        "L1": 23,
        "L2": '=IF(B2=5,"C2 and others"&A2,"")',
        "L3": 7,
    }
    assert "Secret" not in everything_in(copy.data)
    shown = openpyxl.load_workbook(io.BytesIO(copy.data), data_only=True).active
    assert [shown[place].value for place in cells] == [32, 12, 4, 8, 4, 23, 1, 7]
    assert "Formulas that used hidden cells are now the values they showed." in copy.removed


def test_formula_that_was_never_calculated_is_told(clean: Cleans) -> None:
    assert clean(with_formulas({"K1": ("=SUM(B2:B5)", "")}), "xlsx") == (
        "We can’t make a cleaned copy because the formula in cell K1 of “Public list” uses hidden cells and was never "
        "calculated. Open the file in Excel, save it, then upload it again."
    )


def test_merged_cells_show_what_their_hidden_first_cell_holds(clean: Cleans) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = "Visivolt", "Secretunder"
    book.active.merge_cells("A1:B1")
    book.active.column_dimensions["A"].hidden = True

    copy = copy_of(clean(saved(book), "xlsx"))

    sheet = openpyxl.load_workbook(io.BytesIO(copy.data)).active
    assert (sheet["A1"].value, sheet["A2"].value) == ("Visivolt", None)


def test_charts_keep_their_values_and_tables_with_hidden_columns_go(clean: Cleans) -> None:
    book = scored()
    chart = BarChart()
    chart.add_data(Reference(book["Secretscores"], min_col=1, min_row=1, max_row=3), titles_from_data=True)
    book.active.add_chart(chart, "K8")
    book.active.add_table(Table(displayName="Secrettable", ref="A1:D5"))
    data = saved(book)
    cached = "</f><numCache><formatCode>General</formatCode><ptCount val='1'/><pt idx='0'><v>4.5</v></pt></numCache>"
    data = edited(data, {"xl/charts/chart1.xml": ("$A$3</f>", "$A$3" + cached)})

    copy = copy_of(clean(data, "xlsx"))

    assert "Secret" not in everything_in(copy.data)
    assert "<v>4.5</v>" in everything_in(copy.data)
    assert "Charts that used hidden cells keep the values they showed." in copy.removed
    assert "Tables with hidden columns are now plain cells." in copy.removed
    assert openpyxl.load_workbook(io.BytesIO(copy.data)).active["A2"].value == "Visivolt"


def test_names_of_sheets_behind_a_hidden_one_still_fit(clean: Cleans) -> None:
    book = openpyxl.Workbook()
    book.active.sheet_state = "hidden"
    shown = book.create_sheet("Shown")
    shown["A1"] = "Visivolt"
    shown.print_area = "A1:B2"
    book.active = 1

    copy = copy_of(clean(saved(book), "xlsx"))

    again = openpyxl.load_workbook(io.BytesIO(copy.data))
    assert (again.active.title, again["Shown"].print_area) == ("Shown", "'Shown'!$A$1:$B$2")


def test_all_sheets_hidden_is_told(clean: Cleans) -> None:
    data = edited(saved(openpyxl.Workbook()), {"xl/workbook.xml": ('state="visible"', 'state="hidden"')})

    assert clean(data, "xlsx") == "We can’t make a cleaned copy because all sheets are hidden."


# ---------------------------------------------------------------- PowerPoint


def deck() -> bytes:
    show = pptx.Presentation()
    for number, words in enumerate(("Visivolt", "Secretslide", "Third"), start=1):
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = words
        slide.notes_slide.notes_text_frame.text = f"Secretnotes {number}"
    hidden = show.slides[1]
    hidden._element.set("show", "0")
    chart = CategoryChartData()
    chart.categories = ["Ports"]
    chart.add_series("Shownseries", (4,))
    first = show.slides[0]
    frame = first.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Inches(3), Inches(2), chart)
    workbook = frame.chart.part.chart_workbook.xlsx_part
    book = openpyxl.load_workbook(io.BytesIO(workbook.blob))
    book.active["Z9"] = "Secretsource"
    workbook._blob = saved(book)
    covered = first.shapes.add_textbox(0, 0, Inches(1), Inches(1))
    covered.text_frame.text = "Secretshape"
    covered._element.nvSpPr.cNvPr.set("hidden", "1")
    first.shapes.add_textbox(-Inches(2), 0, Inches(1), Inches(1)).text_frame.text = "Secretbeside"
    first.shapes.title.click_action.target_slide = hidden
    show.core_properties.author = "Secretowner"
    output = io.BytesIO()
    show.save(output)
    return output.getvalue()


def test_presentation_copy_has_nothing_hidden(clean: Cleans) -> None:
    data = deck()

    copy = copy_of(clean(data, "pptx"))

    assert "Secret" in everything_in(data)
    assert "Secret" not in everything_in(copy.data)
    show = pptx.Presentation(io.BytesIO(copy.data))
    assert [slide.shapes.title.text for slide in show.slides] == ["Visivolt", "Third"]
    assert [slide.has_notes_slide for slide in show.slides] == [False, False]
    assert "Shownseries" in everything_in(copy.data)
    assert copy.removed == (
        "We removed 1 hidden slide. The other slides keep their numbers.",
        "We removed the speaker notes of 2 slides.",
        "We removed hidden pictures and shapes.",
        "We removed the workbooks behind charts. The charts look as before.",
        PROPERTIES,
    )


@needs_libreoffice
def test_presentation_copy_opens_in_libreoffice(clean: Cleans, tmp_path: Path) -> None:
    words = printed_text_of(copy_of(clean(deck(), "pptx")).data, "pptx", tmp_path)

    assert all(word in words for word in ("Visivolt", "Third"))


def test_all_slides_hidden_is_told(clean: Cleans) -> None:
    show = pptx.Presentation()
    show.slides.add_slide(show.slide_layouts[5])._element.set("show", "0")
    output = io.BytesIO()
    show.save(output)

    assert clean(output.getvalue(), "pptx") == "We can’t make a cleaned copy because all slides are hidden."


@pytest.mark.parametrize("slug", ["docx", "xlsx", "pptx"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no file at all"])
def test_damaged_file_gives_a_reason(clean: Cleans, slug: str, content: bytes) -> None:
    assert clean(content, slug) == "We can’t make a cleaned copy because we couldn’t read all of it."


# ---------------------------------------------------------------- pictures


@pytest.mark.parametrize(("slug", "kind"), [("jpg", "JPEG"), ("png", "PNG")])
def test_picture_copy_has_no_place(clean: Cleans, slug: str, kind: str) -> None:
    output, exif = io.BytesIO(), Image.Exif()
    exif[0x010E], exif[0x0112] = "Secretplace", 6
    picture = Image.linear_gradient("L").convert("RGB")
    picture.save(output, kind, exif=exif)

    copy = copy_of(clean(output.getvalue(), slug))

    assert b"Secretplace" in output.getvalue()
    assert b"Secretplace" not in copy.data
    with Image.open(io.BytesIO(copy.data)) as after, Image.open(io.BytesIO(output.getvalue())) as before:
        assert after.tobytes() == before.tobytes()
        assert after.getexif().get(0x0112, 6) == 6
    assert copy.removed == ("We removed where, when and with what the picture was taken.",)


# ---------------------------------------------------------------- Letters in the color of what is behind them


def test_copy_goes_without_white_letters_on_white_cells(clean: Cleans, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Seen", "Secretcell", 4711, "=C1*2"])
    sheet["A2"] = CellRichText("Before ", TextBlock(InlineFont(color="FFFFFFFF"), "Secretpart"), " after")
    sheet["A3"], sheet["B3"] = "Heading", "Plain"
    sheet["A3"].fill = PatternFill("solid", fgColor="FF1F4E79")
    for place in ("B1", "C1", "A3"):
        sheet[place].font = Font(color="FFFFFFFF")
    data = edited(saved(book), {"xl/worksheets/sheet1.xml": ("<v></v>", "<v>9422</v>")})

    copy = copy_of(clean(data, "xlsx"))

    assert text_of(copy.data, "xlsx", tmp_path) == ["Seen\t\t\t9422\nBefore after\nHeading\tPlain"]
    assert "Secret" not in everything_in(copy.data)
    assert "4711" not in everything_in(copy.data)
    assert copy.removed == (
        "We emptied hidden rows, columns, and cells. What you see hasn’t changed.",
        "Formulas that used hidden cells are now the values they showed.",
        PROPERTIES,
    )


def test_copy_goes_without_white_letters_on_white_paper(clean: Cleans, tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Seen")
    paragraph.add_run("Secretword").font.color.rgb = RGBColor(255, 255, 255)
    heading = document.add_paragraph().add_run("On blue")
    heading.font.color.rgb = RGBColor(255, 255, 255)
    heading._r.get_or_add_rPr().append(parse_xml(f'<w:shd {WORDML} w:val="clear" w:fill="1F4E79"/>'))
    output = io.BytesIO()
    document.save(output)

    copy = copy_of(clean(output.getvalue(), "docx"))

    assert text_of(copy.data, "docx", tmp_path) == ["Seen\nOn blue"]
    assert "Secret" not in everything_in(copy.data)
    assert copy.removed == ("We removed hidden text.", PROPERTIES)


def test_copy_goes_without_white_letters_on_white_slides(clean: Cleans, tmp_path: Path) -> None:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    for words, color in (("Secretword", "FFFFFF"), ("Seen", "1F4E79")):
        run = slide.shapes.add_textbox(0, 0, Inches(2), Inches(1)).text_frame.paragraphs[0].add_run()
        run.text, run.font.color.rgb = words, SlideColor.from_string(color)
    output = io.BytesIO()
    deck.save(output)

    copy = copy_of(clean(output.getvalue(), "pptx"))

    assert text_of(copy.data, "pptx", tmp_path) == ["Seen"]
    assert "Secret" not in everything_in(copy.data)
    assert copy.removed == ("We removed text in the color of its background.", PROPERTIES)
