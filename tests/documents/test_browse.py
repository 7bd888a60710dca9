"""The documents list: rows, filters with counts, and the same number of statements at any size."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import audiences
from documents.finding.facets import count_facets
from documents.finding.filters import Filters
from documents.models import Document
from tests import library, pages
from tests.cast import Cast

SignIn = Callable[[object], Client]
BROWSE = reverse("documents:browse")


def titles(client: Client, query: str = "") -> list[str]:
    return [row.title for row in client.get(f"{BROWSE}{query}").context["rows"]]


@pytest.fixture
def documents(cast: Cast) -> None:
    library.document(cast.vermont, "Vermont RFP", kind="rfp", state="VT")
    library.document(cast.colorado, "Colorado plan", kind="nevi-plan", state="CO")
    library.document(cast.colorado, "Colorado draft", kind="rfp", state="CO", sharing_choice="agency")
    library.document(cast.new_hampshire, "Public roadmap", kind="roadmap", state="NH", sharing_choice="public")


def test_browse_shows_newest_first_what_the_person_may_see(cast: Cast, sign_in: SignIn, documents: None) -> None:
    shown = {
        name: titles(sign_in(getattr(cast, name)))
        for name in ("vermont", "colorado", "guest", "applicant", "administrator")
    }

    assert shown == {
        "vermont": ["Public roadmap", "Colorado plan", "Vermont RFP"],
        "colorado": ["Public roadmap", "Colorado draft", "Colorado plan", "Vermont RFP"],
        "guest": ["Public roadmap"],
        "applicant": ["Public roadmap"],
        "administrator": ["Public roadmap", "Colorado draft", "Colorado plan", "Vermont RFP"],
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?kind=rfp", ["Vermont RFP"]),
        ("?kind=rfp&kind=nevi-plan", ["Colorado plan", "Vermont RFP"]),
        ("?family=solicitations", ["Vermont RFP"]),
        ("?state=CO", ["Colorado plan"]),
        ("?region=naseo-northeast", ["Public roadmap", "Vermont RFP"]),
        ("?region=aashto-nasto&state=VT", ["Vermont RFP"]),
        ("?era=G3&type=txt&year=2025", ["Public roadmap", "Colorado plan", "Vermont RFP"]),
        ("?year=2024", []),
        ("?state=CO&kind=rfp", []),
    ],
)
def test_filters_narrow_the_list(cast: Cast, sign_in: SignIn, documents: None, query: str, expected: list[str]) -> None:
    assert titles(sign_in(cast.vermont), query) == expected


def test_the_list_narrows_to_what_was_shared_with_a_group(cast: Cast, sign_in: SignIn, documents: None) -> None:
    cyber = audiences.of_working_group("cybersecurity", "Cybersecurity")
    library.document(cast.vermont, "For the group", sharing_choice="groups", groups=[cyber])
    chosen = {"group": (str(cyber.pk),)}

    shown = {name: titles(sign_in(getattr(cast, name)), f"?group={cyber.pk}") for name in ("group_member", "colorado")}

    assert shown == {"group_member": ["For the group"], "colorado": []}
    assert count_facets(cast.group_member, Filters()).by_facet["group"] == {str(cyber.pk): 1}
    assert count_facets(cast.group_member, Filters(chosen)).total == 1
    assert count_facets(cast.colorado, Filters()).by_facet["group"] == {}


@pytest.mark.parametrize(
    "query", ["?kind=nothing", "?agency=x", "?year=99999999999999999999", "?state=%00", "?kind[]=rfp"]
)
def test_an_unknown_filter_is_a_sentence(cast: Cast, sign_in: SignIn, documents: None, query: str) -> None:
    response = sign_in(cast.vermont).get(f"{BROWSE}{query}")

    assert response.status_code == 200
    assert len(response.context["rows"]) == 3


def test_counts_are_those_of_what_the_person_may_list(cast: Cast, documents: None) -> None:
    counts = {name: count_facets(getattr(cast, name), Filters()) for name in ("vermont", "colorado", "guest")}

    assert {name: count.total for name, count in counts.items()} == {"vermont": 3, "colorado": 4, "guest": 1}
    assert counts["vermont"].by_facet["kind"] == {"rfp": 1, "nevi-plan": 1, "roadmap": 1}
    assert counts["colorado"].by_facet["state"] == {"VT": 1, "CO": 2, "NH": 1}
    assert counts["guest"].by_facet["family"] == {"plans-and-roadmaps": 1}


def test_a_filter_does_not_narrow_its_own_counts(cast: Cast, documents: None) -> None:
    counts = count_facets(cast.vermont, Filters({"kind": ("rfp",)}))

    assert counts.total == 1
    assert counts.by_facet["kind"] == {"rfp": 1, "nevi-plan": 1, "roadmap": 1}
    assert counts.by_facet["state"] == {"VT": 1}


def test_a_hidden_document_moves_no_count(cast: Cast, documents: None) -> None:
    before = count_facets(cast.vermont, Filters())
    library.document(cast.colorado, "Hidden", sharing_choice="agency")

    assert count_facets(cast.vermont, Filters()) == before


def test_counts_follow_every_change_at_once(cast: Cast, documents: None) -> None:
    counted = [count_facets(cast.vermont, Filters()).total]
    made = library.document(cast.colorado, "One more")
    counted.append(count_facets(cast.vermont, Filters()).total)
    made.status = "withdrawn"
    made.save(update_fields=["status"])
    counted.append(count_facets(cast.vermont, Filters()).total)

    assert counted == [3, 4, 3]


@pytest.mark.parametrize("query", ["", "?kind=rfp"])
def test_browse_costs_the_same_statements_at_one_and_at_sixty(cast: Cast, sign_in: SignIn, query: str) -> None:
    client = sign_in(cast.vermont)
    library.document(cast.vermont, "First")
    client.get(f"{BROWSE}{query}")
    with CaptureQueriesContext(connection) as few:
        client.get(f"{BROWSE}{query}")
    for number in range(60):
        library.document(cast.colorado, f"Number {number}")
    client.get(f"{BROWSE}{query}")

    with CaptureQueriesContext(connection) as many:
        response = client.get(f"{BROWSE}{query}")

    assert len(few) == len(many) <= 8
    assert len(response.context["rows"]) == 25


def test_a_row_says_what_the_document_says_now(cast: Cast, sign_in: SignIn) -> None:
    """Rows are kept by all that they show."""
    paper, client, shown = library.document(cast.vermont, "Terms"), sign_in(cast.colorado), []
    for change in ({}, {"title": "Terms & <rates>"}, {"dated_on": date(2025, 9, 2)}, {"title": "Terms"}):
        Document.objects.filter(pk=paper.pk).update(**change)
        shown += pages.texts(client.get(BROWSE), ".doc-row__body")

    end = "1 page Text file, 16 bytes Guidance era: Interim final guidance"
    assert shown == [
        f"VT RFP Terms September 1, 2025 {end}",
        f"VT RFP Terms & <rates> September 1, 2025 {end}",
        f"VT RFP Terms & <rates> September 2, 2025 {end}",
        f"VT RFP Terms September 2, 2025 {end}",
    ]
