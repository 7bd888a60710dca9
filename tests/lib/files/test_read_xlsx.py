"""Workbooks as people see them: what is hidden is left out and told, what is shown is read."""

import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, GradientFill, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.worksheet.table import Table

from clearinghouse.lib.files.extract import extract_pages
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.reading.sheet import column_name
from clearinghouse.lib.files.results import ExtractResult, HiddenKind
from clearinghouse.lib.files.types import XLSX
from tests.lib.files.samples import part, repacked, workbook

Extracts = Callable[[bytes, str], ExtractResult]
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(book: openpyxl.Workbook) -> bytes:
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def with_rows(xml: str, package: bytes | None = None, sheet: str = SHEET, **changed: bytes) -> bytes:
    """A workbook whose first sheet is this: everything between <worksheet> and </worksheet>."""
    written = f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">{xml}</worksheet>'.encode()
    return repacked(package or workbook(), **{sheet.replace("/", "__"): written, **changed})


def words(result: ExtractResult) -> str:
    return "\n".join(f"{page.heading}\n{page.text}\n{page.label}" for page in result.pages) + result.title


def told(result: ExtractResult) -> list[tuple[str, str]]:
    return [(hidden.kind, hidden.sentence) for hidden in result.hidden]


def test_what_is_hidden_is_told_by_name_and_in_no_text(extract_here: Extracts) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Public list"
    for row in (["Vendor", "Town", "Number"], ["Works A", "Tessaly", "Secretcol"], ["Secretrow", "Norvelle", "x"]):
        sheet.append(row)
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[3].hidden = True
    sheet.auto_filter.ref = "A1:C3"
    sheet["A2"].comment = Comment("Secretnote about this vendor", "Reviewer")
    for name, state in (("Vendor scores", "hidden"), ("Working", "veryHidden")):
        other = book.create_sheet(name)
        other["A1"], other.sheet_state = "Secretsheet", state

    result = extract_here(saved(book), "xlsx")

    assert [(page.heading, page.text) for page in result.pages] == [("Public list", "Vendor\tTown\nWorks A\tTessaly")]
    assert told(result) == [
        ("sheet", "Sheet “Vendor scores” is hidden; anyone who downloads the file can unhide it."),
        ("sheet", "Sheet “Working” is hidden; anyone who downloads the file can unhide it."),
        ("comments", "1 comment is on “Public list”; anyone who downloads the file can read it."),
        ("columns", "Column C is hidden on “Public list”; anyone who downloads the file can unhide it."),
        ("rows", "Row 3 is hidden on “Public list”; anyone who downloads the file can unhide it."),
    ]
    assert {hidden.place for hidden in result.hidden[2:]} == {"sheet “Public list”"}
    assert "Secret" not in str(result)


CELLS = "".join(
    f'<row r="{row}">'
    + "".join(f'<c r="{letter}{row}" t="inlineStr"><is><t>{letter}{row}</t></is></c>' for letter in "ABCDE")
    + "</row>"
    for row in (1, 2)
)
COLUMNS = "anyone who downloads the file can unhide"


@pytest.mark.parametrize(
    ("columns", "shown", "sentence"),
    [
        ('<cols><col min="2" max="4" hidden="true"/></cols>', "AE", "Columns B–D are"),
        ('<cols><col min="2" max="2" width="0" customWidth="1"/><col min="4" max="4" width="0.0"/></cols>', "ACE",
         "Columns B, D are"),
        ('<cols><col min="2" max="2" hidden="1" outlineLevel="1"/><col min="3" max="3" collapsed="1"/></cols>', "ACDE",
         "Column B is"),
        ('<sheetFormatPr defaultColWidth="0"/><cols><col min="1" max="3" width="9"/></cols>', "ABC", "Columns D–E are"),
    ],
)  # fmt: skip
def test_columns_are_hidden_in_many_ways(extract_here: Extracts, columns: str, shown: str, sentence: str) -> None:
    result = extract_here(with_rows(f"{columns}<sheetData>{CELLS}</sheetData>"), "xlsx")

    assert result.pages[0].text == "\n".join("\t".join(f"{letter}{row}" for letter in shown) for row in (1, 2))
    assert [hidden.sentence.replace(" and ", ", ").partition(" hidden")[0] for hidden in result.hidden] == [sentence]


@pytest.mark.parametrize("how", ['hidden="1"', 'ht="0" customHeight="1"', 'hidden="true" outlineLevel="2"'])
def test_rows_are_hidden_in_many_ways(extract_here: Extracts, how: str) -> None:
    rows = CELLS.replace('<row r="2">', f'<row r="2" {how}>')

    result = extract_here(with_rows(f"<sheetData>{rows}</sheetData>"), "xlsx")

    assert result.pages[0].text == "A1\tB1\tC1\tD1\tE1"
    assert told(result) == [("rows", "Row 2 is hidden on “Budget”; anyone who downloads the file can unhide it.")]


def test_hidden_columns_and_rows_without_content_are_not_worth_a_word(extract_here: Extracts) -> None:
    rows = CELLS + '<row r="3" hidden="1"><c r="A3" s="0"/></row>'

    result = extract_here(
        with_rows(f'<cols><col min="6" max="16384" hidden="1"/></cols><sheetData>{rows}</sheetData>'), "xlsx"
    )

    assert result.hidden == ()


def test_rows_that_a_filter_hides_are_counted(extract_here: Extracts) -> None:
    rows = CELLS.replace('<row r="2">', '<row r="2" hidden="1">')
    active = '<autoFilter ref="A1:E2"><filterColumn colId="0"><top10 val="1"/></filterColumn></autoFilter>'

    result = extract_here(with_rows(f"<sheetData>{rows}</sheetData>{active}"), "xlsx")

    assert told(result) == [
        ("filtered-rows", "Row 2 is hidden by a filter on “Budget”; anyone who downloads the file can show it.")
    ]
    assert "A2" not in words(result)


def test_what_is_hidden_is_told_although_the_text_is_cut(tmp_path) -> None:
    book = openpyxl.Workbook()
    for number in range(3000):
        book.active.append([f"Sample site {number}"])
    book.active["B3000"] = "secret"
    book.active.column_dimensions["B"].hidden = True
    later = book.create_sheet("Later")
    later["A1"], later["A2"] = "secret", "words"
    later.row_dimensions[1].hidden = True
    path = tmp_path / "upload"
    path.write_bytes(saved(book))

    result = extract_pages(path, XLSX, Limits(document_characters=8000))

    assert (result.truncated, [kind for kind, _ in told(result)]) == (
        True,
        [HiddenKind.COLUMNS, HiddenKind.ROWS],
    )


def test_merged_cells_say_their_words_once(extract_here: Extracts) -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Heading</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>Under</t></is></c></row><row r="2"><c r="A2"><v>5</v></c></row>'
    )
    merged = '<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>'

    result = extract_here(with_rows(f"<sheetData>{rows}</sheetData>{merged}"), "xlsx")

    assert result.pages[0].text == "Heading\n5"
    assert told(result) == [
        ("hidden-text", "1 cell lies under merged cells on “Budget”; anyone who unmerges them can see what is there.")
    ]


def test_merged_cells_of_which_some_are_seen_show_their_words_there(extract_here: Extracts) -> None:
    cell = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
    rows = (
        f'<row r="1" hidden="1">{cell.format("B1", "Tall")}</row><row r="2">{cell.format("A2", "Wide")}</row>'
        f'<row r="3" hidden="1">{cell.format("B3", "Gone")}</row>'
    )
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in ("B1:B2", "A2:A2", "B3:C3"))

    result = extract_here(with_rows(f"<sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells>"), "xlsx")

    assert result.pages[0].text == "Wide\tTall"
    assert told(result) == [("rows", "Row 3 is hidden on “Budget”; anyone who downloads the file can unhide it.")]


def test_formulas_that_were_never_calculated_are_said_and_told(extract_here: Extracts) -> None:
    def build(book: openpyxl.Workbook) -> None:
        book.active["A3"], book.active["B3"] = "Total", "=SUM(B2:B2)"

    result = extract_here(workbook(build), "xlsx")

    assert result.pages[0].text.splitlines()[-1] == "Total\tnot calculated"
    assert result.notes == (
        "On “Budget”, 1 formula was never calculated. Open the file in Excel, save it, and upload it again.",
    )


def test_a_formula_that_gives_nothing_or_zero_was_calculated(extract_here: Extracts) -> None:
    rows = '<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><f>1-1</f><v>0</v></c></row>'
    plain = part(workbook(), "xl/workbook.xml").replace(b'fullCalcOnLoad="1"', b"")

    results = [
        extract_here(with_rows(f"<sheetData>{rows}</sheetData>", **{"xl__workbook.xml": book}), "xlsx")
        for book in (plain, plain.replace(b"<calcPr ", b'<calcPr fullCalcOnLoad="1" '))
    ]

    # Programs that leave the calculation to Excel write a zero.
    assert [result.pages[0].text for result in results] == ["\t0", "\tnot calculated"]


def test_long_numbers_keep_every_digit(extract_here: Extracts) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>390490001001001</v></c><c r="B1" t="inlineStr"><is><t>12345678901234567</t></is></c>'
        '<c r="C1"><v>0.1</v></c><c r="D1"><v>1234567890.55</v></c></row>'
    )

    result = extract_here(with_rows(f"<sheetData>{rows}</sheetData>"), "xlsx")

    assert result.pages[0].text == "390490001001001\t12345678901234567\t0.1\t1234567891"


def test_words_outside_the_cells_have_a_page_of_their_own(extract_here: Extracts) -> None:
    def build(book: openpyxl.Workbook) -> None:
        chart = BarChart()
        chart.title, chart.y_axis.title = "Ports by district", "Number of ports"
        chart.add_data(Reference(book.active, min_col=2, min_row=1, max_row=2), titles_from_data=True)
        book.active.add_chart(chart, "D4")
        book.active.oddHeader.left.text, book.active.oddHeader.right.text = "Solicitation RFP-0142", "Page &P of &N"
        book.active.oddFooter.center.text = "Agency &A && more"
        repeated = book.create_sheet("Second")
        repeated["A1"], repeated.oddHeader.left.text = "Words", "Solicitation RFP-0142"

    result = extract_here(workbook(build), "xlsx")

    assert [(page.heading, page.text) for page in result.pages[1:]] == [
        (
            "Budget (outside the cells)",
            "Solicitation RFP-0142\nAgency Budget & more\nPorts by district\nNumber of ports",
        ),
        ("Second", "Words"),
    ]


DRAWING = (
    '<xdr:wsDr xmlns:xdr="urn:xdr" xmlns:a="urn:a">{}</xdr:wsDr>'.format(
        "".join(
            f'<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="{number}" name="x"{how}/></xdr:nvSpPr><xdr:txBody><a:p><a:r>'
            f"<a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
            for number, (text, how) in enumerate([("Boxed words", ""), ("Secretbox", ' hidden="1"')])
        )
    )
).encode()


def test_text_boxes_are_read_and_hidden_ones_are_not(extract_here: Extracts) -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId9" Type="{RELATIONS}/drawing" Target="/xl/drawings/drawing1.xml"/></Relationships>'
    ).encode()
    changed = {"xl__worksheets___rels__sheet1.xml.rels": relations, "xl__drawings__drawing1.xml": DRAWING}

    results = [
        extract_here(with_rows(f'<sheetData>{rows}</sheetData><drawing r:id="rId9"/>', **changed), "xlsx")
        for rows in (CELLS, "")
    ]

    assert [(result.pages[-1].heading, result.pages[-1].text) for result in results] == [
        ("Budget (outside the cells)", "Boxed words"),
        ("Budget", "Boxed words"),
    ]
    assert [told(result) for result in results] == [
        [
            (
                "hidden-text",
                "A drawing on “Budget” has objects that are hidden; anyone who downloads the file can show them.",
            )
        ]
    ] * 2


def test_copies_that_pivot_tables_and_links_keep_are_told(extract_here: Extracts) -> None:
    package = workbook()
    rels = part(package, "xl/_rels/workbook.xml.rels").replace(
        b"</Relationships>",
        f'<Relationship Id="p1" Type="{RELATIONS}/pivotCacheDefinition" Target="pivotCache/d.xml"/><Relationship '
        f'Id="l1" Type="{RELATIONS}/externalLink" Target="externalLinks/l.xml"/></Relationships>'.encode(),
    )
    outside = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/externalLinkPath" TargetMode="External" Target="file:///C:\\budget\\costs.xlsx"/></Relationships>'
    )
    cache = (
        f'<pivotCacheDefinition xmlns="{MAIN}"><cacheSource><worksheetSource sheet="Working"/></cacheSource>'
        '<cacheFields><cacheField name="x"><sharedItems><s v="Secretitem"/></sharedItems></cacheField></cacheFields>'
        "</pivotCacheDefinition>"
    )
    link = f'<externalLink xmlns="{MAIN}"><externalBook><cell><v>Secretcache</v></cell></externalBook></externalLink>'
    changed = {
        "xl___rels__workbook.xml.rels": rels,
        "xl__pivotCache__d.xml": cache.encode(),
        "xl__externalLinks__l.xml": link.encode(),
        "xl__externalLinks___rels__l.xml.rels": outside.encode(),
    }

    result = extract_here(repacked(package, **changed), "xlsx")

    assert told(result) == [
        (
            "saved-data",
            "A pivot table keeps a copy of the data of sheet “Working”; anyone who downloads the file can show it.",
        ),
        ("saved-data", "The file keeps values from “costs.xlsx”."),
    ]
    assert "Secret" not in str(result)


def test_names_that_lead_to_hidden_sheets_and_threads_of_comments_are_told(extract_here: Extracts) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Open"
    book.active["A1"] = "Words"
    book.active["A1"].comment = Comment("[Threaded comment] Secretthread", "tc={1}")
    book.create_sheet("The working").sheet_state = "hidden"
    book.defined_names["Scores"] = openpyxl.workbook.defined_name.DefinedName("Scores", attr_text="'The working'!$A$1")
    package = saved(book)
    rels = part(package, "xl/worksheets/_rels/sheet1.xml.rels").replace(
        b"</Relationships>",
        b'<Relationship Id="t" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
        b'Target="../threadedComments/t.xml"/></Relationships>',
    )
    threads = b'<ThreadedComments xmlns="urn:t"><threadedComment/><threadedComment/></ThreadedComments>'

    result = extract_here(
        repacked(
            package,
            **{"xl__worksheets___rels__sheet1.xml.rels": rels, "xl__threadedComments__t.xml": threads},
        ),
        "xlsx",
    )

    assert told(result) == [
        ("sheet", "Sheet “The working” is hidden; anyone who downloads the file can unhide it."),
        ("sheet", "The name “Scores” points to the hidden sheet “The working”."),
        ("comments", "2 comments are on “Open”; anyone who downloads the file can read them."),
    ]


def test_the_people_a_file_names_are_told_and_programs_are_not(extract_here: Extracts) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    book.properties.creator, book.properties.lastModifiedBy = "Jo Example", "Jo Example"

    results = [extract_here(data, "xlsx") for data in (workbook(), saved(book))]

    assert [told(result) for result in results] == [
        [],
        [("properties", "The file’s properties name “Jo Example” (author, last saved by).")],
    ]


def test_strict_files_and_dates_written_as_dates_are_read(extract_here: Extracts) -> None:
    """Excel's “Strict Open XML”: other namespaces, and dates in ISO form."""
    book = openpyxl.Workbook()
    book.active["A1"] = "Signed on"
    book.active["B1"] = 1
    book.active["B1"].number_format = "mmm d, yyyy"
    package = saved(book)
    cell = b'<c r="B1" s="1" t="d"><v>2024-03-15T00:00:00.000</v></c>'
    sheet = re.sub(rb'<c r="B1".*?</c>', cell, part(package, SHEET))
    names = {
        name: part(package, name)
        .replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
        .replace(RELATIONS.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")
        for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels", "xl/styles.xml")
    }
    changed = {name.replace("/", "__"): data for name, data in {**names, SHEET: sheet}.items()}

    result = extract_here(repacked(package, **changed), "xlsx")

    assert [page.text for page in result.pages] == ["Signed on\tMar 15, 2024"]


def test_files_without_styles_or_references_are_read(extract_here: Extracts) -> None:
    rich = "<is><r><t>rich </t></r><r><t>text</t></r><rPh><t>no</t></rPh></is>"
    rows = f"<row><c><v>1</v></c><c t='inlineStr'>{rich}</c></row>"
    package = repacked(workbook(), without=("xl/styles.xml", "xl/sharedStrings.xml"))

    result = extract_here(with_rows(f"<sheetData>{rows}<row><c><v>2</v></c></row></sheetData>", package), "xlsx")

    assert result.pages[0].text == "1\trich text\n2"


def test_cells_that_a_format_makes_invisible_are_told(extract_here: Extracts) -> None:
    def build(book: openpyxl.Workbook) -> None:
        book.active["B2"].number_format = ";;;"

    result = extract_here(workbook(build), "xlsx")

    assert result.pages[0].text == "Item\tCost\nCharger"
    assert told(result) == [
        ("hidden-text", "1 cell has a number format on “Budget” that shows nothing of what is in there.")
    ]


def test_zeros_that_a_sheet_does_not_show_are_not_read(extract_here: Extracts) -> None:
    rows = '<row r="1"><c r="A1"><v>0</v></c><c r="B1"><v>7</v></c><c r="C1"><v>0.0</v></c></row>'
    views = '<sheetViews><sheetView showZeros="0"/></sheetViews>'

    result = extract_here(with_rows(f"{views}<sheetData>{rows}</sheetData>"), "xlsx")

    assert (result.pages[0].text, result.hidden) == ("\t7", ())


def test_many_tall_merged_cells_are_read_in_time(extract_here: Extracts) -> None:
    areas = "".join(
        f'<mergeCell ref="{column_name(column)}1:{column_name(column)}900"/>' for column in range(1, 16_001)
    )
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 1001))

    result = extract_here(with_rows(f"<sheetData>{rows}</sheetData><mergeCells>{areas}</mergeCells>"), "xlsx")

    assert result.pages[0].text.splitlines()[:2] == ["1", "901"]
    assert told(result)[0][1].startswith("899 cells lie under merged cells")


# Letters in the color of what is behind them

WHITE_FONT, NEARLY_WHITE = Font(color="FFFFFFFF"), Font(color="FFFDFDFD")
BLUE_FILL = PatternFill("solid", fgColor="FF1F4E79")


def blended(count: str) -> list[tuple[str, str]]:
    return [
        (
            "hidden-text",
            f"{count} text in the color of its background on “Sheet”, such as white on white; "
            "anyone who downloads the file can read it.",
        )
    ]


@pytest.mark.parametrize(
    ("font", "fill"),
    [
        (WHITE_FONT, None),
        (NEARLY_WHITE, None),
        (Font(color=Color(theme=0)), None),
        (Font(color=Color(indexed=9)), None),
        (Font(color=Color(theme=1, tint=1.0)), None),
        (WHITE_FONT, PatternFill("solid", fgColor="FFFFFFFF")),
        (Font(color="FF1F4E79"), BLUE_FILL),
        (Font(color="FF000000"), PatternFill("solid", fgColor=Color(theme=1))),
    ],
)
def test_letters_in_the_color_of_their_cell_are_told_and_not_read(extract_here: Extracts, font, fill) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Seen", "Secretone", 47110815])
    for cell in book.active[1][1:]:
        cell.font = font
        if fill:
            cell.fill = fill

    result = extract_here(saved(book), "xlsx")

    assert (words(result).split(), told(result)) == (["Sheet", "Seen"], blended("2 cells have"))


@pytest.mark.parametrize(
    ("font", "fill"),
    [
        (WHITE_FONT, BLUE_FILL),
        (WHITE_FONT, PatternFill("darkUp", fgColor="FF1F4E79", bgColor="FFFFFFFF")),
        (WHITE_FONT, GradientFill(stop=("FF000000", "FFFFFFFF"))),
        (Font(color="FFD9D9D9"), None),
        (Font(color=Color(theme=0, tint=-0.25)), None),
        (Font(), None),
    ],
)
def test_letters_that_can_be_told_from_their_cell_are_read(extract_here: Extracts, font, fill) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A1"].font = "Heading", font
    if fill:
        book.active["A1"].fill = fill

    result = extract_here(saved(book), "xlsx")

    assert (result.pages[0].text, told(result)) == ("Heading", [])


def test_white_letters_where_a_table_or_a_rule_may_fill_the_cell_are_read(extract_here: Extracts) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Site", "Ports", "Beside"], ["Merrow", 4, "Ruled"]):
        sheet.append(row)
    for row in sheet["A1:C2"]:
        for cell in row:
            cell.font = WHITE_FONT
    sheet.add_table(Table(displayName="Sites", ref="A1:B2"))
    red = PatternFill("solid", bgColor="FFFF0000")
    sheet.conditional_formatting.add("C2:C9 E1", CellIsRule("equal", ['"Ruled"'], fill=red))

    result = extract_here(saved(book), "xlsx")

    assert (result.pages[0].text, told(result)) == ("Site\tPorts\nMerrow\t4\tRuled", blended("1 cell has"))


@pytest.mark.parametrize("is_shared", [True, False])
def test_white_words_within_a_cell_are_told_and_not_read(extract_here: Extracts, is_shared: bool) -> None:
    runs = "<r><t>Seen </t></r><r><rPr><color rgb='FFFFFFFF'/></rPr><t>Secretpart</t></r><r><t> after</t></r>"
    cell = '<c r="A1" t="s"><v>0</v></c>' if is_shared else f'<c r="A1" t="inlineStr"><is>{runs}</is></c>'
    changed = {
        "xl__sharedStrings.xml": f'<sst xmlns="{MAIN}"><si>{runs}</si></sst>'.encode(),
        "xl___rels__workbook.xml.rels": part(workbook(), "xl/_rels/workbook.xml.rels").replace(
            b"</Relationships>",
            f'<Relationship Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml" Id="rId9"/>'.encode()
            + b"</Relationships>",
        ),
    }

    result = extract_here(with_rows(f'<sheetData><row r="1">{cell}</row></sheetData>', **changed), "xlsx")

    assert result.pages[0].text == "Seen after"
    assert [kind for kind, _ in told(result)] == ["hidden-text"]


def test_white_letters_before_a_picture_are_read(extract_here: Extracts) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A1"].font = "Over a picture", WHITE_FONT
    sheet = part(saved(book), SHEET).replace(b"</worksheet>", b'<picture r:id="rId9" xmlns:r="urn:r"/></worksheet>')

    result = extract_here(repacked(saved(book), **{SHEET.replace("/", "__"): sheet}), "xlsx")

    assert (result.pages[0].text, told(result)) == ("Over a picture", [])


def test_numbers_that_their_format_makes_white_are_told_and_not_read(extract_here: Extracts) -> None:
    book = openpyxl.Workbook()
    for number, code in enumerate(("[White]0", "[White]0;[White]-0", "[White]0;[Red]-0", "[Blue]0"), 1):
        cell = book.active.cell(1, number, 4000 + number)
        cell.number_format = code

    result = extract_here(saved(book), "xlsx")

    assert (result.pages[0].text, told(result)) == ("\t\t4003\t4004", blended("2 cells have"))
