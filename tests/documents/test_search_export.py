"""The file of a result list: what is on the screen, in the same order, for the same eyes."""

import csv
import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from documents.models import Page
from tests import library
from tests.cast import Cast
from tests.security.crawl import read

SignIn = Callable[[object], Client]
ADDRESS = "/documents/search/export/"


@pytest.fixture
def shared(cast: Cast) -> None:
    """Two documents that all members see, and one that only Vermont sees."""
    plan = library.document(
        cast.vermont, "=Corridor RFP", pages=["A cover.", "Uptime & remedies apply"], dated_on=None, agency=None
    )
    Page.objects.filter(document=plan, number=2).update(label="ii", heading="Remedies")
    library.document(cast.colorado, "Agreement", kind="contract", state="CO", pages=["Uptime by quarter. Uptime."])
    library.document(cast.vermont, "Notes", sharing_choice="state", pages=["Uptime, only here."])


def rows(client: Client, query: str) -> list[dict[str, str]]:
    page = read(client, f"{ADDRESS}{query}")
    assert page.status == 200, page.headers
    return list(csv.DictReader(io.StringIO(page.body.removeprefix("\ufeff"))))


def test_the_file_tells_what_the_page_tells(cast: Cast, shared: None, sign_in: SignIn) -> None:
    found = {row.pop("Title"): row for row in rows(sign_in(cast.new_hampshire), "?q=uptime")}
    address = found["'=Corridor RFP"].pop("Link")

    assert sorted(found) == ["'=Corridor RFP", "Agreement"]
    assert found["'=Corridor RFP"] == {
        "State": "Vermont",
        "Agency": "Vermont Agency of Transportation",
        "Document type": "RFP",
        "Date": "",
        "Page": "2",
        "Printed page number": "ii",
        "Heading": "Remedies",
        "Text found": "Uptime & remedies apply",
    }
    assert address.startswith("http")
    assert address.endswith("/pages/2/?q=uptime&v=1")


@pytest.mark.parametrize("query", ["?q=uptime", "?q=uptime&sort=shared", "?q=uptime&state=CO", "?q=uptime+OR+rfp"])
def test_the_order_is_that_of_the_page(cast: Cast, shared: None, sign_in: SignIn, query: str) -> None:
    client = sign_in(cast.vermont)

    hits = client.get(f"/documents/search/{query}").context["hits"]
    file = rows(client, query)

    assert [(row["Title"].lstrip("'"), row["Page"]) for row in file] == [
        (hit.title, str(hit.page or "")) for hit in hits
    ]


def test_the_excel_file_holds_the_same(cast: Cast, shared: None, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)

    response = client.get(f"{ADDRESS}?q=uptime&format=xlsx")

    sheet = load_workbook(io.BytesIO(response.content)).active
    cells = [[cell or "" for cell in row] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert cells == [[cell.removeprefix("'") for cell in row.values()] for row in rows(client, "?q=uptime")]
    assert response["Content-Disposition"].endswith('.xlsx"')


def test_each_person_exports_what_they_may_see(cast: Cast, shared: None, sign_in: SignIn) -> None:
    people = {"state": cast.vermont_energy, "member": cast.colorado, "left": cast.deactivated, "public": None}

    counts = {name: len(rows(sign_in(person), "?q=uptime")) for name, person in people.items()}

    assert counts == {"state": 3, "member": 2, "left": 0, "public": 0}


@pytest.mark.parametrize(
    ("query", "leads_to"),
    [("", "/documents/search/?"), ("?q=-uptime&format=xlsx", "/documents/search/?q=-uptime")],
)
def test_what_cannot_be_searched_leads_back_to_the_page_that_says_so(
    cast: Cast, sign_in: SignIn, query: str, leads_to: str
) -> None:
    response = sign_in(cast.colorado).get(f"{ADDRESS}{query}")

    assert (response.status_code, response["Location"]) == (302, leads_to)


def test_an_export_costs_the_same_statements_at_one_and_at_forty(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.colorado)
    library.document(cast.vermont, "One")
    rows(client, "?q=uptime")
    with CaptureQueriesContext(connection) as few:
        rows(client, "?q=uptime")
    for number in range(40):
        library.document(cast.vermont, f"Number {number}")

    with CaptureQueriesContext(connection) as many:
        assert len(rows(client, "?q=uptime")) == 41
    with CaptureQueriesContext(connection) as again:
        assert len(rows(client, "?q=uptime")) == 41

    assert (len(few), len(many), len(again)) == (4, 5, 4)  # the last tells the log of the file
