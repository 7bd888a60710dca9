"""Office files made to harm, and ordinary ones that must not be taken for such."""

import io
import zipfile

import docx
import pytest
from openpyxl.comments import Comment

from tests.lib.files.samples import part, repacked, sample, word, workbook, zipped
from tests.lib.files.stopwatch import spent_seconds

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def with_relation(package: bytes, rels: str, kind: str, target: str) -> bytes:
    name = rels.replace("/", "__")
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    names = zipfile.ZipFile(io.BytesIO(package)).namelist()
    old = part(package, rels) if rels in names else empty
    link = f'<Relationship Id="rIdX" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="External"/>'
    return repacked(package, **{name: old.replace(b"</Relationships>", link.encode() + b"</Relationships>")})


def macro_types(package: bytes) -> bytes:
    types = part(package, "[Content_Types].xml").replace(
        b"officedocument.wordprocessingml.document.main", b"ms-word.document.macroEnabled.main"
    )
    return repacked(package, **{"[Content_Types].xml": types})


def body(inner: str) -> bytes:
    return repacked(
        sample("docx"),
        **{
            "word__document.xml": (
                '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
                f"<w:body>{inner}</w:body></w:document>"
            ).encode()
        },
    )


def field(*pieces: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces) + "</w:p>"


def bomb(kind: str, name: str, size: int) -> bytes:
    """A valid file with one part of `size` bytes that packs to next to nothing."""
    filler = b"<w:p><w:r><w:t>" + b"A" * 64 + b"</w:t></w:r></w:p>"
    original = part(sample(kind), name)
    head, tail = original[: original.rindex(b"</")], original[original.rindex(b"</") :]
    return repacked(sample(kind), **{name.replace("/", "__"): head + filler * (size // len(filler)) + tail})


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
EXTERNAL = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "http://127.0.0.1:9/x">]><a>&b;</a>'
HOSTILE = {
    "macro part": ("docx", lambda: repacked(sample("docx"), **{"word__vbaProject.bin": OLE}), "macros"),
    "macro part in a workbook": ("xlsx", lambda: repacked(sample("xlsx"), **{"xl__vbaProject.bin": OLE}), "macros"),
    "old macro sheet": ("xlsx", lambda: repacked(sample("xlsx"), **{"xl__macrosheets__sheet1.xml": b"<a/>"}), "macros"),
    "macro content type": ("docx", lambda: macro_types(sample("docx")), "macros"),
    "template from the web": (
        "docx",
        lambda: with_relation(
            sample("docx"), "word/_rels/settings.xml.rels", "attachedTemplate", "http://127.0.0.1/a.dotm"
        ),
        "external-template",
    ),
    "template from a share": (
        "docx",
        lambda: with_relation(
            sample("docx"), "word/_rels/settings.xml.rels", "attachedTemplate", "file://///server/a.dotm"
        ),
        "external-template",
    ),
    "object from the web": (
        "docx",
        lambda: with_relation(sample("docx"), "word/_rels/document.xml.rels", "oleObject", "mhtml:http://127.0.0.1/x"),
        "embedded-object",
    ),
    "embedded object": (
        "docx",
        lambda: repacked(sample("docx"), **{"word__embeddings__oleObject1.bin": OLE}),
        "embedded-object",
    ),
    "ActiveX": (
        "docx",
        lambda: repacked(sample("docx"), **{"word__activeX__activeX1.xml": b"<a/>"}),
        "embedded-object",
    ),
    "page as a part": ("docx", lambda: repacked(sample("docx"), **{"word__part.mht": b"x"}), "embedded-object"),
    "RTF as a part": ("docx", lambda: repacked(sample("docx"), **{"word__part.rtf": b"{\\rtf1"}), "embedded-object"),
    "program as a part": (
        "pptx",
        lambda: repacked(sample("pptx"), **{"ppt__media__tool.exe": b"MZ"}),
        "embedded-object",
    ),
    "embedded workbook with macros": (
        "docx",
        lambda: repacked(sample("docx"), **{"word__embeddings__a.xlsx": zipped({"xl/vbaProject.bin": OLE})}),
        "macros",
    ),
    "DDE field": ("docx", lambda: body(field("DDEAUTO c:\\\\cmd.exe")), "dde"),
    "DDE field in pieces": ("docx", lambda: body(field("DD", "EAUTO c:\\\\cmd.exe")), "dde"),
    "DDE field in numbers": ("docx", lambda: body(field("&#68;&#68;E cmd x")), "dde"),
    "simple DDE field": ("docx", lambda: body('<w:p><w:fldSimple w:instr="DDE cmd x"/></w:p>'), "dde"),
    "DDE formula": ("xlsx", lambda: workbook(lambda book: book.active.append(["=cmd|'/c calc'!A0"])), "dde"),
    "DDE link": (
        "xlsx",
        lambda: repacked(
            sample("xlsx"),
            **{"xl__externalLinks__externalLink1.xml": b'<externalLink><ddeLink ddeService="c"/></externalLink>'},
        ),
        "dde",
    ),
    "entities": ("docx", lambda: repacked(sample("docx"), **{"word__document.xml": ENTITIES}), "xml-entities"),
    "external entity": ("xlsx", lambda: repacked(sample("xlsx"), **{"xl__workbook.xml": EXTERNAL}), "xml-entities"),
    "entities in UTF-16": (
        "docx",
        lambda: repacked(sample("docx"), **{"word__styles.xml": ENTITIES.decode().encode("utf-16")}),
        "xml-entities",
    ),
    "entities in the content types": (
        "docx",
        lambda: repacked(sample("docx"), **{"[Content_Types].xml": ENTITIES}),
        "xml-entities",
    ),
    "250 MB in one": ("docx", lambda: bomb("docx", "word/document.xml", 250_000_000), "zip-size"),
    "many parts": (
        "docx",
        lambda: repacked(sample("docx"), **{f"a__{n}.xml": b"<a/>" for n in range(5001)}),
        "zip-entries",
    ),
    "password": ("docx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "old format renamed": ("docx", lambda: OLE, "type-mismatch"),
    "no main part": ("docx", lambda: repacked(sample("docx"), without=("word/document.xml",)), "broken"),
    "broken content types": ("docx", lambda: repacked(sample("docx"), **{"[Content_Types].xml": b"<Types"}), "broken"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_check_refuses_a_hostile_office_file_quickly(check_in_child, name):
    extension, build, code = HOSTILE[name]
    data = build()
    started = spent_seconds()

    result = check_in_child(data, f"sample.{extension}")

    assert result.code == code
    assert result.sentence.endswith(".")
    assert spent_seconds() - started < 2


def test_check_refuses_macro_file_under_its_own_name(check_here):
    result = check_here(HOSTILE["macro part"][1](), "sample.docm")

    assert result.code == "macros"


def test_check_flags_what_uploaders_forget(check_here):
    def annotate(document: docx.document.Document) -> None:
        paragraph = document.add_paragraph("Sample")
        document.add_comment(paragraph.runs, text="Only for us", author="Sample Person")

    tracked = body('<w:p><w:ins w:id="1" w:author="Sample"><w:r><w:t>new</w:t></w:r></w:ins></w:p>')
    local = with_relation(
        sample("docx"), "word/_rels/settings.xml.rels", "attachedTemplate", "file:///C:\\Users\\ana\\Memo.dotx"
    )
    linked = with_relation(sample("docx"), "word/_rels/document.xml.rels", "image", "http://127.0.0.1/a.png")
    hyper = with_relation(sample("docx"), "word/_rels/document.xml.rels", "hyperlink", "https://example.gov/")
    chart = repacked(sample("docx"), **{"word__embeddings__chart.xlsx": sample("xlsx")})
    flags = [check_here(data, "sample.docx").flags for data in (word(annotate), tracked, local, linked, hyper, chart)]

    assert flags == [
        ("comments",),
        ("tracked-changes",),
        ("local-template",),
        ("external-links",),
        (),
        ("embedded-files",),
    ]


def test_check_flags_comments_in_a_workbook(check_here):
    def comment(book) -> None:
        book.active["A1"].comment = Comment("Only for us", "Sample Person")

    assert check_here(workbook(comment), "sample.xlsx").flags == ("comments",)


def test_check_flags_a_workbook_that_fetches_data(check_here):
    data = repacked(sample("xlsx"), **{"xl__connections.xml": b"<connections/>"})

    assert check_here(data, "sample.xlsx").flags == ("external-links",)


@pytest.mark.parametrize("words", ["PAGE", "HYPERLINK &quot;https://example.gov/added&quot;", "TOC \\o"])
def test_check_accepts_ordinary_fields(check_here, words):
    assert check_here(body(field(words)), "sample.docx").accepted


def test_check_accepts_ordinary_formulas(check_here):
    data = workbook(
        lambda book: book.active.append(["=SUM(B2:B9)", '=IF(A1="a|b",1,2)', "=Budget!B2", '=IF(A1="a|b",Budget!B2,0)'])
    )

    assert check_here(data, "sample.xlsx").accepted
