"""Saved searches: kept, listed, changed and deleted by one person alone."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.models import State, User
from documents.finding.filters import Filters
from documents.models import SavedSearch
from documents.saved import saving
from documents.saved.saving import SearchRefused, save_search
from tests import library, pages
from tests.cast import Cast
from tests.documents.alerts import told
from tests.security.payloads import IN_ADDRESSES, IN_FORMS

SignIn = Callable[[User | None], Client]
NEW = "/documents/saved/new/?q=winter+maintenance&state=VT&state=NH"


def saved(
    owner: User, name: str = "Winter", words: str = "winter", alert: str = "daily", **filters: str
) -> SavedSearch:
    chosen = Filters({name: (value,) for name, value in filters.items()})
    return save_search(by=owner, name=name, words=words, filters=chosen, alert=alert)


def test_the_page_of_results_leads_to_saving_it(cast: Cast, sign_in: SignIn) -> None:
    library.document(cast.vermont, pages=["Snow."])

    page = sign_in(cast.colorado).get("/documents/search/?q=snow&state=VT").content.decode()

    assert '<a href="/documents/saved/new/?q=snow&amp;state=VT">' in page


def test_strangers_are_offered_no_saving(cast: Cast, sign_in: SignIn) -> None:
    assert "Save this search" not in sign_in(None).get("/documents/search/?q=snow").content.decode()


def test_words_and_filters_are_saved_under_a_name(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.colorado).post(NEW, {"name": "Winter in the north", "alert": "weekly"}, follow=True)

    made = SavedSearch.objects.get()
    kept = (made.owner, made.name, made.words, made.filters, made.alert)
    assert kept == (cast.colorado, "Winter in the north", "winter maintenance", {"state": ["VT", "NH"]}, "weekly")
    assert "Search “Winter in the north” saved." in answer.content.decode()


def test_the_name_is_proposed_from_what_is_asked(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.colorado).get(NEW)

    assert page.context["form"].initial["name"] == "winter maintenance, State: Vermont or New Hampshire"


@pytest.mark.parametrize("query", ["", "?q=", "?q=%00", "?state=ZZ", "?q=&unknown=1"])
def test_nothing_to_save_is_said(query: str, cast: Cast, sign_in: SignIn) -> None:
    client, address = sign_in(cast.colorado), f"/documents/saved/new/{query}"

    answers = [client.get(address), client.post(address, {"name": "a", "alert": "now"})]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert "There’s nothing to save yet" in answers[0].content.decode()
    assert SavedSearch.objects.count() == 0


def test_more_filters_than_anybody_chooses_are_not_saved(cast: Cast, sign_in: SignIn) -> None:
    years, codes = range(1950, 2010), State.objects.values_list("pk", flat=True)
    query = "&".join([*(f"year={year}" for year in years), *(f"state={code}" for code in codes)])

    answer = sign_in(cast.colorado).post(f"/documents/saved/new/?{query}", {"name": "All", "alert": "now"})

    assert (answer.status_code, SavedSearch.objects.count()) == (400, 0)


def test_a_name_is_used_once_by_one_person(cast: Cast, sign_in: SignIn) -> None:
    saved(cast.colorado, "Winter")
    saved(cast.vermont, "Winter", "snow")

    answer = sign_in(cast.colorado).post("/documents/saved/new/?q=ice", {"name": "Winter", "alert": "none"})

    assert answer.status_code == 400
    assert "You already have a saved search named “Winter”. Choose another name." in answer.content.decode()


def test_the_same_form_sent_twice_saves_one(cast: Cast) -> None:
    assert saved(cast.colorado) == saved(cast.colorado)
    assert SavedSearch.objects.count() == 1


def test_there_is_a_sensible_most(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "MOST_SEARCHES", 2)
    for number in range(2):
        saved(cast.colorado, f"Search {number}")

    with pytest.raises(SearchRefused, match="You have 2 saved searches, the most allowed"):
        saved(cast.colorado, "One more")


def test_the_list_shows_ones_own_with_what_they_ask(cast: Cast, sign_in: SignIn) -> None:
    saved(cast.colorado, "Winter", "snow removal", "weekly", state="VT")
    saved(cast.colorado, "Contracts", "", "none", kind="contract")
    saved(cast.vermont, "Secret interest", "zanzibar")

    page = sign_in(cast.colorado).get("/documents/saved/")

    assert [(row.search.name, row.asked.in_words, row.asked.address) for row in page.context["rows"]] == [
        ("Contracts", ["Document type: Contract"], "/documents/?kind=contract"),
        ("Winter", ["“snow removal”", "State: Vermont"], "/documents/search/?q=snow+removal&sort=shared&state=VT"),
    ]
    assert "zanzibar" not in page.content.decode()


def test_the_list_costs_the_same_with_more_searches(cast: Cast, sign_in: SignIn, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    client = sign_in(cast.colorado)
    saved(cast.colorado, "One", kind="contract")
    client.get("/documents/saved/")
    counted = []

    for name in ("Two", "Three"):
        with django_assert_num_queries(4):
            client.get("/documents/saved/")
        counted.append(name)
        saved(cast.colorado, name, "snow", kind="contract")

    assert counted == ["Two", "Three"]


def test_a_search_is_renamed_and_its_alert_changed(cast: Cast, sign_in: SignIn) -> None:
    made = saved(cast.colorado)

    sign_in(cast.colorado).post(f"/documents/saved/{made.key}/", {"name": "Ice", "alert": "now"})

    made.refresh_from_db()
    assert (made.name, made.alert, made.words) == ("Ice", "now", "winter")


@pytest.mark.parametrize(
    "sent",
    [{"name": "", "alert": "now"}, {"name": "Ice", "alert": "hourly"}, {"name": "Snow", "alert": "now"}],
)
def test_a_bad_change_says_so(sent: dict[str, str], cast: Cast, sign_in: SignIn) -> None:
    made = saved(cast.colorado)
    saved(cast.colorado, "Snow")

    answer = sign_in(cast.colorado).post(f"/documents/saved/{made.key}/", sent)

    made.refresh_from_db()
    assert (answer.status_code, made.name, made.alert) == (400, "Winter", "daily")


def test_a_search_is_deleted_after_a_question(cast: Cast, sign_in: SignIn) -> None:
    made, client = saved(cast.colorado), sign_in(cast.colorado)
    asked = client.get(f"/documents/saved/{made.key}/delete/")

    client.post(f"/documents/saved/{made.key}/delete/")

    assert pages.texts(asked, "p.confirm__question") == ["Delete “Winter” and its alert? You can’t undo this."]
    assert SavedSearch.objects.count() == 0


def test_nobody_else_reaches_a_search_administrators_included(cast: Cast, sign_in: SignIn) -> None:
    made = saved(cast.colorado)

    for person in (cast.vermont, cast.administrator):
        for path in ("", "delete/"):
            client = sign_in(person)
            address = f"/documents/saved/{made.key}/{path}"
            assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]


def test_a_search_whose_filter_went_away_says_so(cast: Cast, sign_in: SignIn) -> None:
    made = saved(cast.colorado, kind="contract")
    SavedSearch.objects.filter(pk=made.pk).update(filters={"kind": ["contract"], "agency": ["999999999"]})

    page = sign_in(cast.colorado).get("/documents/saved/")

    assert "One of its filters no longer exists" in page.content.decode()


HOSTILE_WORDS = {
    **IN_ADDRESSES,
    "a thousand words": "+".join(f"word{number}" for number in range(1000)),
    "nested operators": "NOT+(" * 40 + "a" + ")" * 40 + "+OR+-+AND",
    "two hundred quotes": "%22" * 200,
}


@pytest.mark.parametrize("what", HOSTILE_WORDS)
def test_no_words_are_an_error_neither_on_pages_nor_in_alerts(what: str, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.colorado)
    address = f"/documents/saved/new/?q={HOSTILE_WORDS[what]}&state=VT"

    statuses = [client.get(address).status_code, client.post(address, {"name": "A", "alert": "now"}).status_code]

    assert statuses == [200, 302]
    library.document(cast.vermont, "Plan", pages=["Words."])
    told(cast.colorado)
    assert client.get("/documents/saved/").status_code == 200


@pytest.mark.parametrize("what", IN_FORMS)
def test_no_name_is_an_error_or_adds_a_line(what: str, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.colorado)
    sent = urlencode({"name": IN_FORMS[what], "alert": "now"}, errors="surrogatepass")

    status = client.post("/documents/saved/new/?state=VT", sent, "application/x-www-form-urlencoded").status_code

    assert status in (302, 400, 413)
    library.document(cast.vermont, "Plan", pages=["Words."])
    texts = told(cast.colorado)
    assert len(texts) == (1 if status == 302 else 0)
    for made in SavedSearch.objects.all():
        assert made.name == " ".join(made.name.split())
        assert texts[0].startswith(f"1 new document for “{made.name}”\n")
