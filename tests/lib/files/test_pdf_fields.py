"""What people filled into a form stands beside its labels, as they see it."""

from collections.abc import Callable

import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from reportlab.pdfgen.canvas import Canvas

from tests.lib.files import pdf_samples as made


def keep(pdf: Pdf) -> None:
    """Pictures of the values as reportlab draws them."""


def without_pictures(pdf: Pdf) -> None:
    """As programs leave a form that only set its values."""
    for field in pdf.pages[0].Annots:
        if field.get("/FT") in (Name.Tx, Name.Ch):
            del field.AP


def with_new_pictures(pdf: Pdf) -> None:
    without_pictures(pdf)
    pdf.generate_appearance_streams()


def text_field(canvas: Canvas, name: str, value: str, x: float, y: float, **more: object) -> None:
    size = {"width": 150, "height": 18, "fontSize": 10} | more
    canvas.acroForm.textfield(name=name, value=value, x=x, y=y, **size)


@pytest.fixture
def read(extract_here):
    def run(draw: Callable[[Canvas], None], change: Callable[[Pdf], None] = keep) -> list[str]:
        return extract_here(made.changed(made.drawn(draw), change), "pdf").pages[0].text.splitlines()

    return run


PICTURES = pytest.mark.parametrize("change", [keep, without_pictures, with_new_pictures])


@PICTURES
def test_values_stand_behind_their_labels(read, change):
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 740, "Application for a license")
        canvas.drawString(72, 700, "Agency:")
        canvas.drawString(330, 700, "Date:")
        canvas.drawString(72, 660, "Town:")
        canvas.drawString(72, 620, "Signed by the director.")
        text_field(canvas, "town", "Tarnwick", 160, 654)
        text_field(canvas, "date", "May 5, 2026", 370, 694, width=100)
        text_field(canvas, "agency", "Office of Cobbleshaw", 160, 694)

    assert read(draw, change) == [
        "Application for a license",
        "Agency: Office of Cobbleshaw Date: May 5, 2026",
        "Town: Tarnwick",
        "Signed by the director.",
    ]


@PICTURES
def test_values_stand_below_labels_above_them(read, change):
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Ports at the site")
        canvas.drawString(330, 700, "Power of a port")
        canvas.drawString(72, 640, "Remarks")
        canvas.drawString(72, 540, "End of the form")
        text_field(canvas, "power", "150 kW", 330, 676)
        text_field(canvas, "ports", "Twelve", 72, 676)
        more = {"height": 60, "width": 300, "fieldFlags": "multiline"}
        text_field(canvas, "remarks", "First line of it\nSecond line", 72, 570, **more)

    assert read(draw, change) == [
        "Ports at the site Power of a port",
        "Twelve 150 kW",
        "Remarks",
        "First line of it",
        "Second line",
        "End of the form",
    ]


@pytest.mark.parametrize("style", ["check", "cross", "circle", "star", "diamond"])
def test_boxes_say_whether_they_are_checked(read, style):
    def draw(canvas: Canvas) -> None:
        for place, (label, checked) in enumerate([("Open all day", True), ("Has a restroom", False)]):
            x = 72 + 200 * place
            canvas.drawString(x + 20, 700, label)
            canvas.acroForm.checkbox(name=label, x=x, y=696, size=14, checked=checked, buttonStyle=style)

    assert read(draw) == ["[x] Open all day [ ] Has a restroom"]


def test_boxes_behind_their_labels(read):
    def draw(canvas: Canvas) -> None:
        for place, (label, checked) in enumerate([("Yes", False), ("No", True)]):
            canvas.drawString(72 + 200 * place, 700, label)
            canvas.acroForm.checkbox(name=label, x=110 + 200 * place, y=696, size=14, checked=checked)

    assert read(draw) == ["Yes [ ] No [x]"]


def test_one_choice_of_several_is_told(read):
    def draw(canvas: Canvas) -> None:
        for place, (label, chosen) in enumerate([("Federal money", False), ("State money", True)]):
            y = 700 - 20 * place
            canvas.drawString(92, y, label)
            canvas.acroForm.radio(name="money", value=label[:3], selected=chosen, x=72, y=y - 4, size=14)

    assert read(draw) == ["[ ] Federal money", "[x] State money"]


@PICTURES
def test_choice_from_a_list_is_read(read, change):
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Power:")
        canvas.drawString(72, 660, "End of the form")
        choices = ["50 kW", "150 kW"]
        canvas.acroForm.choice(
            name="p", options=choices, value="150 kW", x=160, y=694, width=100, height=18, fontSize=10
        )

    assert read(draw, change) == ["Power: 150 kW", "End of the form"]


def test_typed_note_stands_where_it_was_put(extract_here):
    def add(pdf: Pdf) -> None:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        form = {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": Array([0, 0, 240, 20])}
        form["/Resources"] = Dictionary(Font=Dictionary(Helv=font))
        note = {"/Subtype": Name.FreeText, "/Rect": Array([160, 694, 400, 714])}
        note["picture"] = (b"BT /Helv 10 Tf 2 8 Td (Harrowgill Power) Tj ET", form)
        pdf.pages[0].Annots = Array([pdf.make_indirect(made.annotation(pdf, note))])

    data = made.changed(made.drawn(made.lines("Owner:", "Town:", "End")), add)

    assert extract_here(data, "pdf").pages[0].text == "Owner: Harrowgill Power\nTown:\nEnd"


@PICTURES
@pytest.mark.parametrize("height", [640, 610, 575])
def test_all_lines_of_a_value_stand_behind_the_label_beside_their_field(read, change, height):
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 740, "Form of the office")
        canvas.drawString(72, height, "Remarks:")
        canvas.drawString(72, 540, "Signed:")
        canvas.drawString(400, 600, "For office use")
        more = {"height": 80, "width": 220, "fieldFlags": "multiline"}
        text_field(canvas, "remarks", "First line of it\nSecond line\nThird line", 150, 570, **more)
        text_field(canvas, "signed", "A. Person", 150, 535)

    assert sorted(read(draw, change)) == [
        "For office use",
        "Form of the office",
        "Remarks: First line of it Second line Third line",
        "Signed: A. Person",
    ]


def test_lines_of_a_value_are_read_from_the_top_however_they_were_drawn(read):
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Remarks")
        more = {"height": 60, "width": 300, "fieldFlags": "multiline"}
        text_field(canvas, "remarks", "First line of it\nSecond line\nThird line", 72, 620, **more)

    def draw_from_the_bottom(pdf: Pdf) -> None:
        picture = pdf.pages[0].Annots[0].AP.N
        lines = {14: "Third line", 44: "First line of it", 29: "Second line"}
        drawn = "".join(f"1 0 0 1 2 {up} Tm ({line}) Tj " for up, line in lines.items())
        picture.write(f"/Tx BMC BT /Helv 10 Tf {drawn} ET EMC".encode())

    assert read(draw, draw_from_the_bottom) == ["Remarks", "First line of it", "Second line", "Third line"]
