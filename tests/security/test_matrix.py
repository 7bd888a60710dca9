"""H1, rows 1, 3, 4, 8, 12, 14, 23: every route × verb × persona × state against the table in matrix.py."""

from collections.abc import Iterable, Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.checks import LIBRARY_RULES, named_routes
from tests.cast import Cast
from tests.security.matrix import ROUTES, VERBS, Case, Route
from tests.security.scene import Scene, set_scene

# Verbs that a route does not take are refused before anybody is looked at; three people stand for all.
FEW = ("public", "colorado", "administrator")
# These cheap routes are swept whole; the others ask the same querysets, so a choice of states and people does there.
WHOLE = ("documents:download", "documents:tus_version", "api:document")
CHOSEN_STATES = ("agency", "all_members", "group", "public", "draft", "withdrawn", "left_behind", "opened", "missing")
TWINS = ("second_administrator", "unverified", "declined")


def ours() -> list[str]:
    """Names of all routes of the portal's own."""
    return [name for name, _, _ in named_routes() if not name.startswith(tuple(LIBRARY_RULES))]


def test_every_route_is_declared() -> None:
    assert sorted(ours()) == sorted(ROUTES)


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return set_scene(cast)


@pytest.fixture
def clients(scene: Scene, sign_in) -> dict[str, Client]:
    """A signed-in client of each persona, the public among them."""
    return {name: sign_in(user) for name, user in scene.people.items()}


def cases_of(name: str, route: Route, scene: Scene) -> list[Case]:
    cases = route.cases(scene)
    if len(cases) < 14 or name in WHOLE:
        return cases
    return [case for case in cases if case.name in CHOSEN_STATES]


def questions(name: str, route: Route, scene: Scene) -> Iterator[tuple[str, str, Case]]:
    """(verb, persona, case): everybody for verbs the route takes, a few for those it does not."""
    cases = cases_of(name, route, scene)
    crowd = [persona for persona in scene.people if len(cases) < 5 or name in WHOLE or persona not in TWINS]
    for verb in VERBS:
        taken = verb in route.verbs
        for case in cases if taken else cases[:2]:
            for persona in crowd if taken else FEW:
                yield verb, persona, case


def answer(client: Client, verb: str, address: str) -> int:
    """The status; what the request changed is undone."""
    with transaction.atomic():
        status = client.generic(verb, address).status_code
        transaction.set_rollback(True)
    return status


def surprises(names: Iterable[str], scene: Scene, clients: dict[str, Client]) -> list[str]:
    """Each answer that differs from the table, as a sentence."""
    found = []
    for name in names:
        route = ROUTES[name]
        for verb, persona, case in questions(name, route, scene):
            expected = route.expected(verb, persona, case)
            given = answer(clients[persona], verb, reverse(name, kwargs=dict(case.arguments)))
            if given != expected:
                found.append(f"{verb} {name} [{case.name}] as {persona}: {given}, expected {expected}")
    return found


READING = [name for name in ROUTES if name.startswith(("api:", "documents:")) and set(ROUTES[name].verbs) == {"GET"}]
CHANGING = [name for name in ROUTES if name.startswith("documents:") and name not in READING]
OTHERS = [name for name in ROUTES if name not in {*READING, *CHANGING}]


@pytest.mark.parametrize("names", [READING, CHANGING, OTHERS], ids=["reading", "changing", "others"])
def test_every_answer_is_the_declared_one(names: list[str], scene: Scene, clients: dict[str, Client]) -> None:
    found = surprises(names, scene, clients)

    assert found == [], "\n".join(found)
