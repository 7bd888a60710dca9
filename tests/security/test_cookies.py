"""Two cookies, both as strict as cookies get, and their values in no page and no address (test_walk.py)."""

from collections.abc import Callable
from http.cookies import SimpleCookie

import pytest

from tests.security.conftest import HttpsClient
from tests.security.crawl import seen
from tests.security.scene import Scene

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


def test_refused_forms_and_messages_set_no_other_cookie(signed_in: HttpsClient, scene: Scene) -> None:
    """Nor does any page: see test_walk.py."""
    signed_in.post(f"/documents/{scene.papers['draft'].key}/discard/", follow=True)
    signed_in.post("/account/login/code/", {"email": "nobody@people.example"})

    assert set(signed_in.cookies) == {"__Host-csrftoken", "__Host-sessionid"}


def test_the_session_gets_a_new_key_at_sign_in_and_dies_at_sign_out(scene: Scene, https: Https) -> None:
    """A planted key is worth nothing, and neither is an old one."""
    scene.cast.vermont.set_password(PASSWORD)
    scene.cast.vermont.save()
    client = https()
    client.cookies["__Host-sessionid"] = planted = "a" * 32
    client.post("/account/login/", {"login": scene.cast.vermont.email, "password": PASSWORD})
    own = client.cookies["__Host-sessionid"].value

    left = client.post("/account/logout/")
    client.cookies["__Host-sessionid"] = own

    assert own != planted
    assert left.headers["Clear-Site-Data"] == '"storage"'  # pages are kept by no cache: what was typed is all there is
    assert seen("/people/me/", client.get("/people/me/")).status == 302
