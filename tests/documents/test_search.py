"""Search: what is typed finds the right pages, of documents the person may see, and nothing else."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.finding.asking.same_thing import words_of
from documents.finding.facets import count_facets_of
from documents.finding.filters import FACETS, Counts, Filters
from documents.finding.full_text import compile_query
from documents.finding.hits import CLOSE, OPEN
from documents.finding.search import matching_documents, search_pages
from documents.finding.synonyms import stored_sets
from documents.models import Document, Page
from tests import library, search_index
from tests.cast import Cast


@pytest.fixture
def found_in(cast: Cast) -> dict[str, Document]:
    """Four documents: three for all members, one only for Vermont."""
    return {
        "rfp": library.document(
            cast.vermont,
            "Corridor RFP",
            pages=[
                "Cover page of the request for proposals.",
                "The contractor shall keep port uptime above 97 percent. Remedies apply when uptime falls.",
                "Chargers shall support NACS and CCS connectors on every port.",
            ],
        ),
        "contract": library.document(
            cast.colorado,
            "Site host agreement",
            kind="contract",
            state="CO",
            pages=[
                "Uptime is measured by quarter. A data sharing clause follows.",
                "Operations and maintenance run for five years.",
            ],
        ),
        "budget": library.document(
            cast.new_hampshire,
            "Budget model",
            kind="budget-model",
            state="NH",
            pages=[
                "Cost per charging port, draft figures.",
            ],
        ),
        "secret": library.document(
            cast.vermont,
            "Vermont notes",
            sharing_choice="state",
            pages=[
                "Uptime uptime uptime: the zanzibar clause.",
            ],
        ),
    }


def pages(cast_member: object, text: str, filters: Filters | None = None) -> list[tuple[str, int]]:
    results = search_pages(cast_member, text, filters or Filters())
    return sorted((hit.document.title, hit.page) for hit in results.hits)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("uptime", [("Corridor RFP", 2), ("Site host agreement", 1)]),
        ("uptime remedies", [("Corridor RFP", 2), ("Site host agreement", 1)]),
        ("uptime AND remedies", [("Corridor RFP", 2)]),
        ("remedies OR quarter", [("Corridor RFP", 2), ("Site host agreement", 1)]),
        ("uptime NOT remedies", [("Site host agreement", 1)]),
        ("uptime -remedies", [("Site host agreement", 1)]),
        ('"data sharing"', [("Site host agreement", 1)]),
        ('"sharing data"', []),
        ("(remedies OR quarter) AND uptime", [("Corridor RFP", 2), ("Site host agreement", 1)]),
        ("J3400", [("Corridor RFP", 3)]),
        ("O&M", [("Site host agreement", 2)]),
        ("charger", [("Budget model", 1), ("Corridor RFP", 3)]),
        ("budget", [("Budget model", 0)]),
        ("zanzibar", []),
    ],
)
def test_search_finds_pages(cast: Cast, found_in: dict[str, Document], text: str, found: list[tuple[str, int]]) -> None:
    assert pages(cast.colorado, text) == found


def test_search_shows_the_state_its_own(cast: Cast, found_in: dict[str, Document]) -> None:
    assert pages(cast.vermont_energy, "zanzibar") == [("Vermont notes", 1)]


def test_hidden_pages_move_no_number(cast: Cast, found_in: dict[str, Document]) -> None:
    before = search_pages(cast.colorado, "uptime", Filters())
    library.document(cast.vermont, "More notes", sharing_choice="state", pages=["uptime " * 50] * 30)

    after = search_pages(cast.colorado, "uptime", Filters())

    assert after == before


def test_did_you_mean_knows_only_visible_words(cast: Cast, found_in: dict[str, Document]) -> None:
    library.document(cast.vermont, "Zanzibar remedies", sharing_choice="state")

    with search_index.missing():
        assert search_pages(cast.colorado, "zanzibra", Filters()).suggestion == ""
        assert search_pages(cast.vermont_energy, "zanzibra", Filters()).suggestion == "zanzibar"
        assert search_pages(cast.colorado, "coridor", Filters()).suggestion == "corridor"


def test_snippet_is_escaped_and_marked(cast: Cast) -> None:
    library.document(cast.vermont, pages=["Keep uptime & <img src=x onerror=alert(1)> more"])

    (hit,) = search_pages(cast.colorado, "uptime", Filters()).hits

    assert hit.snippet == "Keep <mark>uptime</mark> &amp; &lt;img src=x onerror=alert(1)&gt; more"
    assert OPEN not in hit.plain_snippet
    assert CLOSE not in hit.plain_snippet


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("-uptime", "Add a word to search for. A search can’t contain only NOT."),
        ("the of", "These words are too common to search for. Add a more specific word."),
        ("((((", "Enter at least one word or number to search for."),
        ('"' * 5000, "Enter at least one word or number to search for."),
        ("a" * 10_000, ""),
        ("* & | ! <-> :*", "Enter at least one word or number to search for."),
        ("\x00\ud7ff\u202e", "Enter at least one word or number to search for."),
        ("' OR 1=1 --", ""),
    ],
)
def test_odd_queries_are_answered(cast: Cast, found_in: dict[str, Document], text: str, problem: str) -> None:
    results = search_pages(cast.colorado, text, Filters())

    assert (results.hits, results.problem) == ([], problem)


def test_a_hit_stands_under_the_heading_above_its_passage(cast: Cast) -> None:
    text = "More of it goes on.\nElectricians\nEach installer is certified.\nCybersecurity\nPasswords change."
    made = library.document(cast.vermont, pages=[text, "Payment is by card."])
    Page.objects.filter(document=made, number=1).update(
        heading="Cybersecurity", sections=["Labor", "Electricians", "Cybersecurity"]
    )
    Page.objects.filter(document=made, number=2).update(heading="Payment")

    found = [search_pages(cast.colorado, query, Filters()).hits[0].heading for query in ("installer", "passwords")]
    before = search_pages(cast.colorado, "goes on", Filters()).hits[0].heading
    only_one = search_pages(cast.colorado, "card", Filters()).hits[0].heading

    assert (found, before, only_one) == (["Electricians", "Cybersecurity"], "Labor", "Payment")


def test_the_reader_names_the_heading_that_the_hit_has(cast: Cast, sign_in: Callable[[object], Client]) -> None:
    made = library.document(cast.vermont, pages=["Electricians\nEach installer is certified.\nCybersecurity\nNothing."])
    Page.objects.filter(document=made).exclude(number=0).update(
        heading="Cybersecurity", sections=["", "Electricians", "Cybersecurity"]
    )
    client, address = sign_in(cast.colorado), reverse("documents:page", args=[made.key, 1])

    found, read = client.get(address, {"q": "installer"}), client.get(address)

    assert [page.context["reader"]["heading"] for page in (found, read)] == ["Electricians", "Cybersecurity"]


def test_at_most_four_pages_of_a_document_are_listed(cast: Cast) -> None:
    library.document(cast.vermont, "Long plan", pages=["Uptime counts here."] * 9)

    results = search_pages(cast.colorado, "uptime", Filters())

    assert [hit.more for hit in results.hits] == [5, 5, 5, 5]
    assert (results.total, results.documents) == (9, 1)


def test_words_too_common_leave_nothing_to_count(cast: Cast, found_in: dict[str, Document]) -> None:
    counts = count_facets_of(matching_documents(cast.vermont, "the"), Filters())

    assert counts == Counts(0, {facet.name: {} for facet in FACETS})


def test_search_finds_nothing_for_somebody_without_any_key(cast: Cast, found_in: dict[str, Document]) -> None:
    assert pages(cast.deactivated, "uptime") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=uptime", ["Corridor RFP", "Site host agreement"]),
        ("?q=uptime&state=CO", ["Site host agreement"]),
        ("?q=uptime&state=CO&kind=rfp", []),
        ("?q=uptime&region=naseo-northeast&sort=shared", ["Corridor RFP"]),
        ("?q=uptime&topic=cybersecurity", []),
    ],
)
def test_the_page_of_hits_is_filtered(
    cast: Cast, found_in: dict[str, Document], sign_in: Callable[[object], Client], query: str, found: list[str]
) -> None:
    response = sign_in(cast.colorado).get(f"/documents/search/{query}")

    assert sorted(hit.title for hit in response.context["hits"]) == found


def test_counts_beside_hits_are_those_of_what_the_person_may_see(
    cast: Cast, found_in: dict[str, Document], sign_in: Callable[[object], Client]
) -> None:
    shown = {
        user.name: {
            group.name: {option.value: option.count for option in group.options}
            for group in sign_in(user).get("/documents/search/?q=uptime&state=VT").context["facets"]
        }
        for user in (cast.colorado, cast.vermont_energy)
    }

    assert shown["Colorado"]["state"] == {"CO": 1, "VT": 1}
    assert shown["Vermont Energy"]["state"] == {"CO": 1, "VT": 2}
    assert shown["Colorado"]["kind"] == {"rfp": 1}


def test_search_costs_the_same_statements_at_one_and_at_forty(cast: Cast, sign_in: Callable[[object], Client]) -> None:
    client = sign_in(cast.colorado)
    library.document(cast.vermont, "One")
    client.get("/documents/search/?q=uptime")
    with CaptureQueriesContext(connection) as few:
        client.get("/documents/search/?q=uptime")
    for number in range(40):
        library.document(cast.vermont, f"Number {number}")
    with CaptureQueriesContext(connection) as many:
        client.get("/documents/search/?q=uptime")
    with CaptureQueriesContext(connection) as again:
        client.get("/documents/search/?q=uptime")

    # Asked again it is one less: rights and pages are asked about together.
    assert (len(few), len(many), len(again)) == (4, 5, 4)


def test_no_synonym_loses_a_word_to_its_commonness(db: None) -> None:
    """ "own and operate" would be looked for as "operate" and find too much."""
    several = [term for same in stored_sets() for term in (*same.terms, *same.one_way) if " " in term]

    assert [term for term in several if len(words_of(term)) == 1] == []


@pytest.mark.parametrize("text", ["1250000", "1,250,000", "$1,250,000", "award 1250000", "1250000.00"])
def test_numbers_are_found_with_and_without_commas(cast: Cast, text: str) -> None:
    shown = library.document(cast.vermont, "Budget", pages=["Award\t$1,250,000\nAgain\t$1,250,000.00"])
    bare = library.document(cast.vermont, "Table", pages=["Award 1250000 and 1250000.00"])
    library.document(cast.vermont, "Other", pages=["Award 1,250 and 000"])

    hits = search_pages(cast.colorado, text, Filters()).hits

    assert {hit.document for hit in hits if not hit.lacks} == {shown, bare}
    assert [f"{OPEN}1,250,000{CLOSE}" in hit.headline for hit in hits if hit.document == shown] == [True]


def test_years_and_codes_are_looked_for_as_they_are_typed(cast: Cast) -> None:
    assert [compile_query(text)[0] for text in ("2026", "02118", "390490001001001001")] == [
        "'2026'",
        "'02118'",
        "'390490001001001001'",
    ]
