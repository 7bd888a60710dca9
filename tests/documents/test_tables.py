"""Files of rows in the reader: tables, sheets, sorting and finding; the tree of a ZIP."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.models import Document, Page
from documents.reading.cell_values import sort_key
from tests import library, pages
from tests.cast import Cast

SignIn = Callable[[object], Client]
SITES = ["Site\tPorts\tCost", "Merrow\t4\t$1,250.50", "Tolbrook\t12\t$90", "Ostwick\t\t(3)", "<b>&\t8\t97%"]


def kept(cast: Cast, file_type: str, texts: list[str], headings: list[str] | None = None) -> Document:
    """A document everybody may read, with these pages."""
    made = library.document(cast.vermont, "Sites", pages=texts, file_type=file_type)
    for number, heading in enumerate(headings or [], start=1):
        Page.objects.filter(version=made.current_version, number=number).update(heading=heading)
    return made


def shown(client: Client, made: Document, number: int = 1, **query: str) -> HttpResponse:
    return client.get(reverse("documents:page", args=[made.key, number]), query)


def rows(response: HttpResponse) -> list[list[str]]:
    """The cells of each row of the body."""
    return [[cell.text_content() for cell in row] for row in pages.find(response, ".sheet__table tbody tr")]


def head(response: HttpResponse) -> dict[str, str]:
    """Names of the columns, with the order they are in."""
    return {pages.words(cell.find("a")): cell.get("aria-sort", "") for cell in pages.find(response, ".sheet__table th")}


def test_a_csv_file_is_a_table_and_text_of_the_file_never_html(cast: Cast, sign_in: SignIn) -> None:
    made = kept(cast, "csv", ["\n".join(SITES)], ["Rows 1–5"])

    response = shown(sign_in(cast.colorado), made)

    assert list(head(response)) == ["Site", "Ports", "Cost"]
    assert rows(response) == [
        ["Merrow", "4", "$1,250.50"], ["Tolbrook", "12", "$90"], ["Ostwick", "", "(3)"], ["<b>&", "8", "97%"],
    ]  # fmt: skip
    assert pages.find(response, ".reader__image") == []
    assert [cell.get("class") for cell in pages.find(response, ".sheet__table th")] == [None, "number", "number"]


@pytest.mark.parametrize(
    ("query", "first_column"),
    [
        ({"sort": "1"}, ["<b>&", "Merrow", "Ostwick", "Tolbrook", "Varnley"]),
        ({"sort": "-1"}, ["Varnley", "Tolbrook", "Ostwick", "Merrow", "<b>&"]),
        ({"sort": "2"}, ["Merrow", "<b>&", "Tolbrook", "Varnley", "Ostwick"]),
        ({"sort": "-2"}, ["Varnley", "Tolbrook", "<b>&", "Merrow", "Ostwick"]),
        ({"sort": "3"}, ["Ostwick", "Tolbrook", "<b>&", "Merrow", "Varnley"]),
        ({"find": "w"}, ["Merrow", "Ostwick", "Varnley"]),
        ({"find": "OST 3"}, ["Ostwick"]),
        ({"find": "nowhere"}, []),
        ({"sort": "99"}, ["Merrow", "Tolbrook", "Ostwick", "<b>&", "Varnley"]),
        ({"sort": "x"}, ["Merrow", "Tolbrook", "Ostwick", "<b>&"]),
        ({"sort": "0", "row": "-7"}, ["Merrow", "Tolbrook", "Ostwick", "<b>&"]),
        ({"sort": "²", "row": "९", "find": "\x00"}, ["Merrow", "Tolbrook", "Ostwick", "<b>&"]),
    ],
)
def test_sorting_and_finding_go_over_the_whole_file(
    cast: Cast, sign_in: SignIn, query: dict[str, str], first_column: list[str]
) -> None:
    made = kept(cast, "csv", ["\n".join(SITES), "Varnley\t40\tunknown"], ["Rows 1–5", "Row 6"])

    response = shown(sign_in(cast.colorado), made, **query)

    assert [row[0] for row in rows(response)] == first_column


@pytest.mark.parametrize(
    ("cells", "in_order"),
    [
        (["150 kW", "50 kW", "1,000 kW"], ["50 kW", "150 kW", "1,000 kW"]),
        (["150kW", "50kW", "9"], ["9", "50kW", "150kW"]),
        (["97%", "8 %", "100%"], ["8 %", "97%", "100%"]),
        (["$1,250.50", "($3)", "$90"], ["($3)", "$90", "$1,250.50"]),
        (["-$5", "$4", "−$50"], ["−$50", "-$5", "$4"]),
        (["12 ports", "1 port", "2 ports"], ["1 port", "2 ports", "12 ports"]),
        (["USD 40", "USD 5"], ["USD 5", "USD 40"]),
        (["2 MW", "150 kW", "30 kW"], ["150 kW", "2 MW", "30 kW"]),  # two units: as text
        (["10", "9", "none"], ["9", "10", "none"]),
        (["2025-02-01", "2025-01-31"], ["2025-01-31", "2025-02-01"]),
    ],
)
def test_column_of_numbers_sorts_as_numbers_whatever_follows_them(
    cast: Cast, sign_in: SignIn, cells: list[str], in_order: list[str]
) -> None:
    made = kept(cast, "csv", ["\n".join(["Site\tAmount", *(f"Site\t{cell}" for cell in cells)])])

    response = shown(sign_in(cast.colorado), made, sort="2")

    assert [row[1] for row in rows(response)] == in_order


def test_words_that_were_looked_for_are_marked(cast: Cast, sign_in: SignIn) -> None:
    made = kept(cast, "csv", ["\n".join(SITES)])
    client = sign_in(cast.colorado)

    in_sheet = shown(client, made, find="merr <b>")
    in_page = shown(client, made, q="tolbrook")

    assert pages.texts(in_sheet, ".sheet__table mark") == []
    assert pages.texts(shown(client, made, find="b> &"), ".sheet__table mark") == ["b>", "&"]
    assert pages.texts(in_page, ".sheet__table mark") == ["Tolbrook"]


def test_lines_above_a_table_stand_above_it(cast: Cast, sign_in: SignIn) -> None:
    made = kept(cast, "csv", ["Sites, <b>2026</b>\n\nas reported\n" + "\n".join(SITES), "Varnley\t40\t$7"])
    client = sign_in(cast.colorado)

    response, later, sorted_rows = (shown(client, made), shown(client, made, 2), shown(client, made, sort="1"))

    assert pages.texts(response, ".sheet__title") == ["Sites, <b>2026</b> as reported"]
    assert [list(head(answer)) for answer in (response, later, sorted_rows)] == [["Site", "Ports", "Cost"]] * 3
    assert [row[0] for row in rows(response)] == ["Merrow", "Tolbrook", "Ostwick", "<b>&"]
    assert pages.texts(later, ".sheet__title") == []
    assert [row[0] for row in rows(sorted_rows)] == ["<b>&", "Merrow", "Ostwick", "Tolbrook", "Varnley"]


def test_decimal_commas_are_numbers(cast: Cast, sign_in: SignIn) -> None:
    made = kept(cast, "csv", ["Site\tCost\nA\t12,5\nB\t5,50\nC\t1.250,75\nD\t1,250\nE\t0,333"])

    response = shown(sign_in(cast.colorado), made, sort="2")

    assert [row[0] for row in rows(response)] == ["E", "B", "A", "D", "C"]


def test_sorting_in_a_zip_goes_over_the_file_and_no_other(cast: Cast, sign_in: SignIn) -> None:
    names = ["Files", "a.csv · Rows 1–2", "a.csv · Rows 3–3", "b.csv · Rows 1–2"]
    made = kept(cast, "zip", ["", "Site\tPorts\nMerrow\t4", "Tolbrook\t2", "Site\tPorts\nVarnley\t1"], names)

    response = shown(sign_in(cast.colorado), made, 2, sort="2")

    assert [row[0] for row in rows(response)] == ["Tolbrook", "Merrow"]


def test_a_later_page_has_the_names_of_the_columns(cast: Cast, sign_in: SignIn) -> None:
    made = kept(cast, "csv", ["\n".join(SITES), "Varnley\t40\t$7"], ["Rows 1–5", "Row 6"])

    response = shown(sign_in(cast.colorado), made, 2)

    assert (list(head(response)), rows(response)) == (["Site", "Ports", "Cost"], [["Varnley", "40", "$7"]])


def test_columns_without_names_have_letters(cast: Cast, sign_in: SignIn) -> None:
    made = kept(cast, "csv", ["4\t5\n6\t7\t8"])

    response = shown(sign_in(cast.colorado), made, sort="-1")

    assert (head(response), rows(response)) == (
        {"A": "descending", "B": "", "C": ""},
        [["6", "7", "8"], ["4", "5", ""]],
    )


@pytest.mark.parametrize("file_type", ["kml", "kmz"])
def test_layers_of_a_map_are_tabs_and_each_is_sorted_by_itself(cast: Cast, sign_in: SignIn, file_type: str) -> None:
    layer, other = "Site\tPorts\nMerrow\t4\nAldermark\t8", "Site\tPorts\nVarnley\t2"
    headings = ["Summary", "Open · Features 1–2", "Open · Features 3–4", "Planned / 2027 · Features 1–1"]
    made = kept(cast, file_type, ["Layers: 2", layer, layer, other], headings)
    client = sign_in(cast.colorado)

    tabs = [(pages.words(tab), tab.get("aria-current")) for tab in pages.find(shown(client, made, 3), ".tabs a")]
    summary = [(pages.words(tab), tab.get("aria-current")) for tab in pages.find(shown(client, made, 1), ".tabs a")]
    in_order = rows(shown(client, made, 3, sort="1"))

    assert tabs == [("Open", "page"), ("Planned / 2027", None)]
    assert summary == []
    assert [row[0] for row in in_order] == ["Aldermark", "Aldermark", "Merrow", "Merrow"]
    assert rows(shown(client, made, 4)) == [["Varnley", "2"]]


def test_a_map_with_one_layer_has_no_tabs(cast: Cast, sign_in: SignIn) -> None:
    made = kept(cast, "kml", ["Features: 1", "Site\tPorts\nMerrow\t4"], ["Summary", "Features 1–1"])

    assert pages.find(shown(sign_in(cast.colorado), made, 2), ".tabs a") == []


def test_sheets_are_tabs_and_each_is_sorted_by_itself(cast: Cast, sign_in: SignIn) -> None:
    texts = ["Task\tHours\nReview\t3", "Task\tHours\nAward\t1\nMeet\t2", "Build\t9"]
    made = kept(cast, "xlsx", texts, ["Budget", "Schedule", "Schedule"])
    client = sign_in(cast.colorado)

    response = shown(client, made, 2, sort="-2")

    base = reverse("documents:pages", args=[made.key])
    assert pages.links(response, ".reader__text .tabs a") == {"Budget": f"{base}1/", "Schedule": f"{base}2/"}
    assert rows(response) == [["Build", "9"], ["Meet", "2"], ["Award", "1"]]
    assert rows(shown(client, made, 1)) == [["Review", "3"]]


def test_a_layer_s_features_are_rows_and_its_summary_is_text(cast: Cast, sign_in: SignIn) -> None:
    texts = ["Features: 2\nGeometry: Point (2)", "name\tports\nHub A\t4", "name\tports\nHub B\t2"]
    made = kept(cast, "geojson", texts, ["Summary", "Features 1–1", "Features 2–2"])
    client = sign_in(cast.colorado)

    assert pages.find(shown(client, made, 1), ".sheet__table") == []
    assert rows(shown(client, made, 3)) == [["Hub B", "2"]]
    assert rows(shown(client, made, 2, sort="2")) == [["Hub B", "2"], ["Hub A", "4"]]


def test_long_tables_come_in_screens_at_the_same_number_of_queries(cast: Cast, sign_in: SignIn) -> None:
    lines = [f"Site {number}\t{number}" for number in range(1, 451)]
    made = kept(cast, "csv", ["\n".join(["Site\tPorts", *lines[:200]]), "\n".join(lines[200:])])
    client = sign_in(cast.colorado)
    shown(client, made)

    counts = []
    for query in ({}, {"sort": "-2"}, {"sort": "-2", "row": "401"}):
        with CaptureQueriesContext(connection) as queries:
            response = shown(client, made, **query)
        counts.append(len(queries))

    assert counts == [5, 6, 6]
    assert [row[0] for row in rows(response)] == [f"Site {number}" for number in range(50, 0, -1)]
    assert list(pages.links(response, ".pager a")) == ["Previous rows"]


def test_a_zip_is_a_tree_whose_files_open(cast: Cast, sign_in: SignIn) -> None:
    listing = "rfp/main.docx\tWord document\t900 bytes\nrfp/a/map.pdf\tPDF\t9 bytes\nreadme.txt\ttext file\t2 bytes"
    headings = ["Files", "rfp/main.docx · Scope", "rfp/main.docx · Award", "readme.txt"]
    made = kept(cast, "zip", [listing, "One.", "Two.", "Read me."], headings)

    response = shown(sign_in(cast.colorado), made)

    base = reverse("documents:pages", args=[made.key])
    assert pages.links(response, ".file-tree a") == {"main.docx": f"{base}2/", "readme.txt": f"{base}4/"}
    assert pages.texts(response, ".reader__text > .file-tree") == [
        "rfp/ main.docx Word document, 900 bytes a/ map.pdf PDF, 9 bytes readme.txt text file, 2 bytes"
    ]


@pytest.mark.parametrize(("file_type", "says_so"), [("docx", 1), ("pptx", 1), ("txt", 0)])
def test_text_without_a_picture_promises_none(cast: Cast, sign_in: SignIn, file_type: str, says_so: int) -> None:
    made = kept(cast, file_type, ["The scope of work."])

    response = shown(sign_in(cast.colorado), made)

    assert pages.texts(response, ".reader__words") == ["The scope of work."]
    assert (pages.find(response, ".reader__image"), len(pages.find(response, ".reader__text .usa-hint"))) == (
        [],
        says_so,
    )


def test_no_rows_of_what_a_person_may_not_read(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, pages=["Site\tPorts\nMerrow\t4"], file_type="csv", sharing_choice="agency")
    query: dict[str, Any] = {"sort": "1", "find": "merrow"}

    assert shown(sign_in(cast.colorado), made, **query).status_code == 404


@pytest.mark.parametrize(
    "in_order",
    [
        ["$(1,000)", "-$5", "($4.50)", "0", "$0.46", "1/2", "2 3/4", "80%", "1.20E+03", "$2.5M", "words"],
        ["12/31/99", "Mar 15, 2024", "4/1/2024 7:30 AM", "2024-04-02", "Friday, May 3, 2024", "15-Jun-24", "July 2024"],
        ["12:15 AM", "7:30 AM", "12:00 PM", "6:00 P", "37:00", "120:30:15"],
        ["02118", "2/30/2024", "n/a"],
    ],
)
def test_shown_values_are_sorted_by_what_they_are_worth(in_order: list[str]) -> None:
    mixed = [*in_order[1::2], *in_order[::2]]

    assert sorted(mixed, key=sort_key) == in_order


def test_a_number_is_found_in_a_table_though_it_is_shown_with_commas(cast: Cast, sign_in: SignIn) -> None:
    made = kept(cast, "xlsx", ["Item\tCost\nAward\t$1,250,000\nOther\t$12,500"], ["Budget"])

    assert rows(shown(sign_in(cast.colorado), made, find="1250000")) == [["Award", "$1,250,000"]]
