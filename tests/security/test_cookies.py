"""Two cookies, both as strict as cookies get, and their values in no page and no address."""

from collections.abc import Callable
from http.cookies import SimpleCookie

import pytest
from django.contrib.sessions.models import Session

from tests.security.conftest import HttpsClient
from tests.security.crawl import crawl, seen
from tests.security.scene import Scene
from tests.security.test_canary import every_address

Https = Callable[..., HttpsClient]
PASSWORD = "an orchard of seventeen pears"


def flags(cookies: SimpleCookie) -> dict[str, tuple[object, ...]]:
    """What each cookie says about itself."""
    return {
        name: (morsel["secure"], morsel["httponly"], morsel["samesite"], morsel["path"], morsel["domain"])
        for name, morsel in cookies.items()
        if morsel.value
    }


@pytest.fixture
def signed_in(scene: Scene, https: Https) -> HttpsClient:
    """Somebody who signed in through the form, as people do."""
    scene.cast.vermont.set_password(PASSWORD)
    scene.cast.vermont.save()
    client = https()
    client.get("/account/login/")
    response = client.post("/account/login/", {"login": scene.cast.vermont.email, "password": PASSWORD})
    assert response.status_code == 302
    return client


def test_both_cookies_are_bound_to_host_https_and_this_site(signed_in: HttpsClient) -> None:
    strict = (True, True, "Lax", "/", "")

    assert flags(signed_in.cookies) == {"__Host-csrftoken": strict, "__Host-sessionid": strict}


def test_no_page_sets_any_other_cookie(signed_in: HttpsClient, scene: Scene) -> None:
    """Nor does a refused form or a message after a redirect."""
    for _ in crawl(signed_in, every_address(scene), 20):
        pass
    signed_in.post(f"/documents/{scene.papers['draft'].key}/discard/", follow=True)
    signed_in.post("/account/login/code/", {"email": "nobody@people.example"})

    assert set(signed_in.cookies) == {"__Host-csrftoken", "__Host-sessionid"}


def test_session_keys_stand_in_no_page_and_no_address(signed_in: HttpsClient, scene: Scene) -> None:
    keys = list(Session.objects.values_list("session_key", flat=True))

    pages = list(crawl(signed_in, [*every_address(scene), "/account/sessions/"], 20))

    assert [page.address for page in pages for key in keys if key in page.body or key in page.address] == []


def test_the_session_gets_a_new_key_at_sign_in_and_dies_at_sign_out(scene: Scene, https: Https) -> None:
    """A planted key is worth nothing, and neither is an old one."""
    scene.cast.vermont.set_password(PASSWORD)
    scene.cast.vermont.save()
    client = https()
    client.cookies["__Host-sessionid"] = planted = "a" * 32
    client.post("/account/login/", {"login": scene.cast.vermont.email, "password": PASSWORD})
    own = client.cookies["__Host-sessionid"].value

    client.post("/account/logout/")
    client.cookies["__Host-sessionid"] = own

    assert own != planted
    assert seen("/people/me/", client.get("/people/me/")).status == 302
