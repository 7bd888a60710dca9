"""Columns whose lines a file writes across the page are read one after the other; tables row by row."""

import random
import textwrap
from collections.abc import Callable, Sequence

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.lib.files import pdf_samples as made

PROSE = (
    "The agency plans charging stations along its corridors and will publish the places that it has chosen "
    "after a review by the districts. Each station keeps four ports at one hundred fifty kilowatts and stays "
    "open at all hours of the day, with lights, a roof where snow is common, and a telephone number that people "
    "can call. Owners of sites sign an agreement for five years and report every quarter how often the ports "
    "were used and how long they were out of order. The state pays four fifths of the cost and the owner pays "
    "the rest, in money or in land. Where no owner comes forward the agency asks again in the following year "
    "and may move the place by as much as one mile from the exit. "
)


def column(word: str, width: int, count: int) -> list[str]:
    """Lines of prose, each column with a word of its own at its start."""
    lines = textwrap.wrap(f"{word} begins here. " + PROSE * 3, width)
    return lines[:count]


def across(columns: Sequence[Sequence[str]], lefts: Sequence[int], *, top: int = 650) -> Callable[[Canvas], None]:
    """Drawn line by line over all columns."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for row in range(max(map(len, columns))):
            for left, lines in zip(lefts, columns, strict=True):
                if row < len(lines):
                    canvas.drawString(left, top - 13 * row, lines[row])

    return draw


def both(*draws: Callable[[Canvas], None]) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        for each in draws:
            each(canvas)

    return draw


@pytest.fixture
def read(extract_here):
    def run(draw: Callable[[Canvas], None]) -> list[str]:
        return extract_here(made.drawn(draw), "pdf").pages[0].text.splitlines()

    return run


@pytest.mark.parametrize(
    ("lefts", "width"), [((72, 320), 46), ((54, 225, 396), 30)], ids=["two columns", "three columns"]
)
def test_columns_are_read_one_after_the_other(read, lefts, width):
    columns = [column(word, width, 30) for word in ("Brantovane", "Quellmark", "Ombrelle")[: len(lefts)]]

    assert read(across(columns, lefts)) == [line for each in columns for line in each]


@pytest.mark.parametrize("lower_by", [0, 2, 6])
@pytest.mark.parametrize("gutter", [12, 40])
def test_columns_written_word_by_word_are_read_one_after_the_other(read, lower_by, gutter):
    columns = [column("Brantovane", 46, 30), column("Quellmark", 46, 30)]

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for row in range(30):
            for place, lines in enumerate(columns):
                words = lines[row].split()
                free = 230 - sum(stringWidth(word, "Helvetica", 10) for word in words)
                x = 50 + place * (230 + gutter)
                for word in words:  # justified, as books are
                    canvas.drawString(x, 650 - 13 * row - place * lower_by, word)
                    x += stringWidth(word, "Helvetica", 10) + free / (len(words) - 1)

    assert read(draw) == [*columns[0], *columns[1]]


def test_lists_and_headings_within_columns_stay_in_them(read):
    columns = [column("Brantovane", 46, 30), column("Quellmark", 46, 30)]
    columns = [[f"• {line}" if row % 4 == 0 else line for row, line in enumerate(lines)] for lines in columns]
    columns = [["A heading", *lines[:12], "Another one", *lines[12:]] for lines in columns]
    columns[1] = columns[1][1:]

    assert read(across(columns, (72, 320))) == [*columns[0], *columns[1]]


def test_lines_over_all_columns_stay_where_they_are(read):
    first = [column("Brantovane", 46, 14), column("Quellmark", 46, 14)]
    second = [column("Ombrelle", 46, 12), column("Tessaly", 46, 12)]
    draw = both(
        made.stamped("A title that runs across both of the columns of the page, as titles do", y=680, size=14),
        across(first, (72, 320)),
        made.stamped("Another title that runs across both of the columns of the page", y=440, size=14),
        across(second, (72, 320), top=410),
        made.stamped("12", x=303, y=30, size=10),
    )

    assert read(draw) == [
        "A title that runs across both of the columns of the page, as titles do",
        *first[0],
        *first[1],
        "Another title that runs across both of the columns of the page",
        *second[0],
        *second[1],
        "12",
    ]


def test_columns_of_unlike_length_keep_all_lines(read):
    columns = [column("Brantovane", 46, 30), column("Quellmark", 46, 17)]

    assert read(across(columns, (72, 320))) == [*columns[0], *columns[1]]


def test_word_broken_within_a_column_is_joined(read):
    columns = [column("Brantovane", 46, 20), column("Quellmark", 46, 20)]
    columns[0][5], columns[0][6] = (
        "sites are chosen for their place and the infra-",
        "structure that stands there already today and",
    )

    assert "the infrastructure that" in " ".join(read(across(columns, (72, 320))))


def test_columns_that_a_file_writes_one_after_the_other_stay(read):
    columns = [column("Brantovane", 46, 30), column("Quellmark", 46, 30)]
    draw = both(across(columns[:1], (72,)), across(columns[1:], (320,)))

    assert read(draw) == [*columns[0], *columns[1]]


# Tables


def test_table_of_short_cells_is_read_row_by_row(read):
    rows = [(f"Site {number}", f"{number} Elm Row", f"{4 * number} ports", "open") for number in range(1, 26)]

    lines = read(across(list(zip(*rows, strict=True)), (72, 160, 280, 400)))

    assert lines == [" ".join(row) for row in rows]


def test_labels_and_what_they_mean_are_read_row_by_row(read):
    meaning = column("meaning", 60, 20)
    labels = [f"term {place}" for place in range(20)]

    assert read(across([labels, meaning], (72, 200))) == [
        f"{label} {line}" for label, line in zip(labels, meaning, strict=True)
    ]


def test_table_of_long_cells_is_read_row_by_row(read):
    """Each cell wraps; the gaps between the rows run through both columns."""
    question = "how many ports has the agency opened so far, where are they, and who keeps them in order"
    answer = "the agency has opened forty of them along the corridor, and the owners of the sites keep them"
    cells = [(textwrap.wrap(text, 46) + [""] * 3)[:5] for text in (question, answer)]
    columns = [cell * 6 for cell in cells]
    rows = list(zip(*columns, strict=True))

    assert read(across(columns, (72, 320))) == [" ".join(filter(None, row)) for row in rows if any(row)]


@pytest.mark.parametrize("seed", range(12))
def test_tables_of_any_cells_are_read_row_by_row(read, seed):
    chance = random.Random(seed)
    words = sorted(set(PROSE.replace(".", "").replace(",", "").split()))
    lefts = (60, 220, 380)[: 2 + seed % 2]
    rows = [
        tuple(
            f"{chance.choice(words).title()} {' '.join(chance.sample(words, chance.randint(0, 2)))}".strip()
            for _ in lefts
        )
        for _ in range(20)
    ]

    assert read(across(list(zip(*rows, strict=True)), lefts)) == [" ".join(row) for row in rows]


def test_contents_list_is_read_row_by_row(read):
    titles = [f"the chapter on {line}" for line in column("charging", 40, 20)]
    numbers = [str(3 * place) for place in range(20)]

    assert read(across([titles, numbers], (72, 520))) == [
        f"{title} {number}" for title, number in zip(titles, numbers, strict=True)
    ]
