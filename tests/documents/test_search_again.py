"""Searches that are asked again: what a process kept of them saves work, and nothing of it outlives a right."""

from collections.abc import Callable

from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from documents.finding.filters import Filters
from documents.finding.folding import Fold
from documents.finding.hits import CLOSE, OPEN, Results
from documents.finding.related import found_related
from documents.finding.search import search_pages
from documents.models import Document, DocumentGroupPermission, Page, SynonymSet, Topic
from tests import calls, library
from tests.cast import Cast
from tests.search_index import frozen

SignIn = Callable[[User | None], Client]


def found(user: User, text: str, **values: tuple[str, ...]) -> Results:
    """As the search page asks, by somebody whose rights are read anew."""
    return search_pages(User.objects.get(pk=user.pk), text, Filters(values), with_counts=True)


def titles(results: Results) -> list[str]:
    return [hit.document.title for hit in results.hits]


def test_a_search_that_is_asked_again_finds_the_same(cast: Cast) -> None:
    for number in range(3):
        library.document(cast.vermont, f"Plan {number}", pages=("Zirconium.", "Zirconium and uptime."))

    first = found(cast.colorado, "zirconium uptime")
    again = found(cast.colorado, "zirconium uptime")

    assert (first.total, first.documents) == (6, 3)
    assert again == first


def test_a_search_that_is_asked_again_is_one_question_about_rights_and_pages(cast: Cast) -> None:
    library.document(cast.vermont, pages=("Zirconium.",))
    found(cast.colorado, "zirconium")
    colorado = User.objects.get(pk=cast.colorado.pk)

    with CaptureQueriesContext(connection) as asked:
        search_pages(colorado, "zirconium", Filters(), with_counts=True)

    assert len(asked) == 2  # the person's audiences, and that question


def test_a_revoked_right_counts_at_once_in_a_search_that_is_asked_again(cast: Cast) -> None:
    gone = library.document(cast.vermont, "Gone", pages=("Zirconium.",))
    library.document(cast.vermont, "Stays", kind="contract", pages=("Zirconium.",))
    before = found(cast.colorado, "zirconium")

    with frozen():
        found(cast.colorado, "zirconium")
        DocumentGroupPermission.objects.filter(content_object=gone).delete()
        after = found(cast.colorado, "zirconium")

    assert before.counts is not None
    assert after.counts is not None
    assert sorted(titles(before)) == ["Gone", "Stays"]
    assert (before.counts.total, before.counts.by_facet["kind"]) == (2, {"rfp": 1, "contract": 1})
    assert (titles(after), after.total, after.documents) == (["Stays"], 1, 1)
    assert (after.counts.total, after.counts.by_facet["kind"]) == (1, {"contract": 1})


def test_the_last_revoked_right_leaves_nothing_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, "Quiet plan", pages=("Zirconium.",))
    client = sign_in(cast.colorado)
    with frozen():
        before = [client.get("/documents/search/?q=zirconium").content.decode() for _ in range(2)]
        DocumentGroupPermission.objects.filter(content_object=made).delete()

        after = client.get("/documents/search/?q=zirconium")

    assert ["Quiet plan" in page for page in before] == [True, True]
    assert "Quiet plan" not in after.content.decode()
    assert [group.name for group in after.context["facets"]] == []


def test_a_right_that_comes_back_counts_at_once(cast: Cast) -> None:
    made = library.document(cast.vermont, "Back", pages=("Zirconium.",))
    found(cast.colorado, "zirconium")
    grants = list(DocumentGroupPermission.objects.filter(content_object=made).values("group_id", "permission_id"))

    with frozen():
        DocumentGroupPermission.objects.filter(content_object=made).delete()
        between = found(cast.colorado, "zirconium")
        for grant in grants:
            DocumentGroupPermission.objects.create(content_object=made, **grant)
        after = found(cast.colorado, "zirconium")

    assert (titles(between), titles(after)) == ([], ["Back"])


def test_somebody_else_is_never_given_what_was_kept(cast: Cast) -> None:
    library.document(cast.vermont, "Ours alone", sharing_choice="state", pages=("Zirconium.",))

    assert titles(found(cast.vermont, "zirconium")) == ["Ours alone"]
    assert titles(found(cast.colorado, "zirconium")) == []


def test_what_is_known_of_a_document_counts_at_once(cast: Cast) -> None:
    made = library.document(cast.vermont, state="VT", pages=("Zirconium.",))
    found(cast.colorado, "zirconium")
    found(cast.colorado, "zirconium", state=("VT",))

    with frozen():
        Document.objects.filter(pk=made.pk).update(state="NH")
        made.topics.add(Topic.objects.get(slug="cybersecurity"))
        counts = found(cast.colorado, "zirconium").counts
        filtered = found(cast.colorado, "zirconium", state=("VT",))

    assert counts is not None
    assert (counts.by_facet["state"], counts.by_facet["topic"]) == ({"NH": 1}, {"cybersecurity": 1})
    assert filtered.total == 0


def test_a_page_that_was_read_anew_is_found_by_its_new_words(cast: Cast) -> None:
    made = library.document(cast.vermont, pages=("Zirconium at first.",))
    before = found(cast.colorado, "zirconium")

    Page.objects.filter(document=made, number=1).update(text="Zirconium, read better.")
    after = found(cast.colorado, "zirconium")
    Page.objects.filter(document=made, number=1).update(text="Nothing of it.")

    assert [hit.plain_snippet for hit in before.hits] == ["Zirconium at first."]
    assert [hit.plain_snippet for hit in after.hits] == ["Zirconium, read better."]
    assert found(cast.colorado, "zirconium").total == 0


def test_a_new_version_takes_the_place_of_the_old_one_at_once(cast: Cast) -> None:
    made = library.document(cast.vermont, pages=("Zirconium.",))
    found(cast.colorado, "zirconium")

    with frozen():
        library.add_version(made, pages=("Something else.",))
        after = found(cast.colorado, "zirconium")

    assert (after.total, titles(after)) == (0, [])


def test_other_screens_orders_and_lists_are_those_of_their_own(cast: Cast) -> None:
    for number in range(3):
        library.document(cast.vermont, f"Plan {number}", pages=("Zirconium.", "Zirconium again."))

    def pages(**asked: object) -> list[tuple[str, int]]:
        results = search_pages(cast.colorado, "zirconium", Filters(), **asked)  # type: ignore[arg-type]
        return [(hit.document.title, hit.page) for hit in results.hits]

    everything = pages(size=10)
    assert [*pages(size=4), *pages(size=4, offset=4)] == everything
    newest = pages(order="shared")
    assert (newest, sorted(newest)) == (pages(order="shared"), sorted(everything))
    assert [title for title, _ in newest] == ["Plan 2", "Plan 2", "Plan 1", "Plan 1", "Plan 0", "Plan 0"]
    by_document = search_pages(cast.colorado, "zirconium", Filters(), fold=Fold.DOCUMENT)
    assert [group.pages for group in by_document.folded] == [2, 2, 2]


def test_words_that_begin_to_mean_the_same_are_looked_for(cast: Cast) -> None:
    library.document(cast.vermont, "One", pages=("Zirconium.",))
    library.document(cast.vermont, "Other", pages=("Hafnium.",))
    before = titles(found(cast.colorado, "zirconium"))

    SynonymSet.objects.create(terms=["zirconium", "hafnium"])
    caches["facets"].clear()

    assert before == ["One"]
    assert titles(found(cast.colorado, "zirconium")) == ["One", "Other"]


def test_no_more_searches_are_kept_than_have_room(cast: Cast) -> None:
    library.document(cast.vermont, pages=("Zirconium.",))
    for number in range(120):
        found(cast.colorado, f"zirconium {number}")

    assert len(caches["search"]._cache) <= 48  # type: ignore[attr-defined]


def test_a_call_that_is_new_is_found_with_its_own_words(cast: Cast) -> None:
    calls.meeting("First", agenda="Zirconium at first.", record_sharing="all_members")
    before = [found_related(cast.colorado, "zirconium") for _ in range(2)]

    calls.meeting("Second", days=3, agenda="Zirconium again.", record_sharing="all_members")
    after = [found_related(cast.colorado, "zirconium") for _ in range(2)]

    told = [[(hit.title, hit.headline.strip(OPEN + CLOSE)) for hit in section.hits] for (section,) in [*before, *after]]
    first, second = ("First", f"Zirconium{CLOSE} at first."), ("Second", f"Zirconium{CLOSE} again.")
    assert told[0] == told[1] == [first]
    assert sorted(told[2]) == sorted(told[3]) == [first, second]


def test_a_hit_is_shown_as_it_is_now(cast: Cast, sign_in: SignIn) -> None:
    made = library.document(cast.vermont, "Before", pages=("Zirconium.",))
    client = sign_in(cast.colorado)

    def shown() -> list[str]:
        page = client.get("/documents/search/?q=zirconium").content.decode()
        return [word for word in ("Before", "After", "Sample", "page 1", "iv)") if word in page]

    with frozen():
        before = [shown(), shown()]
        Document.objects.filter(pk=made.pk).update(title="After", is_sample=True)
        Page.objects.filter(document=made, number=1).update(label="iv")
        after = [shown(), shown()]

    assert before == [["Before", "page 1"]] * 2
    assert after == [["After", "Sample", "page 1", "iv)"]] * 2


def test_a_hit_leads_back_to_the_search_it_was_found_by(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont, pages=("Zirconium and hafnium.",))
    client = sign_in(cast.colorado)

    rows = [
        client.get("/documents/search/", query).context["hits"][0].url.partition("?")[2]
        for query in ({"q": "zirconium"}, {"q": "hafnium"}, {"q": "zirconium", "sort": "shared"})
    ]

    assert rows == ["q=zirconium&v=1", "q=hafnium&v=1", "q=zirconium&results=sort%3Dshared&v=1"]
