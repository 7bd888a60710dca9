"""In which zone people read times: proposed from their state, confirmed on home, and asked again after a move."""

from importlib import import_module

import pytest
from django.apps import apps

from accounts.actions import approve_request
from accounts.models import State, User
from clearinghouse.lib.zones import ZONE_NAMES, ZONES_OF_STATE
from tests.accounts.people import agency_at, waiting
from tests.cast import Cast, agency, request_for
from tests.pages import texts


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def zone(person: User) -> tuple[str, bool]:
    now = fresh(person)
    return now.time_zone, now.time_zone_confirmed


def test_every_state_has_zones_that_forms_offer(cast: Cast) -> None:
    assert set(ZONES_OF_STATE) == set(State.objects.values_list("pk", flat=True))
    assert {zone for zones in ZONES_OF_STATE.values() for zone in zones} == set(ZONE_NAMES)


def test_a_new_members_zone_is_their_states_and_home_asks_once(cast: Cast, sign_in) -> None:
    request = waiting("kim@codot.gov", agency("CO", "DOT"))
    approve_request(request=request, by=cast.administrator, agency=agency("CO", "DOT"), tier="member", role="reader")
    assert zone(request.user) == ("America/Denver", False)
    client = sign_in(fresh(request.user))

    home = client.get("/")
    assert texts(home, ".zone-question__words") == ["Times are shown in Mountain Time (Denver)."]
    assert texts(home, ".zone-question__form button") == ["Keep"]
    answer = client.post("/people/me/time-zone/", {"zone": "America/Denver"}, follow=True)

    assert texts(answer, ".usa-alert") == ["Times are shown in Mountain Time (Denver)."]
    assert (zone(request.user), texts(answer, ".zone-question")) == (("America/Denver", True), [])


def test_a_state_with_two_zones_offers_both(cast: Cast, sign_in) -> None:
    request = waiting("kim@txdot.gov", agency_at("TX", "TxDOT"))
    approve_request(
        request=request, by=cast.administrator, agency=agency_at("TX", "TxDOT"), tier="member", role="reader"
    )
    client = sign_in(fresh(request.user))

    home = client.get("/")
    assert texts(home, ".zone-question__words") == ["Times are shown in Central Time (Chicago)."]
    assert texts(home, ".zone-question__form button") == ["Keep", "Use Mountain Time (Denver)"]
    client.post("/people/me/time-zone/", {"zone": "America/Denver"})
    assert zone(request.user) == ("America/Denver", True)


def test_who_moves_to_a_state_in_another_zone_is_asked_again(cast: Cast, sign_in) -> None:
    person = cast.vermont
    User.objects.filter(pk=person.pk).update(time_zone="America/New_York", time_zone_confirmed=True)
    request = request_for(fresh(person), agency("CO", "DOT"))

    approve_request(request=request, by=cast.administrator, agency=agency("CO", "DOT"), tier="member", role="reader")

    assert zone(person) == ("America/New_York", False)
    home = sign_in(fresh(person)).get("/")
    assert texts(home, ".zone-question__words") == ["Times are shown in Eastern Time (New York)."]
    assert texts(home, ".zone-question__form button") == ["Keep", "Use Mountain Time (Denver)"]


def test_saving_the_preferences_is_an_answer_too(cast: Cast, sign_in) -> None:
    client = sign_in(cast.vermont)

    client.post("/people/me/preferences/", {"time_zone": "", "notifications": ["wants_invitations"]})

    assert (zone(cast.vermont), texts(client.get("/"), ".zone-question")) == (("", True), [])


@pytest.mark.parametrize("sent", ["", "Mars/Olympus", "\x00"])
def test_nonsense_leads_to_the_preferences(cast: Cast, sign_in, sent: str) -> None:
    answer = sign_in(cast.vermont).post("/people/me/time-zone/", {"zone": sent})

    assert (answer.status_code, answer["Location"]) == (302, "/people/me/preferences/")
    assert zone(cast.vermont) == ("", False)


def test_the_migration_proposes_to_members_and_leaves_choices_alone(cast: Cast) -> None:
    User.objects.filter(pk=cast.colorado.pk).update(time_zone="America/Phoenix")
    User.objects.update(time_zone_confirmed=False)

    import_module("accounts.migrations.0013_time_zone_confirmed").propose(apps, None)

    people = cast.vermont, cast.colorado, cast.group_member, cast.left, cast.administrator
    assert [zone(person) for person in people] == [
        ("America/New_York", False), ("America/Phoenix", True), ("America/Denver", False), ("", False), ("", False),
    ]  # fmt: skip
