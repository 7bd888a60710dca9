#!/bin/sh
# pypdfium2 5.15.2: a letter of a formula, such as 𝑆 (U+1D446), is two characters to PdfTextPage, each a half of it.
# FPDFText_GetUnicode() gives 0xd835 and 0xdc46, which no encoding can write; both have the letter's own box, and
# get_text_range(0, 1) of a half is an empty string. get_text_range() of the page has the letter once, so its places
# and those of count_chars() and search() differ from there on: “B” is character 2 of the page and letter 1 of its text.
# Seen with 5.15.2 on a page that says 𝑆B. Fails when that changes. Needs Python 3.11 or newer and a package index.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pypdfium2==5.15.2
"$folder/venv/bin/python" - <<'PYTHON'
import ctypes

import pypdfium2
import pypdfium2.raw as pdfium

CMAP = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Letters def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange
2 beginbfchar <41> <D835DC46> <42> <0042> endbfchar
endcmap CMapName currentdict /CMap defineresource pop end end"""
TEXT = b"BT /F1 24 Tf 20 40 Td (AB) Tj ET"
OBJECTS = [
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 80] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    b"<< /Length %d >>\nstream\n%s\nendstream" % (len(TEXT), TEXT),
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>",
    b"<< /Length %d >>\nstream\n%s\nendstream" % (len(CMAP), CMAP),
]


def pdf() -> bytes:
    """A page that draws two letters and says which they are."""
    made, places = b"%PDF-1.7\n", []
    for number, body in enumerate(OBJECTS, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size 7 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(made)
    return made + b"xref\n0 7\n0000000000 65535 f \n" + table + end


def box(page: pypdfium2.PdfTextPage, place: int) -> tuple[float, ...]:
    """Left, right, bottom and top of a character."""
    sides = [ctypes.c_double() for _ in range(4)]
    assert pdfium.FPDFText_GetCharBox(page.raw, place, *sides)
    return tuple(side.value for side in sides)


document = pypdfium2.PdfDocument(pdf())
page = document[0].get_textpage()
codes = [hex(pdfium.FPDFText_GetUnicode(page.raw, place)) for place in range(page.count_chars())]
single = [page.get_text_range(place, 1) for place in range(page.count_chars())]
whole, found = page.get_text_range(), page.search("B").get_next()
print("pypdfium2 5.15.2", codes, single, ascii(whole), found, "same box:", box(page, 0) == box(page, 1))
assert codes == ["0xd835", "0xdc46", "0x42"], codes
assert single == ["", "", "B"], single
assert whole == "\U0001d446B", ascii(whole)
assert (found, whole.index("B")) == ((2, 1), 1)
assert box(page, 0) == box(page, 1)
PYTHON
