"""No right of a post works without the factor that the post asks for: every address leads to setting one up first."""

import pytest
from django.test import Client
from django.urls import resolve, reverse

from accounts.access import Access
from accounts.models import User
from accounts.second_factor import OPEN, OWN_ACCOUNT
from tests.security.matrix import ROUTES
from tests.security.scene import Scene

SET_UP = "/people/me/second-factor/"


def is_open(name: str, address: str) -> bool:
    """Nothing that a post gives: what everybody reads without a session, and one's own account."""
    found = resolve(address)
    rule = getattr(found.func, "access", None)
    return rule == Access.PUBLIC or name in OPEN or (rule == Access.SIGNED_IN and found.namespace in OWN_ACCOUNT)


@pytest.mark.parametrize("persona", ["administrator", "vermont_editor"])
def test_every_address_leads_to_setting_a_factor_up(persona: str, scene: Scene, sign_in, settings: object) -> None:
    settings.REQUIRE_ADMINISTRATOR_MFA = settings.REQUIRE_LEAD_MFA = True
    client: Client = sign_in(User.objects.get(pk=scene.people[persona].pk))
    opened = []
    for name, route in ROUTES.items():
        case = route.cases(scene)[0]
        address = reverse(name, kwargs=dict(case.arguments))
        if is_open(name, address):
            continue
        for verb in {"GET", "POST"} & set(route.verbs):
            answer = client.generic(verb, address)
            is_closed = answer.status_code == 403 or getattr(answer, "url", "") == SET_UP
            if not is_closed:
                opened.append((verb, name, answer.status_code))

    assert opened == []
