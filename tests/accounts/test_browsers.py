"""The list of one's sessions names browsers as people do."""

from collections.abc import Callable

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.browsers import browser_in_words
from accounts.models import User
from tests import pages
from tests.accounts.signing import PASSWORD, log_in
from tests.cast import Cast

KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
ON_WINDOWS, ON_MAC = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
ON_PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (f"{ON_WINDOWS} {KIT} Chrome/140.0.0.0 Safari/537.36", "Chrome on Windows"),
        (f"{ON_WINDOWS} {KIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows"),
        (f"{ON_MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15", "Safari on Mac"),
        (
            f"{ON_PHONE} AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1",
            "Chrome on iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox on Linux"),
        (f"Mozilla/5.0 (Linux; Android 15) {KIT} Chrome/140.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5.0", "Another browser"),
        ("", "Another browser"),
        ("<script>", "Another browser"),
    ],
)
def test_browser_is_named_as_people_do(user_agent: str, words: str) -> None:
    assert browser_in_words(user_agent) == words


def test_list_of_sessions_shows_no_raw_header(cast: Cast, sign_in: Callable[[object], Client]) -> None:
    client = sign_in(cast.vermont)
    client.get("/")
    UserSession.objects.all().delete()
    UserSession.objects.create(
        user=cast.vermont, session_key=client.session.session_key, ip="192.0.2.1",
        user_agent=f"{ON_WINDOWS} {KIT} Chrome/140.0.0.0 Safari/537.36",
    )  # fmt: skip

    rows = pages.texts(client.get("/account/sessions/"), "tbody th")

    assert rows == ["Chrome on Windows This browser"]


def signed_in(*people: User) -> list[Client]:
    """A browser for each, which signed in with a password."""
    browsers = []
    for person in people:
        person.set_password(PASSWORD)
        person.save()
    for person in people:
        browsers.append(Client())
        log_in(browsers[-1], person.email)
    return browsers


def test_one_browser_is_signed_out_and_the_others_stay(cast: Cast) -> None:
    here, there, third = signed_in(*[User.objects.get(pk=cast.vermont.pk)] * 3)
    entry = UserSession.objects.get(session_key=there.session.session_key)

    answer = here.post(f"/people/me/sessions/{entry.pk}/end/", follow=True)

    assert pages.texts(answer, ".usa-alert__text")[-1] == "Another browser is signed out."
    assert [client.get("/people/me/").status_code for client in (here, there, third)] == [200, 302, 200]


def test_nobody_ends_sessions_of_others_or_this_one_here(cast: Cast) -> None:
    mine, others = signed_in(cast.vermont, cast.colorado)
    keys = [client.session.session_key for client in (mine, others)]
    entries = [UserSession.objects.get(session_key=key).pk for key in keys]

    assert [mine.post(f"/people/me/sessions/{pk}/end/").status_code for pk in entries] == [404, 404]
    assert [client.get("/people/me/").status_code for client in (mine, others)] == [200, 200]


def test_all_others_are_signed_out_at_once(cast: Cast) -> None:
    here, there = signed_in(*[User.objects.get(pk=cast.vermont.pk)] * 2)

    here.post("/account/sessions/")

    assert [client.get("/people/me/").status_code for client in (here, there)] == [200, 302]
