"""Turning alerts off from the email itself: one search's, or all of them, without signing in."""

import re
from collections.abc import Callable

import pytest
from django.core import mail as django_mail
from django.test import Client

from accounts import mail
from accounts.actions.people import deactivate_person
from accounts.models import Preferences, User
from documents.models import SavedSearch, SearchNews
from documents.saved import watching
from documents.saved.saving import stop_url
from tests import library
from tests.cast import Cast
from tests.documents.alerts import digest_mails, told, watch

SignIn = Callable[[User | None], Client]


def path(url: str) -> str:
    return url.removeprefix("https://clearinghouse.test")


@pytest.fixture
def sent(cast: Cast) -> str:
    """The text of a mail that went out, of two searches."""
    watch(cast.colorado, "winter")
    watch(cast.colorado, "snow")
    library.document(cast.vermont, "Plows", pages=["Snow in winter."])
    told(cast.colorado)
    mail.deliver(digest_mails(cast.colorado)[0].pk)
    (message,) = django_mail.outbox
    return str(message.body)


def test_the_mail_carries_what_mail_programs_offer_a_button_for(sent: str) -> None:
    (message,) = django_mail.outbox

    (of_all,) = re.findall(r"Turn off these emails: (\S+)", sent)
    offered = {name: said for name, said in message.extra_headers.items() if name.startswith("List-Unsubscribe")}
    assert offered == {
        "List-Unsubscribe": f"<{of_all}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def test_each_search_and_all_have_a_link_that_asks_first(sent: str) -> None:
    links = [path(link) for link in re.findall(r"Turn off th\w+ \w+: (\S+)", sent)]

    texts = [Client().get(link).content.decode() for link in links]

    assert len(links) == 3
    for text in texts[:2]:
        assert "Turn off these emails: What’s new for one of your saved searches?" in text
        assert not {"snow", "winter"} & {*text.split()}
    assert "Turn off these emails: What’s new in what I follow, and for my saved searches?" in texts[2]
    assert SavedSearch.objects.filter(alert="now").count() == 2
    assert Preferences.objects.count() == 0


def test_one_search_stops_and_the_other_goes_on(cast: Cast, sent: str) -> None:
    library.document(cast.vermont, "More plows", pages=["Snow in winter."])
    watching.look_at_gains()
    first = path(re.findall(r"Turn off this alert: (\S+)", sent)[0])

    answer = Client(enforce_csrf_checks=True).post(first, {"List-Unsubscribe": "One-Click"})

    assert "You won’t get these emails anymore" in answer.content.decode()
    assert dict(SavedSearch.objects.values_list("name", "alert")) == {"snow": "none", "winter": "now"}
    assert list(SearchNews.objects.filter(digest="").values_list("search__name", flat=True)) == ["winter"]


def test_all_stop_in_one_click_and_return_in_the_preferences(cast: Cast, sent: str, sign_in: SignIn) -> None:
    Client(enforce_csrf_checks=True).post(path(re.findall(r"Turn off these emails: (\S+)", sent)[0]))
    library.document(cast.vermont, "More plows", pages=["Snow in winter."])

    assert told(cast.colorado) == []
    page = sign_in(cast.colorado).get("/people/me/preferences/")
    assert "wants_digests" not in page.context["form"].initial["notifications"]


def test_the_list_says_that_alerts_are_off(cast: Cast, sent: str, sign_in: SignIn) -> None:
    Preferences.objects.update_or_create(user=cast.colorado, defaults={"wants_digests": False})

    page = sign_in(cast.colorado).get("/documents/saved/").content.decode()

    assert "You turned off emails about what’s new for your saved searches" in page


def test_a_link_of_a_deleted_search_or_a_closed_account_does_nothing(cast: Cast) -> None:
    search = watch(cast.colorado)
    of_closed = watch(cast.new_hampshire)
    links = [path(stop_url(row)) for row in (search, of_closed)]
    search.delete()
    deactivate_person(person=cast.new_hampshire, by=cast.administrator)

    assert [Client().post(link).status_code for link in links] == [404, 404]
    of_closed.refresh_from_db()
    assert of_closed.alert == "now"
