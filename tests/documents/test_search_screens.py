"""What the searcher sees around the hits: folded lists, notes about the words, ways on for who finds nothing."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clearinghouse.lib.wording import long_date
from documents.finding.addresses import results_address, without_words
from documents.finding.hits import Advice, Alike, Correction, Preference, Results
from documents.finding.screens import literally
from documents.models import Document
from documents.views import search as view
from tests import library
from tests.cast import Cast

SignIn = Callable[[object], Client]


@pytest.fixture
def shared(cast: Cast) -> dict[str, Document]:
    """Two documents of Vermont and one of Colorado that all members see, and one that only Vermont sees."""
    return {
        "long": library.document(cast.vermont, "Long plan", pages=["Uptime counts here."] * 5),
        "short": library.document(cast.vermont, "Short plan", pages=["Uptime counts. Other words stand here, too."]),
        "colorado": library.document(cast.colorado, "Agreement", state="CO", pages=["Uptime of ports."]),
        "hidden": library.document(cast.vermont, "Notes", sharing_choice="state", pages=["Uptime, only here."]),
    }


def groups(client: Client, query: str) -> list[tuple[str, list[int], int, int]]:
    """Of a folded page: each group's name, the pages it lists, how many match and in how many documents."""
    found = client.get(f"/documents/search/{query}").context["groups"]
    return sorted((group.label, [hit.page for hit in group.hits], group.pages, group.documents) for group in found)


def test_hits_are_folded_by_document(cast: Cast, shared: dict[str, Document], sign_in: SignIn) -> None:
    assert groups(sign_in(cast.colorado), "?q=uptime&fold=documents") == [
        ("Agreement", [1], 1, 1),
        ("Long plan", [1, 2, 3], 5, 1),
        ("Short plan", [1], 1, 1),
    ]


def test_hits_are_folded_by_state(cast: Cast, shared: dict[str, Document], sign_in: SignIn) -> None:
    by_state = {
        person.name: {label: (len(pages), total, documents) for label, pages, total, documents in groups(
            sign_in(person), "?q=uptime&fold=states"
        )}
        for person in (cast.colorado, cast.vermont_energy)
    }  # fmt: skip

    assert by_state["Colorado"] == {"Colorado": (1, 1, 1), "Vermont": (4, 6, 2)}
    assert by_state["Vermont Energy"] == {"Colorado": (1, 1, 1), "Vermont": (4, 7, 3)}


def test_a_document_without_a_state_is_listed_under_none(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont, "Federal guide", state=None)

    response = sign_in(cast.colorado).get("/documents/search/?q=uptime&fold=states")

    assert [(group.label, group.url) for group in response.context["groups"]] == [("No state", "")]


@pytest.mark.parametrize("fold", ["", "&fold=documents", "&fold=states"])
def test_all_ways_to_list_cost_the_same_statements_at_one_and_at_forty(cast: Cast, sign_in: SignIn, fold: str) -> None:
    client = sign_in(cast.colorado)
    library.document(cast.vermont, "One")
    client.get(f"/documents/search/?q=uptime{fold}")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/documents/search/?q=uptime{fold}")
    for number in range(40):
        library.document(cast.vermont, f"Number {number}", state=("VT", "CO", "NH")[number % 3])

    with CaptureQueriesContext(connection) as many:
        client.get(f"/documents/search/?q=uptime{fold}")
    with CaptureQueriesContext(connection) as again:
        client.get(f"/documents/search/?q=uptime{fold}")

    # Asked first it is one more: rights are asked about before it is known which pages are shown.
    assert (len(few), len(many), len(again)) == (4, 5, 4)


def test_the_fold_stays_in_every_link(cast: Cast, shared: dict[str, Document], sign_in: SignIn) -> None:
    context = sign_in(cast.colorado).get("/documents/search/?q=uptime&fold=documents&state=VT&sort=shared").context

    assert context["kept"] == [("q", "uptime"), ("sort", "shared"), ("fold", "documents")]
    assert context["export_url"] == "/documents/search/export/?q=uptime&fold=documents&state=VT&sort=shared"
    assert [(link.label, link.current) for link in context["folds"]] == [
        ("Pages", False),
        ("Documents", True),
        ("States", False),
    ]
    assert [link.url for link in context["folds"]] == [
        "?q=uptime&state=VT&sort=shared",
        "?q=uptime&fold=documents&state=VT&sort=shared",
        "?q=uptime&fold=states&state=VT&sort=shared",
    ]


@pytest.mark.parametrize("fold", ["x", "none", "STATES", "%00", "documents%20"])
def test_an_unknown_fold_lists_pages(cast: Cast, shared: dict[str, Document], sign_in: SignIn, fold: str) -> None:
    response = sign_in(cast.colorado).get(f"/documents/search/?q=uptime&fold={fold}")

    assert (response.context["fold"], response.context["groups"], len(response.context["hits"])) == ("pages", [], 6)


def test_screens_of_folded_documents_follow_one_another(cast: Cast, sign_in: SignIn) -> None:
    for number in range(23):
        library.document(cast.vermont, f"Number {number}")
    client = sign_in(cast.colorado)

    screens = [client.get(f"/documents/search/?q=uptime&fold=documents&page={page}").context for page in (1, 2, 3, 4)]

    assert [len(context["groups"]) for context in screens] == [10, 10, 3, 0]
    assert len({group.label for context in screens for group in context["groups"]}) == 23
    assert [bool(context["older_url"]) for context in screens] == [True, True, False, False]


def test_each_hit_has_a_link_and_a_citation(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, "Uptime plan", pages=["Nothing.", "Uptime."])
    Document.objects.filter(pk=made.pk).update(dated_on=None)

    hits = sign_in(cast.colorado).get("/documents/search/?q=uptime").context["hits"]
    card, page = sorted(hits, key=lambda hit: hit.page)

    address, today = f"https://clearinghouse.test/documents/{made.key}/", long_date(timezone.localdate())
    assert (card.link, page.link) == (address, f"{address}pages/2/?v=1")
    assert card.citation == (
        f"Vermont Agency of Transportation. “Uptime plan.” EV States Clearinghouse. {address}. Accessed {today}."
    )
    assert page.citation == (
        f"Vermont Agency of Transportation. “Uptime plan.” Version 1, {today}, page 2. "
        f"EV States Clearinghouse. {address}pages/2/?v=1. Accessed {today}."
    )


def test_a_document_is_cited_with_its_own_date(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, "Uptime plan", pages=["Nothing.", "Uptime."])
    Document.objects.filter(pk=made.pk).update(dated_on=date(2022, 8, 1))

    hits = sign_in(cast.colorado).get("/documents/search/?q=uptime").context["hits"]
    card, page = sorted(hits, key=lambda hit: hit.page)

    author = "Vermont Agency of Transportation. “Uptime plan.” August 1, 2022."
    assert card.citation.startswith(f"{author} EV States Clearinghouse. ")
    assert page.citation.startswith(f"{author} Version 1, page 2. EV States Clearinghouse. ")
    reader = sign_in(cast.colorado).get(f"/documents/{made.key}/pages/2/").context["reader"]
    assert reader["citation"] == page.citation


def test_a_document_that_another_states_agency_shared_is_cited_by_its_own_state(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, "Uptime plan", state="SD", pages=["Uptime."])

    hits = sign_in(cast.colorado).get("/documents/search/?q=uptime").context["hits"]
    reader = sign_in(cast.colorado).get(f"/documents/{made.key}/pages/1/").context["reader"]

    assert {hit.citation.partition(".")[0] for hit in hits} | {reader["citation"].partition(".")[0]} == {"South Dakota"}


# What the search says about the words, whatever found it out


def answered(monkeypatch: pytest.MonkeyPatch, change: Callable[[Results], Results]) -> None:
    """Let the search answer as it does, with this added."""
    ask = view.search_pages
    monkeypatch.setattr(view, "search_pages", lambda *args, **more: change(ask(*args, **more)))


def test_a_correction_is_told_and_what_was_typed_is_offered(
    cast: Cast, shared: dict[str, Document], sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(monkeypatch, lambda results: replace(results, corrected=Correction("uptme plan", "uptime plan")))

    response = sign_in(cast.colorado).get("/documents/search/?q=uptime&state=VT")

    assert "Showing results for <strong>uptime plan</strong>" in response.content.decode()
    assert response.context["literal_url"] == "?q=%22uptme%22+plan&state=VT"


def test_a_preference_becomes_a_filter_by_one_click(
    cast: Cast, shared: dict[str, Document], sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = (Preference("state", "VT", "Vermont"), Preference("kind", "rfp", "RFP"))
    answered(monkeypatch, lambda results: replace(results, preferences=both))
    client = sign_in(cast.colorado)

    first = client.get("/documents/search/?q=uptime").context["preferred"]
    then = client.get(f"/documents/search/{first[0].url}").context["preferred"]

    assert [(way.label, way.url) for way in first] == [
        ("Vermont", "?q=uptime&state=VT"),
        ("RFP", "?q=uptime&kind=rfp"),
    ]
    assert [(way.label, way.url) for way in then] == [("RFP", "?q=uptime&state=VT&kind=rfp")]


def test_what_no_page_has_is_not_said_to_be_listed_first(
    cast: Cast, shared: dict[str, Document], sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = (Preference("state", "HI", "Hawaii"), Preference("state", "VT", "Vermont"))
    answered(monkeypatch, lambda results: replace(results, preferences=both))

    context = sign_in(cast.colorado).get("/documents/search/?q=uptime").context

    assert [way.label for way in context["preferred"]] == ["Vermont"]


def test_a_hit_says_what_it_lacks_and_where_the_same_stands(
    cast: Cast, shared: dict[str, Document], sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    alike = (Alike(shared["short"], 1, "", 1),)
    answered(
        monkeypatch,
        lambda results: replace(
            results, hits=[replace(results.hits[0], lacks=("inspect", "<b>"), alike=alike), *results.hits[1:]]
        ),
    )

    text = sign_in(cast.colorado).get("/documents/search/?q=uptime").content.decode()

    assert "Missing: <s>inspect, &lt;b&gt;</s>" in text
    assert text.count("Also in") == 1
    assert f'<a href="/documents/{shared["short"].key}/pages/1/?q=uptime&amp;v=1">Short plan, page 1</a>' in text


def test_who_finds_nothing_is_offered_what_to_leave_out(
    cast: Cast, shared: dict[str, Document], sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(
        monkeypatch,
        lambda results: replace(results, advice=(Advice(("zzz", "yyy"), "uptime", 7),), unknown=("zzz", "yyy")),
    )

    response = sign_in(cast.colorado).get("/documents/search/?q=uptime+zzz&state=NH")

    assert [(way.label, way.url, way.about) for way in response.context["ways_out"]] == [
        ("uptime", "?q=uptime&state=NH", "without “zzz” and “yyy”, 7 pages")
    ]
    assert '<a href="?q=uptime+zzz">Search without your filters</a>' in response.content.decode()
    assert "None of the pages you can see contain “zzz” or “yyy”." in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "searched", "literal"),
    [
        ("inpection", "inspection", '"inpection"'),
        ("Inpection of chargers", "inspection of chargers", '"Inpection" of chargers'),
        ("inpection AND chargers", "inspection AND chargers", '"inpection" AND chargers'),
        ('"site host" agreemnt', '"site host" agreement', '"site host" "agreemnt"'),
        ("-old agreemnt", "-old agreement", '-old "agreemnt"'),
        ("site/hst?", "site/host?", '"site/hst"?'),
        ("(inpection OR -agreemnt), x", "(inspection OR -agreement), x", '("inpection" OR -"agreemnt"), x'),
        ("", "", ""),
    ],
)
def test_what_was_corrected_is_put_in_quotation_marks(typed: str, searched: str, literal: str) -> None:
    assert literally(Correction(typed, searched)) == literal


def test_the_way_back_from_a_page_keeps_the_fold() -> None:
    kept = without_words(QueryDict("q=uptime&fold=states&state=VT&page=2"))

    assert results_address("uptime", kept) == "/documents/search/?fold=states&state=VT&page=2&q=uptime"


def test_nothing_of_a_fold_is_lost_without_scripts(cast: Cast, shared: dict[str, Document], sign_in: SignIn) -> None:
    """Every way to list, sort, narrow and download is a link or a form of its own."""
    text = sign_in(cast.colorado).get("/documents/search/?q=uptime&fold=states").content.decode()

    links = set(re.findall(r'<a[^>]* href="([^"]+)"', text))
    assert {
        "?q=uptime",
        "?q=uptime&amp;fold=documents",
        "?q=uptime&amp;fold=states&amp;sort=shared",
        "?q=uptime&amp;state=VT",
        "/documents/search/export/?q=uptime&amp;fold=states&amp;format=xlsx",
    } <= links


def test_counts_say_what_they_count_where_the_list_ends_early(
    cast: Cast, shared: dict[str, Document], sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(cast.colorado)
    whole = client.get("/documents/search/?q=uptime").content.decode()
    answered(monkeypatch, lambda results: replace(results, total=1001))

    capped = client.get("/documents/search/?q=uptime").content.decode()

    assert "1,000" not in whole
    assert "1,000+ pages in\n        3 documents. This list ends after\n        1,000 pages" in capped
    assert "The numbers count the documents of the first 1,000 matching pages." in capped
    assert "Download the first 1,000 results" in capped


def test_pages_open_with_the_corrected_words(
    cast: Cast, shared: dict[str, Document], sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(monkeypatch, lambda results: replace(results, corrected=Correction("uptme", "uptime")))

    hits = sign_in(cast.colorado).get("/documents/search/?q=uptime&state=CO").context["hits"]

    address = f"/documents/{shared['colorado'].key}/pages/1/"
    assert [hit.url for hit in hits] == [f"{address}?q=uptime&results=state%3DCO&v=1"]
