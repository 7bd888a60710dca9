import io
import re
import zlib

import pytest
from reportlab.lib import pdfencrypt
from reportlab.pdfgen import canvas

from clearinghouse.lib.files.check import check_file
from clearinghouse.lib.files.limits import Limits
from tests.lib.files.samples import pdf, sample


def with_catalog(extra: bytes) -> bytes:
    """A sample PDF whose catalog has more entries. The cross-reference table is left behind by some bytes."""
    return sample("pdf").replace(b"/Type /Catalog", b"/Type /Catalog " + extra)


def protected(password: str) -> bytes:
    output = io.BytesIO()
    sheet = canvas.Canvas(output, encrypt=pdfencrypt.StandardEncryption(password, "owner", canPrint=0))
    sheet.drawString(72, 700, "Sample secret")
    sheet.save()
    return output.getvalue()


def with_object_stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    stream = b"99 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    return sample("pdf").replace(b"\nxref\n", b"\n" + stream + packed + b"\nendstream\nendobj\nxref\n")


@pytest.mark.parametrize(
    ("data", "flag"),
    [
        (with_catalog(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "pdf-javascript"),
        (with_catalog(b"/OpenAction << /S /J#61vaScript /JS (app.alert(1)) >>"), "pdf-javascript"),
        (with_catalog(b"/OpenAction << /S /Launch /F (calc.exe) >>"), "pdf-launch"),
        (with_catalog(b"/Names << /EmbeddedFiles 9 0 R >>"), "embedded-files"),
        (with_object_stream(b"1 0 << /S /JavaScript /JS (app.alert(1)) >>"), "pdf-javascript"),
    ],
)
def test_check_flags_pdfs_that_act_and_keeps_them_from_browsers(check_in_child, data, flag):
    result = check_in_child(data, "sample.pdf")

    assert (result.accepted, flag in result.flags, result.download_only) == (True, True, True)


def test_check_lets_browsers_show_an_ordinary_pdf(check_here):
    result = check_here(sample("pdf"), "sample.pdf")

    assert (result.flags, result.download_only) == ((), False)


def test_check_refuses_a_pdf_with_a_password(check_in_child):
    result = check_in_child(protected("secret"), "sample.pdf")

    assert (result.code, result.sentence) == (
        "encrypted",
        "This PDF is password-protected. Remove the password, then upload it again.",
    )


def test_check_flags_a_pdf_that_only_restricts_printing(check_here):
    result = check_here(protected(""), "sample.pdf")

    assert (result.accepted, result.flags) == (True, ("permissions-restricted",))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<html><script>alert(1)</script></html>\n" + sample("pdf"), "type-mismatch"),
        (sample("pdf").replace(b"%PDF-1.3\n", b"%PDF-1.3\n<html><script>alert(1)</script>\n"), "polyglot"),
        (sample("pdf") + b"<script>alert(1)</script>", "polyglot"),
        (b"MZ\x00\x00" + sample("pdf"), "type-mismatch"),
        (b"\x89PNG\r\n\x1a\n" + sample("pdf"), "type-mismatch"),
        (b"%PDF-1.4\n" + bytes(200), "incomplete"),
        (b"%PDF-1.4\nnothing at all\n%%EOF\n", "broken"),
        (re.sub(rb"\d+ 0 obj", b"x", sample("pdf")), "broken"),
    ],
)
def test_check_refuses_odd_and_broken_pdfs(check_in_child, data, code):
    assert check_in_child(data, "sample.pdf").code == code


def test_check_flags_a_misplaced_cross_reference_table(check_here):
    data = re.sub(rb"startxref\n\d+", b"startxref\n7", sample("pdf"))

    result = check_here(data, "sample.pdf")

    assert (result.accepted, result.flags, result.download_only) == (True, ("odd-structure",), True)


def test_check_accepts_blank_bytes_around_a_pdf(check_here):
    assert check_here(b"\xef\xbb\xbf\r\n" + sample("pdf") + b"\r\n\x00\x00", "sample.pdf").accepted


def test_check_counts_pages(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(pdf("One|1", "Two|2", "Three|3"))

    assert check_file(path, "sample.pdf", Limits(pdf_pages=2)).code == "too-many-pages"
