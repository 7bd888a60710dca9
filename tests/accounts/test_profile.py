"""One's own account page, in plain words."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from tests import pages
from tests.cast import Cast

SignIn = Callable[[User | None], Client]


@pytest.mark.parametrize(
    ("name", "shared_with"),
    [
        ("vermont", ["The public", "All member states", "Everyone who works for Vermont",
                     "Your agency: Vermont Agency of Transportation", "The NASTO region", "The Northeast region",
                     "EV Workforce Collaborative: states and cities", "You, by name"]),
        ("group_member", ["The public", "All member states", "Everyone who works for Colorado",
                          "Your agency: Colorado Energy Office", "The Central region", "The REV West region",
                          "The WASHTO region", "The working group Cybersecurity of EV Charging",
                          "EV Workforce Collaborative: states and cities", "You, by name"]),
        ("guest", ["The public", "EV Workforce Collaborative: states and cities", "You, by name"]),
        ("applicant", []),
        ("left", []),
        ("administrator", []),
    ],
)  # fmt: skip
def test_profile_says_whose_documents_one_sees(name: str, shared_with: list[str], cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(getattr(cast, name)).get("/people/me/")

    assert pages.texts(answer, "main .usa-list li") == shared_with


def test_profile_tells_who_one_is(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.vermont_editor).get("/people/me/")

    facts = dict(zip(pages.texts(answer, ".facts dt"), pages.texts(answer, ".facts dd"), strict=True))
    assert facts == {
        "Name": "Vermont Editor",
        "Email": "vermont.editor@people.example",
        "Agency": "Vermont Agency of Transportation, Vermont",
        "Role": "EV lead: edits all documents of the agency",
    }


def test_profile_leads_to_everything_about_signing_in(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.vermont)

    found = pages.links(client.get("/people/me/"), ".card__title a")

    assert found == {
        "Preferences": "/people/me/preferences/",
        "Password": "/account/password/change/",
        "Two-factor authentication": "/account/2fa/",
        "Where you’re signed in": "/account/sessions/",
        "Email address": "/account/email/",
        "Your activity": "/people/me/activity/",
    }
    assert {client.get(url, follow=True).status_code for url in found.values()} == {200}


def test_profile_changes_nothing(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.vermont).post("/people/me/", {"name": "Somebody", "role": "editor"}).status_code == 405
