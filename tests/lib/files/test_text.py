import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearinghouse.lib.files.text import chunks, clean_text, decode, one_line


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\x00b", "ab"),
        ("a\x07\x1b[31mb", "a[31mb"),
        ("price\u202e001$", "price001$"),
        ("zero\u200bwidth", "zerowidth"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("e\u0301", "é"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("joined \ud83d\ude97 car", "joined \U0001f697 car"),
        ("infra-\nstructure", "infrastructure"),
        ("infra-\r\n  structure", "infrastructure"),
        ("infra\ufffestructure", "infrastructure"),
        ("infra\u00ad\nstructure", "infrastructure"),
        ("long-\nterm", "long-term"),
        ("publicly-\nowned", "publicly-owned"),
        ("I-\n80", "I-80"),
        ("NEVI-\ncompliant", "NEVI-compliant"),
        ("Ford-\nHyundai", "Ford-Hyundai"),
        ("re-\nread", "re-read"),
        ("depart\ufffement", "department"),
        ("Transporta-\ntion", "Transportation"),
        ("per-\nmitting plan", "permitting plan"),
        ("the state-\nment of work", "the statement of work"),
        ("a part-\nnership’s deed", "a partnership’s deed"),
        ("keep the up-\ntime", "keep the uptime"),
        ("the compi-\nlation", "the compilation"),
        ("Brantovan-\nester chargers", "Brantovanester chargers"),
        ("infra\u2010\nstructure", "infrastructure"),
        ("zero\u2010\nemission", "zero-emission"),
        ("zero-\nemission", "zero-emission"),
        ("state-of-the-\nart", "state-of-the-art"),
        ("state-of-\nthe-art", "state-of-the-art"),
        ("cost-\neffective", "cost-effective"),
        ("INFRA-\nSTRUCTURE", "INFRASTRUCTURE"),
        ("NEVI-\nCOMPLIANT", "NEVI-COMPLIANT"),
        ("2022-\n2026", "2022-2026"),
        ("a 50-\nmile stretch", "a 50-mile stretch"),
        ("a list -\nof things", "a list -\nof things"),
        ("e\ufb03ciency", "efficiency"),
        ("off\u2011peak", "off-peak"),
        ("\uf0b7 point \uf034", "• point"),
        ("\U0001d452\U0001d463", "ev"),
        ("a     b", "a b"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("Ports\tCost", "Ports\tCost"),
        ("  a  \n  b  ", "a\nb"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
    ],
)
def test_clean_text_keeps_what_people_read(raw, clean):
    assert clean_text(raw) == clean


def test_clean_text_is_capped():
    assert len(clean_text("word " * 100_000)) == 99_999


@given(st.text(st.characters(codec=None), max_size=200))
def test_clean_text_can_be_stored(raw):
    text = clean_text(raw)

    text.encode()
    assert unicodedata.is_normalized("NFC", text)
    assert not any(c < " " and c not in "\n\t" for c in text)


def test_one_line_cuts_at_a_word():
    assert one_line("A heading\nover two lines", 18) == "A heading over…"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Café".encode(), "Café"),
        ("Café".encode("utf-8-sig"), "Café"),
        ("Café".encode("utf-16"), "Café"),
        ("Café – “x”".encode("cp1252"), "Café – “x”"),
        (b"\x81\x8d", None),
        (b"\xff\xfea", None),
    ],
)
def test_decode_knows_the_usual_encodings(data, text):
    assert decode(data) == text


def test_chunks_cut_at_paragraphs_and_lose_nothing_but_breaks():
    text = "\n\n".join(f"Paragraph {number} " + "word " * 50 for number in range(30))

    pieces = list(chunks(text, 1000))

    assert [len(piece) <= 1250 for piece in pieces] == [True] * len(pieces)
    assert "".join(pieces).replace("\n", "") == text.replace("\n", "")


def test_chunks_cut_a_text_without_breaks():
    assert [len(piece) for piece in chunks("a" * 2500, 1000)] == [1000, 1000, 500]
