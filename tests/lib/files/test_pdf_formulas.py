"""Letters beyond the basic plane, as formulas have them: PDFium hands each over as two halves."""

import io
from pathlib import Path

import pytest
from pikepdf import Dictionary, Pdf, String

from clearinghouse.lib.files import drawing
from clearinghouse.lib.files.accessibility.pages import PageFacts, look_at_pages
from clearinghouse.lib.files.cleaning.covered import hides_something
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.reading import pdf_letters
from clearinghouse.lib.files.render import render_page_with_words
from clearinghouse.lib.files.results import HiddenKind
from clearinghouse.lib.files.seen_pdf import SeenPdf
from clearinghouse.lib.files.word_boxes import WordBox, as_json, read_boxes
from tests.lib.files import pdf_samples as made

ITALIC = "\U0001d446\U0001d456\U0001d461\U0001d452 \U0001d446\U0001d450\U0001d45c\U0001d45f\U0001d452"  # Site Score
HALVES = {"S": "\U0001d446", "c": "\U0001d450", "e": "\U0001d452", "i": "\U0001d456", "o": "\U0001d45c",
          "r": "\U0001d45f", "t": "\U0001d461"}  # fmt: skip


def italic(code: int, seen: str) -> str:
    return HALVES.get(seen, seen)


def half(code: int, seen: str) -> str:
    """One letter is only the first half of one, another only the second."""
    return {"S": "\ud835", "t": "\udc61"}.get(seen, seen)


def formulas(*texts: str) -> bytes:
    """Page 2 has the texts in italic letters as far as HALVES names them."""
    return made.garbled(italic, texts or ("Site Score",))


@pytest.fixture
def rendered(tmp_path: Path):
    """The picture of page 2 and the words on it, from the child process."""

    def run(data: bytes):
        path = tmp_path / "upload"
        path.write_bytes(data)
        return render_page_with_words(path, 2, 400, Limits())

    return run


def test_page_with_formulas_has_its_picture_and_each_word_once_in_its_place(rendered):
    plain = rendered(made.garbled(lambda code, seen: seen, ["Site Score"]))
    drawn, words = rendered(formulas())

    assert isinstance(drawn, bytes)
    assert drawn == plain[0]
    assert [word.text for word in words] == ITALIC.split()
    assert [word[1:] for word in words] == [word[1:] for word in plain[1]]


def test_text_of_formulas_is_read_once_in_plain_letters(extract_here):
    assert extract_here(formulas("Site Score", "5 = 5"), "pdf").pages[1].text == "Site Score\n5 = 5"


def test_half_of_a_letter_is_left_out(rendered, extract_here):
    data = made.garbled(half, ["Site Score"])

    drawn, words = rendered(data)

    assert isinstance(drawn, bytes)
    assert [word.text for word in words] == ["ie", "core"]
    assert extract_here(data, "pdf").pages[1].text == "ie core"


@pytest.mark.parametrize("told", [italic, half])
def test_every_letter_keeps_its_place_behind_a_formula(told):
    seen = SeenPdf(made.garbled(told, ["Site Score x", "yz"]))
    textpage = seen.page(2).get_textpage()

    letters = pdf_letters.read(textpage, textpage.count_chars(), {})

    boxes = [textpage.get_charbox(letters.place(textpage, letters.text.index(letter))) for letter in "xyz"]
    plain = SeenPdf(made.garbled(lambda code, letter: letter, ["Site Score x", "yz"])).page(2).get_textpage()
    text = plain.get_text_range()
    assert boxes == [plain.get_charbox(text.index(letter)) for letter in "xyz"]


def test_formula_that_is_covered_and_shown_elsewhere_hides_nothing(extract_here):
    def cover(pdf: Pdf) -> None:
        pdf.pages[1].contents_add(b"q 0 g 60 690 300 40 re f Q")

    once, twice = (
        extract_here(made.changed(formulas("Site Score", other), cover), "pdf") for other in ("cost", "Site Score")
    )

    assert [part.kind for part in once.hidden] == [HiddenKind.COVERED_TEXT]
    assert twice.hidden == ()
    assert twice.pages[1].text == "Site Score"


def test_formulas_are_looked_at_for_accessibility_and_for_what_is_covered():
    seen = SeenPdf(formulas())

    assert look_at_pages(seen, 5) == PageFacts(count=2)
    assert not hides_something(seen.page(2))


def test_formula_under_a_black_box_is_found():
    def cover(pdf: Pdf) -> None:
        pdf.pages[1].contents_add(b"q 0 g 60 690 300 40 re f Q")

    assert hides_something(SeenPdf(made.changed(formulas(), cover)).page(2))


@pytest.mark.parametrize(
    ("title", "read"),
    [(b"\xfe\xff\xd8\x35\xdc\x46\x00x", "Sx"), (b"\xfe\xff\x00C\x00o\x00s\x00t\xd8\x35", "Cost")],
)
def test_title_of_whole_and_half_letters_is_read(extract_here, title, read):
    def entitle(pdf: Pdf) -> None:
        pdf.docinfo["/Title"] = String(title)
        pdf.docinfo["/Author"] = String(title)
        pdf.Root.PageLabels = Dictionary(Nums=[0, Dictionary(P=String(title))])

    result = extract_here(made.changed(formulas(), entitle), "pdf")

    assert (result.title, result.pages[0].label) == (read, read)


def test_picture_stays_when_the_words_fail(tmp_path, monkeypatch):
    def fail(page: object) -> list[WordBox]:
        raise ValueError("no words")

    monkeypatch.setattr(drawing, "boxes_of_page", fail)
    arguments = {"pages": [2], "width": 100, "folder": str(tmp_path), "words": True}

    answer = drawing.answer(io.BytesIO(formulas()), arguments, Limits())

    assert answer == {"drawn": [2], "missing": []}
    assert (tmp_path / "2.webp").read_bytes()[:4] == b"RIFF"
    assert read_boxes((tmp_path / "2.json").read_bytes()) == []


def test_words_of_a_hostile_child_are_kept_without_half_letters():
    words = read_boxes(b'[["a\\ud835b", 1, 2, 3, 4]]')

    assert read_boxes(as_json(words)) == [WordBox("ab", 1, 2, 3, 4)]
