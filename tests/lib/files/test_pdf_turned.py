"""Pages that are shown turned: columns, cells and what was filled in are in order there too."""

from collections.abc import Callable

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from reportlab.pdfgen.canvas import Canvas

from tests.lib.files import pdf_samples as made
from tests.lib.files.test_pdf_columns import across, column

TURNS = pytest.mark.parametrize("turn", [0, 90, 180, 270])
ROWS = [("Site", "Ports", "Cost", "Owner"), ("Alder", "4", "$1,200", "City"), ("Brindle", "8", "$9,900", "Grid")]


def turned(draw: Callable[[Canvas], None], turn: int, *, says_so: bool = True) -> bytes:
    """A PDF whose page `draw` draws as people see it; unless the file `says_so`, they see it lying on its side."""

    def turn_and_draw(canvas: Canvas) -> None:
        canvas.translate(*{0: (0, 0), 90: (made.WIDE, 0), 180: (made.WIDE, made.HIGH), 270: (0, made.HIGH)}[turn])
        canvas.rotate(turn)
        draw(canvas)

    def say(pdf: Pdf) -> None:
        pdf.pages[0].Rotate = turn if says_so else 0

    return made.changed(made.drawn(turn_and_draw), say)


@TURNS
@pytest.mark.parametrize("says_so", [True, False])
def test_columns_are_read_one_after_the_other(extract_here, turn, says_so):
    columns = [column(word, 46, 24) for word in ("Brantovane", "Quellmark")]

    result = extract_here(turned(across(columns, (60, 320), top=500), turn, says_so=says_so), "pdf")

    assert result.pages[0].text.splitlines() == [line for each in columns for line in each]


@TURNS
@pytest.mark.parametrize("says_so", [True, False])
def test_rows_of_a_table_stay_lines(extract_here, turn, says_so):
    def draw(canvas: Canvas) -> None:
        for row, cells in enumerate(ROWS * 3):
            for place, cell in enumerate(cells):
                canvas.drawString(60 + 110 * place, 500 - 18 * row, cell)

    result = extract_here(turned(draw, turn, says_so=says_so), "pdf")

    assert result.pages[0].text.splitlines() == [" ".join(cells) for cells in ROWS * 3]


def filled(pdf: Pdf, turn: int) -> None:
    """Fields behind labels at 500 and 460, whose values are drawn as the page is turned."""
    page = pdf.pages[0]
    fields = [_field(pdf, turn, up, value) for up, value in ((494, "Thistledown Garage"), (454, "77,300"))]
    page.Annots = Array(fields)
    pdf.Root.AcroForm = Dictionary(Fields=Array(fields))


def _field(pdf: Pdf, turn: int, up: float, value: str) -> Dictionary:
    left, right, high = 200, 400, 18
    wide = right - left
    place, box, matrix = {
        0: ((left, up, right, up + high), (wide, high), (1, 0, 0, 1, 0, 0)),
        90: ((made.WIDE - up - high, left, made.WIDE - up, right), (high, wide), (0, 1, -1, 0, high, 0)),
        180: (
            (made.WIDE - right, made.HIGH - up - high, made.WIDE - left, made.HIGH - up),
            (wide, high),
            (-1, 0, 0, -1, wide, high),
        ),
        270: ((up, made.HIGH - right, up + high, made.HIGH - left), (high, wide), (0, -1, 1, 0, 0, wide)),
    }[turn]
    picture = pdf.make_stream(
        f"q {' '.join(map(str, matrix))} cm BT /Helv 11 Tf 2 5 Td ({value}) Tj ET Q".encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, *box]),
        Resources=Dictionary(
            Font=Dictionary(Helv=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        ),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String(value),
            V=String(value),
            F=4,
            Rect=Array(list(place)),
            MK=Dictionary(R=turn),
            AP=Dictionary(N=picture),
        )
    )


@TURNS
def test_values_stand_behind_their_labels(extract_here, turn):
    def draw(canvas: Canvas) -> None:
        for up, label in (
            (540, "Turned form of the agency"),
            (500, "Payee:"),
            (460, "Amount:"),
            (420, "Signed below."),
        ):
            canvas.drawString(60, up, label)

    result = extract_here(made.changed(turned(draw, turn), lambda pdf: filled(pdf, turn)), "pdf")

    assert result.pages[0].text.splitlines() == [
        "Turned form of the agency",
        "Payee: Thistledown Garage",
        "Amount: 77,300",
        "Signed below.",
    ]
