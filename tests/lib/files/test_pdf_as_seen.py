"""What is read of a PDF is what people see on its pages."""

import io
from collections.abc import Callable

import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from reportlab.pdfgen.canvas import Canvas

from clearinghouse.lib.files.results import HiddenKind, PageSource
from tests.lib.files import pdf_samples as made


def typed(words: str, flags: int) -> dict[str, object]:
    """What "add text" in a PDF viewer leaves: a note with a picture of its own."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    resources = Dictionary(Font=Dictionary(Helv=font))
    entries = {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 300, 25]), "/Resources": resources}
    box = Array([160, 600, 460, 625])
    note = {"/Subtype": Name.FreeText, "/Rect": box, "/Contents": String(words), "/F": flags}
    return note | {"picture": (f"BT /Helv 12 Tf 2 8 Td ({words}) Tj ET".encode(), entries)}


def texts(result) -> list[str]:
    return [page.text for page in result.pages]


def kinds(result) -> list[str]:
    return [part.kind for part in result.hidden]


# Letters that are not what they look like


@pytest.mark.parametrize("shift", [1, 2, 3, 5, 13, 25])
def test_shifted_letters_are_not_believed(extract_here, shift):
    def told(code: int, seen: str) -> str:
        first = "a" if seen.islower() else "A"
        return chr(ord(first) + (ord(seen) - ord(first) + shift) % 26) if seen.isalpha() else seen

    result = extract_here(made.garbled(told), "pdf")

    assert texts(result) == [made.SOUND[0], ""]
    assert [page.source for page in result.pages] == [PageSource.TEXT, PageSource.SCANNED]
    assert [page.heading for page in result.pages] == ["", ""]


@pytest.mark.parametrize("step", [7, 11, 23, 41])
def test_glyph_codes_are_not_believed(extract_here, step):
    told = lambda code, seen: seen if seen == " " else chr(33 + code * step % 94)  # noqa: E731

    result = extract_here(made.garbled(told), "pdf")

    assert [(page.text, page.source) for page in result.pages][1] == ("", PageSource.SCANNED)


@pytest.mark.parametrize("first", [0xE000, 0xF000, 0x01])
def test_private_letters_and_control_codes_are_not_believed(extract_here, first):
    result = extract_here(made.garbled(lambda code, seen: chr(first + code % 25)), "pdf")

    assert [(page.text, page.source) for page in result.pages][1] == ("", PageSource.SCANNED)


def test_letters_without_a_table_are_not_believed(extract_here):
    result = extract_here(made.without_letter_table(), "pdf")

    assert [(page.text, page.source) for page in result.pages][1] == ("", PageSource.SCANNED)


def test_one_garbled_word_on_a_page_is_not_believed(extract_here):
    told = lambda code, seen: chr(33 + code * 7 % 94)  # noqa: E731

    result = extract_here(made.garbled(told, ["Sendelbrook"]), "pdf")

    assert texts(result) == [made.SOUND[0], ""]


@pytest.mark.parametrize(
    "text",
    [
        "Sendelbrook",
        "Kealakekua Kailua-Kona Waipahu",
        "Departamento de Transportación y Obras Públicas",
        "7C0FFEE1-ABCD-4E5F-9A0B-FEDCBA987654",
        "AASHTO FHWA USDOT NASEO CCS",
        "https://charging.example.gov/a?b=c&d=e#f",
        "1,250,000 $ 97% 390490001001001",
        "[x] Yes [ ] No",
    ],
)
def test_names_numbers_and_other_languages_are_believed(extract_here, text):
    result = extract_here(made.drawn(made.lines(text)), "pdf")

    assert [(page.text, page.source) for page in result.pages] == [(text, PageSource.TEXT)]


# Scans with a crumb of live text


@pytest.mark.parametrize("place", [(20, 780), (500, 15), (250, 400), (20, 15)])
@pytest.mark.parametrize("size", [3, 7, 12])
def test_stamp_is_no_text_layer(extract_here, place, size):
    stamp = made.stamped("Signing Envelope ID: 7C0FFEE1-ABCD", x=place[0], y=place[1], size=size)

    result = extract_here(made.drawn(made.scanned(stamp=stamp)), "pdf")

    assert [(page.text, page.source) for page in result.pages] == [
        ("Signing Envelope ID: 7C0FFEE1-ABCD", PageSource.SCANNED)
    ]


def test_page_of_text_before_scans_is_text(extract_here):
    result = extract_here(made.drawn(made.lines(*made.SCAN), made.scanned(), made.scanned(turn=180)), "pdf")

    assert [page.source for page in result.pages] == [PageSource.TEXT, PageSource.SCANNED, PageSource.SCANNED]


def test_scan_with_recognized_text_is_text(extract_here):
    def layer(canvas: Canvas) -> None:
        text = canvas.beginText(72, 650)
        text.setTextRenderMode(3)
        text.setFont("Helvetica", 12)
        for line in made.SCAN:
            text.textLine(line)
        canvas.drawText(text)

    result = extract_here(made.drawn(made.scanned(stamp=layer), made.scanned(stamp=layer, over=False)), "pdf")

    assert [page.source for page in result.pages] == [PageSource.TEXT, PageSource.TEXT]
    assert kinds(result) == []
    assert "Marquandy" in result.pages[0].text


def test_empty_page_is_blank(extract_here):
    result = extract_here(made.drawn(made.lines("Words"), lambda canvas: None), "pdf")

    assert [page.source for page in result.pages] == [PageSource.TEXT, PageSource.BLANK]


# Forms and notes


def form(values: dict[str, str], *, with_pictures: bool) -> bytes:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 720, "Application for a site host license.")
        for place, name in enumerate(values):
            canvas.acroForm.textfield(name=name, x=300, y=672 - 40 * place, width=220, height=20, fontSize=10)

    def fill(pdf: Pdf) -> None:
        for field in pdf.pages[0].Annots:
            field.V = String(values[str(field.T)])
            del field.AP
        if with_pictures:
            pdf.generate_appearance_streams()

    return made.changed(made.drawn(draw), fill)


@pytest.mark.parametrize("with_pictures", [True, False])
def test_values_of_a_form_are_read(extract_here, with_pictures):
    data = form({"agency": "Office of Cobbleshaw Mobility", "power": "4 ports at 150 kW"}, with_pictures=with_pictures)

    result = extract_here(data, "pdf")

    assert "Office of Cobbleshaw Mobility" in result.pages[0].text
    assert "4 ports at 150 kW" in result.pages[0].text


def test_typed_note_is_read_and_a_hidden_one_is_not(extract_here):
    data = made.annotated(
        typed("Harrowgill Power Cooperative", 4),
        typed("Unviewed remark", 32),
        typed("Hidden remark", 2),
    )

    result = extract_here(data, "pdf")

    assert texts(result) == ["Words of the page\nHarrowgill Power Cooperative"]
    assert kinds(result) == [HiddenKind.HIDDEN_TEXT]


def test_sticky_notes_are_told_and_not_read(extract_here):
    note = {"/Subtype": Name.Text, "/Rect": Array([100, 500, 120, 520]), "/Contents": String("confidential bid price")}
    mark = {"/Subtype": Name.Highlight, "/Rect": Array([100, 400, 120, 420]), "/Contents": String("check this")}

    result = extract_here(made.annotated(note, mark), "pdf")

    assert texts(result) == ["Words of the page"]
    assert [(part.kind, part.sentence, part.place) for part in result.hidden] == [
        (HiddenKind.COMMENTS, "Page 1 has 2 comments; anyone who downloads the file can read them.", "page 1")
    ]


# What is not on the face of the file


@pytest.mark.parametrize("is_off", [True, False])
def test_hidden_layer_is_told_and_not_read(extract_here, is_off):
    result = extract_here(made.with_layer(is_off=is_off), "pdf")

    assert ("Layerwick" in result.pages[0].text, "Layerwick" in result.pages[0].heading) == (not is_off, not is_off)
    assert [(part.kind, part.sentence, part.place) for part in result.hidden] == [
        (
            HiddenKind.LAYER,
            "The layer “Reviewer ranking” is hidden; anyone who downloads the file can show it.",
            "page 1",
        )
    ][:is_off]


def boxed(color: float, *, before: bool, words: tuple[float, float, float] = (0, 0, 0)) -> Callable[[Canvas], None]:
    def box(canvas: Canvas) -> None:
        canvas.setFillGray(color)
        canvas.rect(60, 590, 300, 30, stroke=0, fill=1)

    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Words that everybody sees")
        if before:
            box(canvas)
        canvas.setFillColorRGB(*words)
        canvas.drawString(72, 600, "Bid price Coverington")
        if not before:
            box(canvas)

    return draw


@pytest.mark.parametrize("color", [0, 0.5, 1])
def test_text_under_a_box_is_told_and_not_read(extract_here, color):
    result = extract_here(made.drawn(boxed(color, before=False)), "pdf")

    assert texts(result) == ["Words that everybody sees"]
    assert [(part.kind, part.place) for part in result.hidden] == [(HiddenKind.COVERED_TEXT, "page 1")]
    assert "Coverington" not in result.hidden[0].sentence


def test_white_text_on_a_dark_heading_is_read(extract_here):
    result = extract_here(made.drawn(boxed(0.2, before=True, words=(1, 1, 1))), "pdf")

    assert texts(result) == ["Words that everybody sees\nBid price Coverington"]
    assert kinds(result) == []


@pytest.mark.parametrize(
    ("ground", "letters", "is_seen"),
    [
        ((1, 1, 1), (0.99, 0.99, 1), False),
        ((1, 1, 1), (0.97, 0.97, 0.97), False),
        ((1, 1, 1), (0.88, 0.88, 0.88), True),
        ((0.1, 0.3, 0.5), (0.1, 0.3, 0.5), False),
        ((0.1, 0.3, 0.5), (0.11, 0.31, 0.5), False),
        ((0, 0, 0), (0, 0, 0), False),
        ((0.1, 0.3, 0.5), (0, 0, 0), True),
    ],
)
def test_text_in_about_the_color_behind_it_is_told_and_not_read(extract_here, ground, letters, is_seen):
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Words that everybody sees")
        canvas.setFillColorRGB(*ground)
        canvas.rect(60, 590, 300, 30, stroke=0, fill=1)
        canvas.setFillColorRGB(*letters)
        canvas.drawString(72, 600, "Whitewick remark")

    result = extract_here(made.drawn(draw), "pdf")

    assert texts(result) == ["Words that everybody sees" + "\nWhitewick remark" * is_seen]
    assert kinds(result) == ([] if is_seen else [HiddenKind.HIDDEN_TEXT])


@pytest.mark.parametrize("mode", ["white", "invisible", "off the page"])
def test_text_that_nobody_sees_is_told_and_not_read(extract_here, mode):
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Words that everybody sees")
        canvas.setFillGray(1 if mode == "white" else 0)
        text = canvas.beginText(72 if mode != "off the page" else 900, 600)
        text.setTextRenderMode(3 if mode == "invisible" else 0)
        text.textLine("Whitewick remark")
        canvas.drawText(text)

    result = extract_here(made.drawn(draw), "pdf")

    assert texts(result) == ["Words that everybody sees"]
    assert kinds(result) == [HiddenKind.HIDDEN_TEXT]


def test_attachment_and_author_are_told(extract_here):
    def add(pdf: Pdf) -> None:
        pdf.attachments["budget.xlsx"] = b"secret"
        pdf.docinfo["/Author"] = "Sample Person"

    result = extract_here(made.changed(made.drawn(made.lines("Words")), add), "pdf")

    assert [part.sentence for part in result.hidden] == [
        "The file “budget.xlsx” is attached; anyone who downloads the PDF can open it.",
        "The file’s properties give “Sample Person” as its author; anyone who downloads the file can read that.",
    ]


def test_portfolio_is_told_with_what_to_do(extract_here):
    def add(pdf: Pdf) -> None:
        pdf.attachments["plan.docx"] = b"words"
        pdf.Root.Collection = Dictionary(Type=Name.Collection)

    result = extract_here(made.changed(made.drawn(made.lines("Open this in Acrobat")), add), "pdf")

    assert result.notes == (
        "This PDF is a portfolio: the files inside it can’t be searched or read here. "
        "Save them from the portfolio, then upload each one.",
    )


# The order of lines


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("is_upright", [True, False])
def test_turned_page_is_read_from_the_first_line_to_the_last(extract_here, turn, is_upright):
    words = [f"Line number {number} of the sheet" for number in ("one", "two", "three", "four")]
    moves = {90: (made.WIDE, 0), 180: (made.WIDE, made.HIGH), 270: (0, made.HIGH)}

    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        if is_upright and turn:
            canvas.translate(*moves[turn])
            canvas.rotate(turn)
        made.lines(*words, top=500)(canvas)

    result = extract_here(made.drawn(draw), "pdf")

    assert texts(result) == ["\n".join(words)]


@pytest.mark.parametrize("columns", [2, 3])
def test_columns_are_read_one_after_the_other(extract_here, columns):
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 9)
        for column in range(columns):
            for line in range(6):
                canvas.drawString(40 + column * 540 / columns, 700 - 14 * line, f"column {column} line {line} of text")

    result = extract_here(made.drawn(draw), "pdf")

    assert texts(result) == [
        "\n".join(f"column {column} line {line} of text" for column in range(columns) for line in range(6))
    ]


# Bounds


def test_reading_ends_in_time_on_a_page_of_many_boxes(extract_here):
    def draw(canvas: Canvas) -> None:
        for number in range(3000):
            canvas.drawString(72, 700, "word")
            canvas.rect(60 + number % 7, 690, 100, 30, fill=1)

    result = extract_here(made.drawn(draw), "pdf")

    assert (result.status, result.page_count) == ("ok", 1)


def test_flattened_document_can_be_read_page_by_page_and_again():
    from clearinghouse.lib.files.seen_pdf import SeenPdf

    data = made.annotated(typed("Harrowgill", 4))
    seen = SeenPdf(data)
    for _ in range(3):
        page = seen.page(1)
        textpage = page.get_textpage()
        assert "Harrowgill" in textpage.get_text_range()
        textpage.close()
        page.close()
    assert pypdfium2.PdfDocument(io.BytesIO(data))[0].get_textpage().get_text_range() == "Words of the page"


# Fonts of a page of which only some say what their letters are


@pytest.mark.parametrize("garbled", ["Brantovane depot", "Quellmark", "Thirteen brantovane chargers of Tessaly"])
@pytest.mark.parametrize("place", [0, 6, 11])
def test_line_in_a_font_without_a_table_leaves_the_page_to_its_image(extract_here, garbled, place):
    sound = [f"The agency keeps sound words in line {number} of this page." for number in range(12)]

    def draw(canvas: Canvas) -> None:
        for number, text in enumerate(sound):
            if number == place:
                made.lines(garbled, top=700 - 24 * number, font=made.embedded_font("Vera.ttf"))(canvas)
            else:
                made.lines(text, top=700 - 24 * number)(canvas)

    def drop(pdf: Pdf) -> None:
        for font in made.tabled_fonts(pdf):
            del font.ToUnicode

    page = extract_here(made.changed(made.drawn(draw), drop), "pdf").pages[0]

    assert page.source is PageSource.SCANNED
    assert [line for line in page.text.splitlines() if line.startswith("The agency")] == [
        text for number, text in enumerate(sound) if number != place
    ]
    assert page.note == "The letters of this page are not what they look like, so we read its image instead."
