"""Letters that a PDF draws as one sign, broken words, and texts that stand for what is drawn."""

import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from reportlab.pdfgen.canvas import Canvas

from clearinghouse.lib.files.results import PageSource
from tests.lib.files import pdf_samples as made

ORDINARY = "Ordinary words of the page"


def with_content(content: bytes, *glyphs: str, first: int = 1) -> bytes:
    """A page with more content; its font /Own has these glyphs from code `first` on and no table of letters."""

    def add(pdf: Pdf) -> None:
        names = [Name(f"/{glyph}") for glyph in glyphs]
        encoding = Dictionary(Type=Name.Encoding, BaseEncoding=Name.WinAnsiEncoding, Differences=Array([first, *names]))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=encoding)
        pdf.pages[0].Resources.Font.Own = pdf.make_indirect(font)
        pdf.pages[0].contents_add(Stream(pdf, content))

    return made.changed(made.drawn(made.lines(ORDINARY)), add)


def shown(words: bytes) -> bytes:
    return b"BT /Own 12 Tf 72 500 Td (" + words + b") Tj ET"


def standing_for(text: str, drawn: bytes) -> bytes:
    spelled = b"FEFF" + text.encode("utf-16-be").hex().upper().encode()
    words = b"(The ) Tj /Span << /ActualText <" + spelled + b"> >> BDC (" + drawn + b") Tj EMC ( network) Tj"
    return b"BT /Own 12 Tf 72 500 Td " + words + b" ET"


@pytest.fixture
def read(extract_here):
    """What is read below the ordinary words of the first page, and where from."""

    def run(data: bytes) -> tuple[str, str]:
        page = extract_here(data, "pdf").pages[0]
        return page.text.removeprefix(ORDINARY + "\n"), page.source

    return run


# Joined letters


def test_joined_letters_are_read_letter_by_letter(extract_here):
    text = "The o\ufb03ce makes an e\ufb00ort at \ufb01ling \ufb02oods of ra\ufb04e forms"

    result = extract_here(made.garbled(lambda code, seen: seen, [text], font="DejaVuSans.ttf"), "pdf")

    assert result.pages[1].text == "The office makes an effort at filing floods of raffle forms"


def test_joined_letters_without_a_table_are_found_by_their_words(extract_here):
    text = "The plan for \ufb01ling forms after the \ufb02oods"

    def drop(pdf: Pdf) -> None:
        for font in made.tabled_fonts(pdf):
            del font.ToUnicode

    font = made.embedded_font("VeraBd.ttf", is_readable=True)
    data = made.changed(made.drawn(made.lines(text, font=font)), drop)

    assert extract_here(data, "pdf").pages[0].text == "The plan for filing forms after the floods"


@pytest.mark.parametrize("first", [1, 2, 3, 8, 9, 10, 13, 27, 33, 53, 128])
@pytest.mark.parametrize(
    ("glyph", "words", "text"),
    [
        ("f_i", b"The of*ce opens", "The office opens"),
        ("f_f_i", b"The o*ce opens", "The office opens"),
        ("f_f", b"A di*erent e*ort", "A different effort"),
        ("T_h", b"*ree posts in *ornton, *ough small", "Three posts in Thornton, Though small"),
        ("t_t", b"The ba*ery of the commi*ee", "The battery of the committee"),
    ],
)
def test_glyph_of_joined_letters_is_read(read, first, glyph, words, text):
    code = b"\\%03o" % first

    assert read(with_content(shown(words.replace(b"*", code)), glyph, first=first)) == (text, PageSource.TEXT)


@pytest.mark.parametrize("glyph", ["fi", "fl", "ff", "ffi", "ffl"])
def test_named_glyph_of_joined_letters_is_read(read, glyph):
    assert read(with_content(shown(b"Qua\\001ow"), glyph)) == (f"Qua{glyph}ow", PageSource.TEXT)


def test_sign_that_no_letters_make_a_word_of_leaves_the_page_to_its_image(extract_here):
    page = extract_here(with_content(shown(b"The Zw\\001lq and the br\\001ntk"), "g17"), "pdf").pages[0]

    assert (page.text, page.source) == (f"{ORDINARY}\nThe Zwlq and the brntk", PageSource.SCANNED)
    assert page.note == "The letters of this page are not what they look like, so we read its image instead."


@pytest.mark.parametrize("words", [b"\\001 Level two posts", b"\\001Level two posts", b"Posts \\001 \\001 and more"])
def test_unnamed_bullet_is_no_letter(read, words):
    assert read(with_content(shown(words), "g17"))[1] == PageSource.TEXT


# Texts that stand for what is drawn


@pytest.mark.parametrize("text", ["Brantovane", "Brantovane Süd", "fi"])
def test_text_that_stands_for_what_is_drawn_is_read(read, text):
    assert read(with_content(standing_for(text, b"Xyzzy")))[0] == f"The {text} network"


def test_soft_hyphen_that_stands_for_a_hyphen_joins_the_word(read):
    spelled = b"/Span << /ActualText <FEFF00AD> >> BDC (-) Tj EMC"
    content = b"BT /Own 12 Tf 72 500 Td (The Tessaly char) Tj " + spelled + b" 0 -14 Td (ging posts) Tj ET"

    assert read(with_content(content))[0] == "The Tessaly charging posts"


def test_text_in_the_tags_stands_for_what_is_drawn(read):
    def tag(pdf: Pdf) -> None:
        span = _element(pdf, 0, ActualText=String("Structwick"))
        paragraph = _element(pdf, 1)
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([span, paragraph])))
        root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array([0, Array([span, paragraph])])))
        span.P = paragraph.P = root
        pdf.Root.StructTreeRoot = root
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.pages[0].obj.StructParents = 0

    content = (
        b"BT /Own 12 Tf 72 500 Td (The ) Tj /Span << /MCID 0 >> BDC (Xyzzy) Tj EMC "
        b"/P << /MCID 1 >> BDC ( network) Tj EMC ET"
    )

    assert read(made.changed(with_content(content), tag))[0] == "The Structwick network"


def _element(pdf: Pdf, number: int, **more: Object) -> Object:
    return pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Span, K=number, Pg=pdf.pages[0].obj, **more))


# Words that a line's end breaks


@pytest.mark.parametrize("hyphen", ["-", "\u00ad", "\u2010"])
@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("charg", "ing", "charging"),
        ("infra", "structure", "infrastructure"),
        ("Wash", "ington", "Washington"),
        ("part", "nership", "partnership"),
    ],
)
def test_broken_word_is_one_word(extract_here, hyphen, first, second, whole):
    data = _in_font(f"The plan has {first}{hyphen}", f"{second} in it")

    assert extract_here(data, "pdf").pages[0].text == f"The plan has {whole} in it"


@pytest.mark.parametrize("hyphen", ["-", "\u2010"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("non", "residential"),
        ("long", "term"),
        ("I", "80"),
        ("NEVI", "funded"),
        ("cost", "effective"),
        ("make", "ready"),
    ],
)
def test_hyphen_of_a_compound_stays(extract_here, hyphen, first, second):
    data = _in_font(f"The plan has {first}{hyphen}", f"{second} in it")

    assert extract_here(data, "pdf").pages[0].text == f"The plan has {first}-{second} in it"


def test_soft_hyphen_within_a_line_is_not_seen(extract_here):
    assert extract_here(_in_font("The infra\u00adstructure plan"), "pdf").pages[0].text == "The infrastructure plan"


def _in_font(*texts: str) -> bytes:
    """Lines in a font that has every sign."""

    def draw(canvas: Canvas) -> None:
        made.lines(*texts, font=made.embedded_font("DejaVuSans.ttf"))(canvas)

    return made.drawn(draw)
