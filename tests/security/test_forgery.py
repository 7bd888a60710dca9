"""Every write needs the person's own token from our own origin. That reading writes nothing: test_walk.py."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.checks import named_routes
from tests.security.conftest import HOST, HttpsClient
from tests.security.matrix import LIBRARY_PAGES, ROUTES
from tests.security.scene import Scene
from tests.security.tables import fingerprints
from tests.security.test_matrix import library_address

Https = Callable[..., HttpsClient]
ORIGIN = f"https://{HOST}"
FOREIGN = "https://evil.example"
# Mail programs post to a signed address without cookie or token (RFC 8058); test_unsubscribing.py. Agencies' sign-ins
# send signed answers the same way, which sign nobody in by themselves; tests/signon/test_saml.py.
SIGNED = ("accounts:unsubscribe", "signon:consume")
PERSONAS = ("vermont", "guest", "administrator")


def writes(scene: Scene) -> list[tuple[str, str]]:
    """(verb, address) of everything that takes a write, on objects that exist."""
    found = []
    for name, route in ROUTES.items():
        case = route.cases(scene)[0]
        address = reverse(name, kwargs=dict(case.arguments))
        if name not in ("admin_login", *SIGNED):
            found += [(verb, address) for verb in ("POST", "PATCH", "PUT", "DELETE") if verb in route.verbs]
    patterns = {name: library_address(pattern) for name, pattern, _ in named_routes() if name in LIBRARY_PAGES}
    return found + [("POST", address) for address in patterns.values()]


def refusals(client: HttpsClient, asked: list[tuple[str, str]], **headers: str) -> dict[str, int]:
    """What each write answered that was not refused."""
    statuses = {
        f"{verb} {address}": client.generic(verb, address, headers={"Referer": f"{ORIGIN}/", **headers}).status_code
        for verb, address in asked
    }
    return {what: status for what, status in statuses.items() if status != 403}


# Refused before any token is looked at: there is nothing of that verb, or of that person.
HARMLESS = (405, 404, 429)


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_write_without_a_token_or_with_anothers_is_refused(persona: str, scene: Scene, https: Https) -> None:
    asked = writes(scene)
    client = https(scene.people[persona], enforce_csrf_checks=True)
    stranger = https(enforce_csrf_checks=True)
    stranger.get("/account/login/")
    others = stranger.cookies["__Host-csrftoken"].value
    before = fingerprints()

    bare = refusals(client, asked)
    client.get("/people/me/")
    foreign_token = refusals(client, asked, **{"X-CSRFToken": others[::-1]})

    assert {what for what, status in {**bare, **foreign_token}.items() if status not in HARMLESS} == set()
    assert fingerprints() == before


@pytest.mark.parametrize("header", [{"Origin": FOREIGN}, {"Origin": "null"}, {"Referer": f"{FOREIGN}/form"}])
def test_a_write_from_another_origin_is_refused_with_the_right_token(
    header: dict[str, str], scene: Scene, https: Https
) -> None:
    asked = writes(scene)
    client = https(scene.people["vermont"], enforce_csrf_checks=True)
    client.get("/people/me/")
    token = client.cookies["__Host-csrftoken"].value
    before = fingerprints()

    passed = refusals(client, asked, **{"X-CSRFToken": token, **header})

    assert {what for what, status in passed.items() if status not in HARMLESS} == set()
    assert fingerprints() == before


def test_a_write_with_the_right_token_from_our_pages_passes(scene: Scene, https: Https) -> None:
    """The refusals above are for the token's sake and no other."""
    client = https(scene.people["vermont"], enforce_csrf_checks=True)
    client.get("/people/me/")
    token = client.cookies["__Host-csrftoken"].value

    with transaction.atomic():
        passed = refusals(
            client, [("POST", f"/documents/{scene.papers['agency'].key}/withdraw/")], **{"X-CSRFToken": token}
        )
        transaction.set_rollback(True)

    assert list(passed.values()) == [400]


def test_signing_in_needs_a_token_too(scene: Scene, https: Https) -> None:
    """Nobody is signed in to a stranger's account behind their back."""
    client = https(enforce_csrf_checks=True)

    response = client.post("/account/login/", {"login": "a@b.example", "password": "x"}, headers={"Origin": ORIGIN})

    assert response.status_code == 403


def test_signing_out_by_a_link_only_asks(scene: Scene, https: Https) -> None:
    client = https(scene.cast.vermont)

    client.get("/account/logout/")

    assert client.get("/people/me/").status_code == 200
