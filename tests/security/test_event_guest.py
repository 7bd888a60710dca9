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
from tests.security.canary import Canaries
from tests.security.crawl import crawl
from tests.security.matrix import ROUTES
from tests.security.scene import ADMINISTRATORS, Scene
from tests.security.test_walk import addresses, leaks

OF_THE_EVENT = ("event", "session")
STRANGER = "unverified"  # signed in, and nothing more
LINKED_PAGES = 40


@pytest.fixture
def guest(scene: Scene) -> User:
    """A federal guest who holds a place at the scene's event."""
    event: Meeting = scene.things["meetings"]["event"].made
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


def test_every_post_answers_a_guest_of_an_event_as_a_stranger_but_for_the_event(
    scene: Scene, guest: User, sign_in
) -> None:
    client, surprises = sign_in(guest), []
    for name, route in ROUTES.items():
        for case in route.cases(scene) if "POST" in route.verbs else ():
            given = answer(client, "POST", reverse(name, kwargs=dict(case.arguments)))
            if given != expected(route, "POST", case):
                surprises.append(f"POST {name} [{case.name}]: {given}, expected {expected(route, 'POST', case)}")

    assert surprises == [], "\n".join(surprises)


def test_a_walk_answers_a_guest_of_an_event_as_a_stranger_but_for_the_event(
    scene: Scene, canaries: Canaries, guest: User, sign_in
) -> None:
    """Statuses, and no word of anything else."""
    declared = addresses(scene)
    participants = frozenset({"guest"}) | ADMINISTRATORS
    hidden = {
        word: place for word, place in canaries.hidden_from(STRANGER).items() if canaries.readers[word] != participants
    }

    pages = list(crawl(sign_in(guest), list(declared), LINKED_PAGES))

    asked = [(page, *entry) for page in pages for entry in declared.get(page.address, ())]
    surprises = [
        f"GET {name} [{case.name}]: {page.status}, expected {expected(route, 'GET', case)}"
        for page, name, route, case in asked
        if page.status != expected(route, "GET", case)
    ]
    opened = {(name, case.name) for page, name, _, case in asked if page.status == 200 and case.name in OF_THE_EVENT}
    assert surprises == [], "\n".join(surprises)
    assert {("meetings:detail", "event"), ("meetings:detail", "session"), ("meetings:register", "event")} <= opened
    assert leaks(pages, hidden, canaries) == []
