import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearinghouse.lib.files.names import clean_filename, extension

NAMES = [
    ("Plan 2024.pdf", "Plan 2024.pdf"),
    ("../../etc/passwd", "passwd"),
    ("C:\\Users\\ana\\plan.docx", "plan.docx"),
    ("/absolute/plan.pdf", "plan.pdf"),
    ("plan.pdf\x00.html", "plan.pdf.html"),
    ("plan\r\nSet-Cookie: a=b.pdf", "plan Set-Cookie_ a=b.pdf"),
    ("invoice\u202efdp.exe", "invoicefdp.exe"),
    ("\u2066plan\u2069.pdf", "plan.pdf"),
    ("plan.pdf . . ", "plan.pdf"),
    (".htaccess", "htaccess"),
    ("-rf.pdf", "rf.pdf"),
    ("~plan.docx", "plan.docx"),
    ("con.pdf", "_con.pdf"),
    ("LPT1", "_LPT1"),
    ("console.pdf", "console.pdf"),
    ("x.pdf::$DATA", "x.pdf__$DATA"),
    ('say "plan"?.pdf', "say _plan__.pdf"),
    ("Re\u0301sume\u0301.pdf", "Résumé.pdf"),
    ("план.pdf", "план.pdf"),
    ("\ud800plan.pdf", "plan.pdf"),
    ("zero\u200bwidth\ufeff.pdf", "zerowidth.pdf"),
    ("a  \t b.pdf", "a b.pdf"),
    ("", "file"),
    ("...", "file"),
    ("\x00\x1f", "file"),
    ("folder/", "file"),
]


@pytest.mark.parametrize(("raw", "clean"), NAMES)
def test_clean_filename_makes_names_safe_to_show(raw, clean):
    assert clean_filename(raw) == clean


def test_clean_filename_cuts_the_stem_and_keeps_the_extension():
    name = clean_filename("a" * 400 + ".geojson")

    assert (len(name), name[-9:]) == (150, "a.geojson")


def test_clean_filename_cuts_an_endless_extension():
    assert clean_filename("a." + "b" * 400) == "a." + "b" * 148


@given(st.text(max_size=300))
def test_clean_filename_always_gives_a_short_visible_name(raw):
    name = clean_filename(raw)

    assert 0 < len(name) <= 151
    assert not {"Cc", "Cf", "Cs", "Zl", "Zp"} & {unicodedata.category(c) for c in name}
    assert not set('/\\:*?"<>|') & set(name)
    assert clean_filename(name) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.PDF", "pdf"), ("a.tar.gz", "gz"), ("a", ""), (".htaccess", ""), ("a.pdf. ", "pdf"), ("a.p\u202edf", "pdf")],
)
def test_extension_is_the_last_one_in_lower_case(name, expected):
    assert extension(name) == expected
