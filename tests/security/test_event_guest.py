"""A guest of an event, an account without membership, sees the event and its sessions, and no more."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts import audiences
from accounts.models import User
from meetings.models import Meeting, Registration
from tests.accounts.people import newcomer
from tests.security.answers import Case, Route
from tests.security.canary import plant
from tests.security.crawl import crawl
from tests.security.matrix import ROUTES
from tests.security.scene import ADMINISTRATORS, Scene

OF_THE_EVENT = ("event", "session")
STRANGER = "unverified"  # signed in, and nothing more
LINKED_PAGES = 40


@pytest.fixture
def guest(scene: Scene) -> User:
    """A federal guest who holds a place at the scene's event."""
    event: Meeting = scene.meetings["event"].made
    person = newcomer("kim.lee@federal.example", "Kim Lee")
    Registration.objects.create(
        meeting=event, user=person, sector="federal", organization="Federal office", status="confirmed"
    )
    assert event.audience is not None
    audiences.join(person, event.audience)
    return person


def expected(route: Route, verb: str, case: Case) -> int:
    """What a stranger gets; but what a participant gets where the address names the event or its session."""
    strangers = route.expected(verb, STRANGER, case)
    of_the_event = case.name in OF_THE_EVENT and "guest" in case.readers
    return route.expected(verb, "guest", case) if of_the_event and strangers == 404 else strangers


def answer(client: Client, verb: str, address: str) -> int:
    """The status; what the request changed is undone."""
    with transaction.atomic():
        status = client.generic(verb, address).status_code
        transaction.set_rollback(True)
    return status


@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_every_route_answers_a_guest_of_an_event_as_a_stranger_but_for_the_event(
    verb: str, scene: Scene, guest: User, sign_in
) -> None:
    client, surprises, opened = sign_in(guest), [], set()
    for name, route in ROUTES.items():
        for case in route.cases(scene) if verb in route.verbs else ():
            given = answer(client, verb, reverse(name, kwargs=dict(case.arguments)))
            if given != expected(route, verb, case):
                surprises.append(f"{verb} {name} [{case.name}]: {given}, expected {expected(route, verb, case)}")
            if given == 200 and case.name in OF_THE_EVENT:
                opened.add((name, case.name))

    assert surprises == [], "\n".join(surprises)
    if verb == "GET":
        assert {("meetings:detail", "event"), ("meetings:detail", "session"), ("meetings:register", "event")} <= opened


def test_a_guest_of_an_event_meets_no_word_of_anything_else(scene: Scene, guest: User, sign_in) -> None:
    canaries = plant(scene)
    participants = frozenset({"guest"}) | ADMINISTRATORS
    hidden = {
        word: place for word, place in canaries.hidden_from(STRANGER).items() if canaries.readers[word] != participants
    }
    seeds = [
        reverse(name, kwargs=dict(case.arguments))
        for name, route in ROUTES.items()
        if "GET" in route.verbs
        for case in route.cases(scene)
    ]

    leaks = [
        f"{place} on {page.address}"
        for page in crawl(sign_in(guest), list(dict.fromkeys(seeds)), LINKED_PAGES)
        for word, place in hidden.items()
        if word in page.whole and canaries.is_leak(word, page.address)
    ]

    assert leaks == []
