"""Every route × verb × persona × state against the table in matrix.py."""

import re
from collections.abc import Iterable, Iterator
from copy import copy

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.checks import LIBRARY_RULES, named_routes
from tests.cast import Cast
from tests.security.answers import WALKERS
from tests.security.matrix import LIBRARY_PAGES, ROUTES, VERBS, Case, Route
from tests.security.scene import Scene

# Verbs that a route does not take are refused before anybody is looked at; three people stand for all.
FEW = ("public", "colorado", "administrator")
# These cheap routes are swept whole; the others ask the same querysets, so a choice of states and people does there.
WHOLE = ("documents:download", "documents:tus_version", "api:document", "meetings:detail", "meetings:calendar_file")
CHOSEN_STATES = ("agency", "all_members", "group", "public", "draft", "withdrawn", "left_behind", "opened", "missing")
CHOSEN_CALLS = ("planned", "held", "public", "open_summary", "event", "missing")
TWINS = ("second_administrator", "unverified", "declined", "expired")


def ours() -> list[str]:
    """Names of all routes of the portal's own."""
    return [name for name, _, _ in named_routes() if not name.startswith(tuple(LIBRARY_RULES))]


def test_every_route_is_declared() -> None:
    assert sorted(ours()) == sorted(ROUTES)


def cases_of(name: str, route: Route, scene: Scene) -> list[Case]:
    cases = route.cases(scene)
    if name.startswith("meetings:") and len(cases) > len(CHOSEN_CALLS) and name not in WHOLE:
        return [case for case in cases if case.name in CHOSEN_CALLS]
    if len(cases) < 14 or name in WHOLE:
        return cases
    return [case for case in cases if case.name in CHOSEN_STATES]


def questions(name: str, route: Route, scene: Scene) -> Iterator[tuple[str, str, Case]]:
    """(verb, persona, case): everybody for verbs the route takes, a few for those it does not.

    What the walkers get is asked where they walk, in test_walk.py.
    """
    cases = cases_of(name, route, scene)
    crowd = [persona for persona in scene.people if len(cases) < 5 or name in WHOLE or persona not in TWINS]
    for verb in VERBS:
        taken = verb in route.verbs
        for case in cases if taken else cases[:2]:
            for persona in crowd if taken else FEW:
                if not (verb == "GET" and taken and persona in WALKERS):
                    yield verb, persona, case


def answer(client: Client, verb: str, address: str) -> int:
    """The status; what the request changed is undone, signing out included."""
    cookies = copy(client.cookies)
    with transaction.atomic():
        status = client.generic(verb, address).status_code
        transaction.set_rollback(True)
    client.cookies = cookies
    if status == 429:  # so many people come from one machine in a test only
        cache.clear()
        return answer(client, verb, address)
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
# Swept by themselves, so that two cores share the work.
OURS = ("workinggroups", "meetings", "contacts", "inquiries", "announcements", "following")
APPS = {app: [name for name in ROUTES if name.startswith(f"{app}:")] for app in OURS}
OTHERS = [name for name in ROUTES if name not in {*READING, *CHANGING} and not name.startswith(OURS)]


@pytest.mark.parametrize(
    "names", [READING, CHANGING, *APPS.values(), OTHERS], ids=["reading", "changing", *APPS, "others"]
)
def test_every_answer_is_the_declared_one(names: list[str], scene: Scene, clients: dict[str, Client]) -> None:
    found = surprises(names, scene, clients)

    assert found == [], "\n".join(found)


def library_address(pattern: str) -> str:
    """An address that fits a library's pattern; numbers and paths become 1."""
    plain = re.sub(r"<\w+:\w+>", "1", pattern)
    return f"/{re.sub(r'[(]?[?]P<app_label>.*', 'accounts/', plain).replace('^', '').replace('(?P<url>.*)$', 'x')}"


def test_every_page_of_a_library_answers_as_declared(cast: Cast, sign_in) -> None:
    """Sign-in pages for the public, one's own account for members."""
    public, member = sign_in(None), sign_in(cast.vermont)
    addresses = {
        name: library_address(pattern)
        for name, pattern, entry in named_routes()
        if not hasattr(entry.callback, "access") and not name.startswith("admin:")
    }

    given = {
        name: (public.get(address).status_code, member.get(address).status_code) for name, address in addresses.items()
    }

    assert given == LIBRARY_PAGES


@pytest.mark.parametrize("persona", ["public", "vermont", "guest", "applicant", "administrator"])
def test_the_data_administration_opens_to_nobody_without_the_post_and_the_flag(
    persona: str, cast: Cast, sign_in
) -> None:
    """Every route and verb leads to the one sign-in page."""
    client = sign_in(None if persona == "public" else getattr(cast, persona))
    addresses = [
        library_address(pattern)
        for name, pattern, _ in named_routes()
        if name.startswith("admin:") and name not in ("admin:login", "admin:logout")  # ours stands before the first
    ]

    given = {client.generic(verb, address)["Location"] for address in addresses for verb in ("GET", "POST", "DELETE")}

    assert {location.partition("?")[0] for location in given} == {"/data/login/"}
