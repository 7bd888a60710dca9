"""The list of one's sessions names browsers as people do."""

from collections.abc import Callable

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.browsers import browser_in_words
from tests import pages
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
