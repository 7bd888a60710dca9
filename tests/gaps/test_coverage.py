"""Coverage: which states shared what, how new it is, and what is missing, as a map, a table and a file."""

import csv
from collections.abc import Callable
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from documents.models import Era
from tests import library, pages
from tests.cast import Cast
from tests.security.crawl import read, steady

SignIn = Callable[[User | None], Client]
URL = "/coverage/"


def table(answer: HttpResponse) -> dict[str, dict[str, str]]:
    """State → column → what its cell says."""
    found = {}
    for row in pages.find(answer, ".coverage tbody tr"):
        head, *cells = row
        found[pages.words(head)] = {cell.get("data-label"): pages.words(cell) for cell in cells}
    return found


def filled(answer: HttpResponse) -> dict[str, dict[str, str]]:
    """The cells of states that count something."""
    cells = {
        state: {label: said for label, said in row.items() if said not in ("none", "0") and not said.startswith("none")}
        for state, row in table(answer).items()
        if "of" not in next(iter(row.values())).split()
    }
    return {state: row for state, row in cells.items() if row}


@pytest.fixture
def shared(cast: Cast) -> None:
    """Two documents of Vermont, one of Colorado, and one that only its agency can see."""
    library.document(cast.vermont, "RFP", kind="rfp", dated_on=date(2025, 9, 1))
    library.document(cast.vermont, "NOFO", kind="nofo", dated_on=date(2023, 5, 1), era=Era.objects.get(code="R1"))
    library.document(cast.colorado, "Contract", kind="contract", state="CO", dated_on=None, sharing_choice="public")
    library.document(cast.colorado, "Secret plan", kind="nevi-plan", state="CO", sharing_choice="agency")


def test_coverage_counts_what_one_can_see(shared: None, cast: Cast, sign_in: SignIn) -> None:
    member, public = (sign_in(person).get(URL) for person in (cast.new_hampshire, None))

    assert filled(member) == {
        "Vermont": {"Solicitations": "2 Sep 2025", "All": "2"},
        "Colorado": {"Contracts and agreements": "1", "All": "1"},
    }
    assert filled(public) == {"Colorado": {"Contracts and agreements": "1", "All": "1"}}
    assert len(table(member)) == 56 + 6  # each region has a row of sums
    assert table(member)["Northeast"]["Solicitations"] == "2 1 of 7 states"


def test_cell_leads_to_its_documents(shared: None, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.new_hampshire)

    links = pages.links(client.get(f"{URL}?era=R1"), ".coverage__cell a")

    address = links["1 May 2023"]
    assert address == "/documents/?state=VT&family=solicitations&era=R1"
    assert pages.document_titles(client.get(address)) == ["NOFO"]


def test_columns_follow_the_choice(shared: None, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.new_hampshire)

    of_family = table(client.get(f"{URL}?family=operations-and-reporting"))["Vermont"]
    by_era = table(client.get(f"{URL}?kind=rfp"))["Vermont"]

    assert list(of_family) == ["Uptime report", "Inspection checklist", "All"]
    assert (len(by_era), sum(said.startswith("1") for said in by_era.values())) == (6, 2)
    assert table(client.get(f"{URL}?kind=nofo&era=R1"))["Vermont"] == {"NOFO": "1 May 2023", "All": "1"}
    assert len(table(client.get(f"{URL}?columns=types"))["Vermont"]) == 44


def test_region_narrows_rows_and_map(shared: None, cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.new_hampshire).get(f"{URL}?region=naseo-northeast")

    assert list(table(answer)) == [
        "Northeast", "Connecticut", "Maine", "Massachusetts", "New Hampshire", "New York", "Rhode Island", "Vermont",
    ]  # fmt: skip
    assert [link.get("href") for link in pages.find(answer, "a.us-map__state")] == [
        "#state-ct", "#state-me", "#state-ma", "#state-nh", "#state-ny", "#state-ri", "/documents/?state=VT",
    ]  # fmt: skip


def test_unknown_choice_gets_a_sentence(db: None, client: Client) -> None:
    answer = client.get(f"{URL}?region=atlantis&kind=poem")

    assert len(table(answer)) == 62
    assert pages.texts(answer, ".usa-alert__text") == [
        "We ignored “atlantis” in “Region” because it isn’t one of the choices.",
        "We ignored “poem” in “Document type” because it isn’t one of the choices.",
    ]


def test_audience_is_for_administrators(shared: None, cast: Cast, sign_in: SignIn) -> None:
    narrowed = f"{URL}?audience=public"

    assert list(filled(sign_in(cast.administrator).get(URL))["Colorado"]) == [
        "Contracts and agreements", "Plans and roadmaps", "All",
    ]  # fmt: skip
    assert filled(sign_in(cast.administrator).get(narrowed)) == filled(sign_in(None).get(URL))
    assert filled(sign_in(cast.vermont).get(narrowed)) == filled(sign_in(cast.vermont).get(URL))


def test_file_has_a_line_for_each_cell(shared: None, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.new_hampshire)

    answer = client.get(f"{URL}export/?region=naseo-northeast&family=solicitations")
    rows = list(csv.reader(StringIO(answer.getvalue().decode("utf-8-sig"))))  # type: ignore[attr-defined]

    assert len(rows) == 1 + 7 * 13
    assert [row for row in rows[1:] if row[6] != "0"] == [
        ["VT", "Vermont", "Northeast", "Solicitations", "RFP", "", "1", "2025-09-01", "0"],
        ["VT", "Vermont", "Northeast", "Solicitations", "NOFO", "", "1", "2023-05-01", "0"],
    ]
    by_era = openpyxl.load_workbook(BytesIO(client.get(f"{URL}export/?kind=rfp&format=xlsx").content)).active
    assert by_era is not None
    assert [row[3:7] for row in by_era.iter_rows(values_only=True) if row[0] == "VT" and row[6] != "0"] == [
        ("Solicitations", "RFP", "Interim final guidance (from August 2025)", "1")
    ]


@pytest.mark.parametrize("query", ["", "?family=plans-and-roadmaps", "?kind=nevi-plan", "?columns=types"])
def test_hidden_document_is_a_gap_like_any_other(query: str, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)
    without = steady(read(client, URL + query))

    library.document(cast.colorado, "Secret plan", kind="nevi-plan", state="CO", sharing_choice="agency")
    library.document(cast.colorado, "Draft", kind="nevi-plan", state="CO", status="draft", shared_at=None)

    assert steady(read(client, URL + query)) == without


def test_new_document_shows_at_once_and_a_withdrawn_one_is_gone(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.colorado)
    before = filled(client.get(URL))
    made = library.document(cast.vermont, "RFP", kind="rfp")
    there = filled(client.get(URL))
    made.status = "withdrawn"
    made.save(update_fields=["status"])

    assert (before, filled(client.get(URL))) == ({}, {})
    assert there == {"Vermont": {"Solicitations": "1 Sep 2025", "All": "1"}}


@pytest.mark.parametrize("documents", [1, 3])
def test_queries_do_not_grow(
    documents: int, cast: Cast, sign_in: SignIn, django_assert_num_queries: Callable[..., object]
) -> None:
    for number in range(documents):
        library.document(cast.vermont, f"RFP {number}", kind="rfp")
    client = sign_in(cast.colorado)
    client.get(URL)
    library.document(cast.vermont, "One more", kind="nofo")

    with django_assert_num_queries(4):  # session, person, one round trip, and the counts
        client.get(URL)
    with django_assert_num_queries(3):  # what was counted is kept
        client.get(URL)
