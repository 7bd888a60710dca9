"""A PDF that viewers mend is read whole; one that lost something is refused, or its damaged pages are named."""

import re

import pikepdf
import pytest

from clearinghouse.lib.files.results import PageSource
from tests.lib.files import pdf_samples as made
from tests.lib.files.samples import pdf, sample

PAGES = [f"Heading {number}|Tessaly words about ports {number}" for number in range(1, 11)]
MENDED = (
    "The end of this PDF is damaged. We could read all of it, but not every program can open it. "
    "Save it again, then upload the new copy."
)
CUT = ("incomplete", "The end of the file is missing, so we can’t read it as a PDF. Upload it again.")


def saved(**options: object) -> bytes:
    """Ten pages as other programs write them."""
    output = made.io.BytesIO()
    with pikepdf.open(made.io.BytesIO(pdf(*PAGES))) as document:
        document.save(output, **options)
    return output.getvalue()


def changed_in_place(data: bytes) -> bytes:
    """Page 1 changed by an appended update, as Acrobat saves."""
    with pikepdf.open(made.io.BytesIO(data)) as document:
        number = document.pages[0].obj.objgen[0]
        root = document.Root.objgen[0]
        contents = document.pages[0].obj.Contents.objgen[0]
    words = b"BT /F1 12 Tf 72 700 Td (Changed Wanderleaf words) Tj ET"
    update = b"\n%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (contents, len(words), words)
    at = len(data) + 1
    start = re.findall(rb"startxref\s+(\d+)", data)[-1]
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size 99 /Root %d 0 R /Prev %s >>\n" % (contents, at, root, start)
    assert number != contents
    return data + update + table + b"startxref\n%d\n%%%%EOF\n" % (at + len(update) - 1)


OBJECT_STREAMS = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}
WRITERS = [{}, OBJECT_STREAMS, {"linearize": True}]


def words(result) -> list[str]:
    return [page.text.splitlines()[-1] for page in result.pages]


def spoilt(data: bytes, kind: str) -> bytes:
    if kind == "words before it":
        return b"Received: by the mail gateway\r\n\r\n" + data
    if kind == "wrong place of the table":
        return re.sub(rb"startxref\s+\d+", b"startxref\n7", data)
    if kind == "no end mark":
        return data[: data.rindex(b"%%EOF")]
    return data + b"\r\n" + b"-- footer of a mail \r\n" * 400


@pytest.mark.parametrize("options", WRITERS, ids=["plain", "object streams", "for the web"])
@pytest.mark.parametrize(
    ("kind", "notes"),
    [
        ("words before it", ()),
        ("wrong place of the table", ()),
        ("no end mark", (MENDED,)),
        ("much behind the end mark", (MENDED,)),
    ],
)
def test_pdf_that_viewers_mend_is_read_whole(check_here, extract_here, options, kind, notes):
    data = spoilt(saved(**options), kind)

    checked, read = check_here(data, "sample.pdf"), extract_here(data, "pdf")

    assert (checked.accepted, checked.flags, checked.download_only) == (True, ("odd-structure",), True)
    assert words(read) == [page.partition("|")[2] for page in PAGES]
    assert read.notes == notes


def test_pdf_without_its_table_is_read_whole(check_here, extract_here):
    data = saved()[: saved().rindex(b"xref\n", 0, saved().rindex(b"startxref"))]

    assert check_here(data, "sample.pdf").accepted
    assert words(extract_here(data, "pdf")) == [page.partition("|")[2] for page in PAGES]


@pytest.mark.parametrize("options", WRITERS, ids=["plain", "object streams", "for the web"])
@pytest.mark.parametrize("percent", [30, 50, 80])
@pytest.mark.parametrize("end", [b"", b"\n%%EOF\n"])
def test_pdf_that_was_cut_short_is_refused(check_here, options, percent, end):
    data = saved(**options)

    result = check_here(data[: len(data) * percent // 100] + end, "sample.pdf")

    assert not result.accepted
    assert (result.code, result.sentence) == CUT if not end else result.code == "broken"


def test_changes_that_were_cut_short_are_not_left_out(check_here, extract_here):
    whole = changed_in_place(saved())
    cut = whole[: whole.rindex(b"xref\n", 0, whole.rindex(b"startxref"))]

    assert words(extract_here(whole, "pdf"))[0] == "Changed Wanderleaf words"
    assert (check_here(cut, "sample.pdf").code, check_here(cut, "sample.pdf").sentence) == CUT


def test_changes_without_an_end_mark_are_read(check_here, extract_here):
    whole = changed_in_place(saved())
    data = whole[: whole.rindex(b"startxref")]

    assert check_here(data, "sample.pdf").accepted
    assert words(extract_here(data, "pdf"))[:2] == ["Changed Wanderleaf words", "Tessaly words about ports 2"]


def test_damaged_pages_are_named(extract_here):
    data = saved()
    streams = [match.end() for match in re.finditer(rb"stream\n(?=x)", data)]
    for start in streams[2:4]:
        data = data[:start] + bytes(40) + data[start + 40 :]

    result = extract_here(data, "pdf")

    assert [page.number for page in result.pages if page.source is PageSource.UNREAD] == [3, 4]
    assert result.notes == (
        "The file is damaged on pages 3–4: text is missing there. "
        "Save it again from where it came, then upload the new copy.",
    )


def test_empty_page_is_no_damaged_one(extract_here):
    result = extract_here(made.drawn(made.lines("Words"), lambda canvas: None), "pdf")

    assert ([page.source for page in result.pages], result.notes) == ([PageSource.TEXT, PageSource.BLANK], ())


@pytest.mark.parametrize(
    "before", [b"<html><body>hello</body></html>\n", b"MZ\x90\x00" + bytes(60), b"PK\x03\x04", b"#!/bin/sh\n"]
)
def test_pdf_behind_another_file_is_refused(check_here, before):
    assert check_here(before + sample("pdf"), "sample.pdf").code == "type-mismatch"


def test_script_before_a_pdf_is_refused(check_here):
    assert check_here(b"some words <script>alert(1)</script>\n" + sample("pdf"), "sample.pdf").code == "polyglot"
