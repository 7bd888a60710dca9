"""Word documents as they stand on paper; what is not on their face is told and in no text."""

import io
from collections.abc import Callable

import docx
import pytest
from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml

from clearinghouse.lib.files.extract import extract_pages
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.reading.numbering import counted
from clearinghouse.lib.files.results import ExtractResult
from clearinghouse.lib.files.types import DOCX
from tests.lib.files.samples import part, repacked, word

Extracts = Callable[[bytes, str], ExtractResult]
SPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "v": "urn:v", "wps": "urn:wps", "c": "urn:c", "dgm": "urn:dgm",
    }.items()
)  # fmt: skip
CHANGE = 'w:id="7" w:author="Reviewer" w:date="2024-01-01T00:00:00Z"'
TRACKED = (
    "tracked-changes",
    "This document has tracked changes; anyone who downloads the file can see them and who made them.",
)
HIDDEN = ("hidden-text", "Some text is formatted as hidden; anyone who downloads the file can show it.")


def body(xml: str, **changed: bytes) -> bytes:
    """A document with these paragraphs."""
    written = f"<w:document {SPACES}><w:body>{xml}</w:body></w:document>".encode()
    return repacked(word(), **{"word__document.xml": written, **changed})


def p(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def told(result: ExtractResult) -> list[tuple[str, str]]:
    return [(hidden.kind, hidden.sentence) for hidden in result.hidden]


def lines(result: ExtractResult) -> list[str]:
    return [line for page in result.pages for line in page.text.splitlines()]


# Headers and footers


def test_headers_and_footers_are_on_the_first_page_of_their_section(extract_here: Extracts) -> None:
    document = docx.Document()
    first = document.sections[0]
    first.header.paragraphs[0].text, first.footer.paragraphs[0].text = "Solicitation RFP-2026-0142", "Page 3 of 12"
    first.different_first_page_header_footer = True
    first.first_page_header.paragraphs[0].text = "Cover of the agency"
    first.even_page_header.paragraphs[0].text = "Even pages"
    document.add_paragraph("One").add_run().add_break(docx.enum.text.WD_BREAK.PAGE)
    document.add_paragraph("Two")
    document.add_section(WD_SECTION.NEW_PAGE)
    document.add_paragraph("Three")
    document.add_section(WD_SECTION.NEW_PAGE).footer.is_linked_to_previous = False
    document.sections[2].footer.paragraphs[0].text = "Annex footer"
    document.add_paragraph("Four")
    output = io.BytesIO()
    document.save(output)

    result = extract_here(output.getvalue(), "docx")

    assert [page.text for page in result.pages] == [
        "Cover of the agency\nSolicitation RFP-2026-0142\nOne",
        "Two",
        "Three",
        "Four\nAnnex footer",
    ]


def test_headers_of_even_pages_are_read_where_they_are_used(extract_here: Extracts) -> None:
    document = docx.Document()
    document.settings.odd_and_even_pages_header_footer = True
    document.sections[0].header.paragraphs[0].text = "Odd pages"
    document.sections[0].even_page_header.paragraphs[0].text = "Even pages"
    document.add_paragraph("Words")
    output = io.BytesIO()
    document.save(output)

    assert lines(extract_here(output.getvalue(), "docx")) == ["Odd pages", "Even pages", "Words"]


def test_watermarks_are_read(extract_here: Extracts) -> None:
    def build(document: object) -> None:
        mark = f'<w:r {SPACES}><w:pict><v:shape><v:textpath string="DRAFT"/></v:shape></w:pict></w:r>'
        document.sections[0].header.paragraphs[0]._p.append(parse_xml(mark))

    assert lines(extract_here(word(build), "docx"))[0] == "DRAFT"


def test_strict_files_are_read(extract_here: Extracts) -> None:
    """Word's “Strict Open XML” has other namespaces."""
    package = word(lambda document: document.add_paragraph("Clause", style="List Number"))
    names = (
        "_rels/.rels",
        "word/document.xml",
        "word/_rels/document.xml.rels",
        "word/styles.xml",
        "word/numbering.xml",
    )
    changed = {
        name.replace("/", "__"): part(package, name)
        .replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"
        )
        .replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        for name in names
    }

    assert lines(extract_here(repacked(package, **changed), "docx"))[-1] == "1. Clause"


# Changes, hidden text and comments


def test_changes_are_read_as_accepted_and_told(extract_here: Extracts) -> None:
    xml = (
        f"<w:p><w:r><w:t>Kept </w:t></w:r><w:ins {CHANGE}><w:r><w:t>added</w:t></w:r></w:ins>"
        f"<w:del {CHANGE}><w:r><w:delText>Secretgone</w:delText></w:r></w:del></w:p>"
        f"<w:p><w:moveFrom {CHANGE}><w:r><w:t>Moved clause</w:t></w:r></w:moveFrom></w:p>"
        f"<w:p><w:moveTo {CHANGE}><w:r><w:t>Moved clause</w:t></w:r></w:moveTo></w:p>"
        f"<w:tbl><w:tr><w:trPr><w:del {CHANGE}/></w:trPr><w:tc>{p('Secretrow')}</w:tc></w:tr>"
        f"<w:tr><w:tc>{p('Row')}</w:tc></w:tr></w:tbl>"
    )

    result = extract_here(body(xml), "docx")

    assert [line for line in lines(result) if line] == ["Kept added", "Moved clause", "Row"]
    assert told(result) == [TRACKED]


@pytest.mark.parametrize("change", ["ins", "del", "moveFrom", "moveTo"])
def test_a_change_of_any_kind_is_told(extract_here: Extracts, change: str) -> None:
    xml = f"<w:p><w:{change} {CHANGE}><w:r><w:t>Words</w:t></w:r></w:{change}></w:p>"

    assert told(extract_here(body(p("Words") + xml), "docx")) == [TRACKED]


def test_how_words_looked_before_is_a_change_and_hides_nothing(extract_here: Extracts) -> None:
    before = f"<w:rPrChange {CHANGE}><w:rPr><w:vanish/></w:rPr></w:rPrChange>"

    result = extract_here(body(p("Words", run=before)), "docx")

    assert (lines(result), told(result)) == (["Words"], [TRACKED])


STYLES = (
    f'<w:styles {SPACES}><w:style w:type="paragraph" w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Child"><w:basedOn w:val="Base"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Back"><w:basedOn w:val="Base"/><w:rPr><w:vanish w:val="0"/></w:rPr>'
    "</w:style>"
    '<w:style w:type="character" w:styleId="Unseen"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
).encode()


@pytest.mark.parametrize(
    ("paragraph", "is_hidden"),
    [
        (p("Words", run="<w:vanish/>"), True),
        (p("Words", run='<w:vanish w:val="true"/>'), True),
        (p("Words", run='<w:vanish w:val="0"/>'), False),
        (p("Words", properties='<w:pStyle w:val="Base"/>'), True),
        (p("Words", properties='<w:pStyle w:val="Child"/>'), True),
        (p("Words", properties='<w:pStyle w:val="Child"/>', run='<w:vanish w:val="false"/>'), False),
        (p("Words", properties='<w:pStyle w:val="Back"/>'), False),
        (p("Words", run='<w:rStyle w:val="Unseen"/>'), True),
        (p("Words", properties="<w:rPr><w:vanish/></w:rPr>"), False),  # only the mark of the paragraph
        (p("Words", run="<w:webHidden/>"), False),
    ],
)
def test_hidden_text_is_told_and_not_read(extract_here: Extracts, paragraph: str, is_hidden: bool) -> None:
    result = extract_here(body(p("Before") + paragraph, **{"word__styles.xml": STYLES}), "docx")

    assert (lines(result), told(result)) == (
        ["Before"] if is_hidden else ["Before", "Words"],
        [HIDDEN] if is_hidden else [],
    )


def test_comments_are_told_and_not_read(extract_here: Extracts) -> None:
    def build(document: object) -> None:
        for text in ("Secretone", "Secrettwo"):
            document.add_comment(document.paragraphs[-1].runs, text=text, author="Reviewer", initials="R")

    result = extract_here(word(build), "docx")

    assert told(result) == [("comments", "2 comments are in the margin; anyone who downloads the file can read them.")]
    assert "Secret" not in str(result)


def test_what_is_hidden_is_told_although_the_text_is_cut(tmp_path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(body(p("Sample words. " * 20) * 200 + p("Secret", run="<w:vanish/>")))

    result = extract_pages(path, DOCX, Limits(document_characters=4000))

    assert (result.truncated, told(result)) == (True, [HIDDEN])


# Controls, fields and boxes


def test_fill_in_controls_show_what_was_filled_in(extract_here: Extracts) -> None:
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    inline = control.format("<w:showingPlcHdr/>", "<w:r><w:t>Click here</w:t></w:r>")
    xml = (
        control.format("<w:text/>", p("Filled in"))
        + control.format("<w:showingPlcHdr/>", p("Choose an item."))
        + control.format("<w:docPartObj/>", p("Outer") + control.format("<w:showingPlcHdr/>", p("Tap to enter")))
        + f"<w:p><w:r><w:t>Name: </w:t></w:r>{inline}<w:r><w:t>.</w:t></w:r></w:p>"
    )

    assert [line for line in lines(extract_here(body(xml), "docx")) if line] == ["Filled in", "Outer", "Name: ."]


def sign(kind: str, inside: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'


def code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def text(words: str) -> str:
    return f"<w:r><w:t>{words}</w:t></w:r>"


@pytest.mark.parametrize(
    ("runs", "shown", "without_result"),
    [
        (sign("begin") + code(" REF clause ") + sign("separate") + text("Clause 4") + sign("end"), "Clause 4", 0),
        (sign("begin") + code(" REF clause ") + sign("end"), "", 1),
        (sign("begin") + code(" TOC ") + sign("separate") + sign("end"), "", 1),
        (sign("begin") + code(' XE "Secret" ') + sign("end"), "", 0),
        (
            sign("begin") + code("IF ") + sign("begin") + code("PAGE") + sign("separate") + text("9") + sign("end")
            + text("code") + sign("separate") + text("Shown") + sign("end"),
            "Shown",
            0,
        ),
        ('<w:fldSimple w:instr="DOCPROPERTY Number">' + text("RFP-7") + "</w:fldSimple>", "RFP-7", 0),
        (sign("begin", "<w:ffData><w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox></w:ffData>")
         + code("FORMCHECKBOX") + sign("end"), "☒", 0),
        (sign("begin", "<w:ffData><w:checkBox><w:default w:val='0'/></w:checkBox></w:ffData>")
         + code("FORMCHECKBOX") + sign("end"), "☐", 0),
        (sign("begin", "<w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='A'/><w:listEntry w:val='B'/>"
                       "</w:ddList></w:ffData>") + code("FORMDROPDOWN") + sign("end"), "B", 0),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☒", 0),
    ],
)  # fmt: skip
def test_fields_show_their_result(extract_here: Extracts, runs: str, shown: str, without_result: int) -> None:
    result = extract_here(body(f"<w:p>{text('(')}{runs}{text(')')}</w:p>"), "docx")

    assert lines(result) == [f"({shown})"]
    assert result.notes == (
        ("1 field has no result yet. In Word, press Ctrl+A and F9, save the file, and upload it again.",)
        if without_result
        else ()
    )


def test_a_field_that_never_ends_does_not_swallow_the_document(extract_here: Extracts) -> None:
    xml = f"<w:p>{sign('begin')}{code('IF')}</w:p>" + "".join(p(f"Clause {number}") for number in range(60))

    assert lines(extract_here(body(xml), "docx"))[-1] == "Clause 59"


def test_text_boxes_and_notes_are_read_once(extract_here: Extracts) -> None:
    box = "<w:txbxContent>{}</w:txbxContent>"
    xml = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice><wps:txbx>" + box.format(p("Boxed")) + "</wps:txbx></mc:Choice>"
        "<mc:Fallback><w:pict><v:textbox>" + box.format(p("Boxed")) + "</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p><w:p><w:r><w:pict><v:textbox>"
        + box.format(p("Old box"))
        + "</v:textbox></w:pict></w:r></w:p>"
    )
    notes = {
        f"word__{kind}s.xml": f'<w:{kind}s {SPACES}><w:{kind} w:id="2">{p(kind)}</w:{kind}></w:{kind}s>'.encode()
        for kind in ("footnote", "endnote")
    }

    result = extract_here(body(xml, **notes), "docx")

    assert [(page.heading, page.text.split()) for page in result.pages] == [
        ("", ["Boxed", "Old", "box"]),
        ("Notes", ["footnote", "endnote"]),
    ]


CHART = (
    b'<c:chartSpace xmlns:c="urn:c" xmlns:a="urn:a"><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Ports by </a:t>'
    b"</a:r><a:r><a:t>district</a:t></a:r></a:p></c:rich></c:tx></c:title><c:ser><c:tx><c:strRef><c:f>Sheet1!$B$1</c:f>"
    b"<c:strCache><c:pt><c:v>Planned</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef><c:strCache><c:pt><c:v>"
    b"North</c:v></c:pt></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:numCache><c:pt><c:v>41</c:v></c:pt></c:numCache>"
    b"</c:numRef></c:val></c:ser></c:chart></c:chartSpace>"
)
DIAGRAM = (
    '<dgm:dataModel xmlns:dgm="urn:dgm" xmlns:a="urn:a"><dgm:pt><dgm:t><a:p><a:r><a:t>Step one</a:t></a:r></a:p>'
    "</dgm:t></dgm:pt></dgm:dataModel>"
)


def test_charts_and_smartart_are_read_by_their_words(extract_here: Extracts) -> None:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = part(word(), "word/_rels/document.xml.rels").replace(
        b"</Relationships>",
        f'<Relationship Id="c1" Type="{relation}/chart" Target="charts/chart1.xml"/>'
        f'<Relationship Id="d1" Type="{relation}/diagramData" Target="diagrams/data1.xml"/></Relationships>'.encode(),
    )
    changed = {
        "word___rels__document.xml.rels": relations,
        "word__charts__chart1.xml": CHART,
        "word__diagrams__data1.xml": DIAGRAM.encode(),
    }
    xml = '<w:p><w:r><c:chart r:id="c1"/></w:r></w:p><w:p><w:r><dgm:relIds r:dm="d1"/></w:r></w:p>'

    assert [line for line in lines(extract_here(body(xml, **changed), "docx")) if line] == [
        "Ports by district", "Planned", "North", "Step one",
    ]  # fmt: skip


# Numbers of lists


def level(place: int, text: str, counts: str = "decimal", more: str = "") -> str:
    inside = f'<w:start w:val="1"/><w:numFmt w:val="{counts}"/>{more}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{place}">{inside}</w:lvl>'


def numbered(paragraphs: str, lists: str, **changed: bytes) -> bytes:
    return body(
        paragraphs, **{"word__numbering.xml": f"<w:numbering {SPACES}>{lists}</w:numbering>".encode(), **changed}
    )


def item(text: str, place: int = 0, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{place}"/><w:numId w:val="{number}"/></w:numPr>')


CONTRACT = (
    '<w:abstractNum w:abstractNumId="5">'
    + level(0, "%1.") + level(1, "%1.%2") + level(2, "(%3)", "lowerLetter") + level(3, "%4)", "lowerRoman")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="5"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    "</w:lvlOverride></w:num>"
)  # fmt: skip


def test_clauses_have_the_numbers_of_their_levels(extract_here: Extracts) -> None:
    xml = "".join(
        item(words, place)
        for words, place in [("Scope", 0), ("Sites", 1), ("Ports", 2), ("Power", 2), ("Deep", 3), ("Price", 1),
                             ("Terms", 0), ("Uptime", 1), ("Again", 2)]
    )  # fmt: skip

    assert lines(extract_here(numbered(xml, CONTRACT), "docx")) == [
        "1. Scope", "1.1 Sites", "(a) Ports", "(b) Power", "i) Deep", "1.2 Price", "2. Terms", "2.1 Uptime",
        "(a) Again",
    ]  # fmt: skip


def test_lists_go_on_or_begin_anew_as_they_say(extract_here: Extracts) -> None:
    xml = item("A") + item("B") + p("Between") + item("C") + item("D", number=2) + item("E", number=2)

    assert lines(extract_here(numbered(xml, CONTRACT), "docx")) == [
        "1. A", "2. B", "Between", "3. C", "1. D", "2. E",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("levels", "shown"),
    [
        (level(0, "Article %1", "upperRoman") + level(1, "%1.%2", more="<w:isLgl/>"),
         ["Article I x", "1.1 y", "Article II z", "2.1 w"]),
        (level(0, "%1.") + level(1, "%2)", more='<w:lvlRestart w:val="0"/>'), ["1. x", "1) y", "2. z", "2) w"]),
        (level(0, "Section", "none") + level(1, "%2", "decimalZero"), ["Section x", "01 y", "Section z", "01 w"]),
        (level(0, "•", "bullet") + level(1, "%2", "ordinal"), ["x", "1st y", "z", "1st w"]),
    ],
)  # fmt: skip
def test_levels_count_as_their_format_says(extract_here: Extracts, levels: str, shown: list[str]) -> None:
    num = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    lists = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>{num}'
    xml = item("x") + item("y", 1) + item("z") + item("w", 1)

    assert lines(extract_here(numbered(xml, lists), "docx")) == shown


def test_styles_bring_their_numbers(extract_here: Extracts) -> None:
    lists = (
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="Legal"/></w:abstractNum>'
        '<w:abstractNum w:abstractNumId="2"><w:styleLink w:val="Legal"/>'
        + level(0, "%1.", more='<w:pStyle w:val="Heading1"/>')
        + level(1, "%1.%2", more='<w:pStyle w:val="Heading2"/>')
        + '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>'
    )
    style = (
        '<w:style w:type="paragraph" w:styleId="{}">{}<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
    )
    styles = f"<w:styles {SPACES}>{style.format('Heading1', '')}{style.format('Heading2', '')}</w:styles>".encode()
    xml = "".join(
        p(words, f'<w:pStyle w:val="{name}"/>{more}')
        for words, name, more in [
            ("Scope", "Heading1", ""), ("Sites", "Heading2", ""),
            ("None", "Heading2", '<w:numPr><w:numId w:val="0"/></w:numPr>'),
            ("Terms", "Heading1", ""),
        ]
    )  # fmt: skip

    result = extract_here(numbered(xml, lists, **{"word__styles.xml": styles}), "docx")

    assert lines(result) == ["1. Scope", "1.1 Sites", "None", "2. Terms"]
    assert result.pages[0].heading == "1. Scope"


def test_deleted_and_hidden_clauses_take_no_number(extract_here: Extracts) -> None:
    number = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    gone = (
        f"<w:p><w:pPr>{number}<w:rPr><w:del {CHANGE}/></w:rPr></w:pPr>"
        f"<w:del {CHANGE}><w:r><w:delText>Secret</w:delText></w:r></w:del></w:p>"
    )
    xml = item("A") + gone + p("Secret", number, "<w:vanish/>") + item("B")

    assert [line for line in lines(extract_here(numbered(xml, CONTRACT), "docx")) if line] == ["1. A", "2. B"]


@pytest.mark.parametrize(
    ("number", "how", "shown"),
    [
        (27, "lowerLetter", "aa"), (26, "upperLetter", "Z"), (1994, "upperRoman", "MCMXCIV"), (4, "lowerRoman", "iv"),
        (21, "ordinal", "21st"), (12, "ordinal", "12th"), (21, "cardinalText", "Twenty-one"),
        (8, "ordinalText", "Eighth"),
        (30, "ordinalText", "Thirtieth"), (3, "none", ""), (0, "upperRoman", "0"), (7, "chineseCounting", "7"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_word_writes_them(number: int, how: str, shown: str) -> None:
    assert counted(number, how) == shown


def test_the_author_of_a_document_is_told(extract_here: Extracts) -> None:
    def build(document: object) -> None:
        document.core_properties.author, document.core_properties.last_modified_by = "Jo Example", "Kim Sample"

    assert told(extract_here(word(build), "docx")) == [
        ("properties", "The file’s properties name “Jo Example” (author), “Kim Sample” (last saved by).")
    ]


# Letters in the color of what is behind them

WHITE, NEARLY_WHITE = '<w:color w:val="FFFFFF"/>', '<w:color w:val="FDFDFE"/>'
BLUE = '<w:shd w:val="clear" w:color="auto" w:fill="1F4E79"/>'
BLENDED = (
    "hidden-text",
    "Some text has the color of its background, such as white on white; anyone who downloads the file can read it.",
)


def table(cell: str, properties: str = "", cell_properties: str = "") -> str:
    return (
        f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tr><w:tc><w:tcPr>{cell_properties}</w:tcPr>{cell}</w:tc></w:tr>"
        "</w:tbl>"
    )


def styled(name: str, kind: str, inside: str) -> bytes:
    style = f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{inside}</w:style></w:styles>'
    return part(word(), "word/styles.xml").replace(b"</w:styles>", style.encode())


@pytest.mark.parametrize(
    "xml",
    [
        p("Secretword", run=WHITE),
        p("Secretword", run=NEARLY_WHITE),
        p("Secretword", run='<w:color w:val="1F4E79"/>' + BLUE),
        p("Secretword", BLUE, '<w:color w:val="1F4E79"/>'),
        p("Secretword", run='<w:highlight w:val="yellow"/><w:color w:val="FFFF00"/>'),
        table(p("Secretword", run=WHITE)),
        p("Secretword", '<w:pStyle w:val="Faint"/>'),
        p("Secretword", run='<w:rStyle w:val="Faint"/>'),
    ],
)
def test_letters_in_the_color_behind_them_are_told_and_not_read(extract_here: Extracts, xml: str) -> None:
    style = styled("Faint", "paragraph", f"<w:rPr>{WHITE}</w:rPr>")

    result = extract_here(body(p("Seen") + xml + p("After"), **{"word__styles.xml": style}), "docx")

    assert ([line for line in lines(result) if line.strip()], told(result)) == (["Seen", "After"], [BLENDED])


@pytest.mark.parametrize(
    "xml",
    [
        p("Word", run=WHITE + BLUE),
        p("Word", BLUE, WHITE),
        p("Word", run='<w:highlight w:val="black"/>' + WHITE),
        table(p("Word", run=WHITE), cell_properties=BLUE),
        table(p("Word", run=WHITE), properties='<w:tblStyle w:val="Shaded"/>'),
        p("Word", run='<w:color w:val="auto"/>'),
        p("Word", run='<w:color w:val="D9D9D9"/>'),
        p("Word", run="<w:outline/>" + WHITE),
        p("Word", '<w:pStyle w:val="Shaded"/>', WHITE),
        p("Word", f"<w:rPr>{WHITE}</w:rPr>"),
        "<w:p><w:r><w:pict><v:rect><v:textbox><w:txbxContent>" + p("Word", run=WHITE)
        + "</w:txbxContent></v:textbox></v:rect></w:pict></w:r></w:p>",
        p("Word", run=WHITE)
        + '<w:p><w:r><w:drawing><wp:anchor xmlns:wp="urn:wp" behindDoc="1"/></w:drawing></w:r></w:p>',
    ],
)  # fmt: skip
def test_letters_that_may_stand_out_are_read(extract_here: Extracts, xml: str) -> None:
    style = styled("Shaded", "table", f"<w:tblStylePr w:type='firstRow'><w:tcPr>{BLUE}</w:tcPr></w:tblStylePr>")
    if "pStyle" in xml:
        style = styled("Shaded", "paragraph", f"<w:pPr>{BLUE}</w:pPr>")

    result = extract_here(body(xml, **{"word__styles.xml": style}), "docx")

    assert ([line for line in lines(result) if line.strip()], told(result)) == (["Word"], [])
