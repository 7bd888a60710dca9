"""One walk through every address there is, as ten people.

On the way every answer has the declared status, shows no word that is hidden from its reader and no session's key,
names no guest without saying that they are one, and sets no cookie but two. Afterwards no such word stands in the log,
and no row of any table has changed. One walk serves all of it, because it is making the pages that takes the time.
"""

import logging
import os
import re
from collections.abc import Iterable, Iterator

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.checks import named_routes
from accounts.models import User
from clearinghouse.lib.logs import json_formatter
from documents.models import Document
from reuse.models import Use
from tests.security.answers import WALKERS, Case, Route
from tests.security.canary import Canaries, words_in
from tests.security.crawl import Seen, crawl
from tests.security.matrix import LIBRARY_PAGES, ROUTES
from tests.security.scene import Scene
from tests.security.scene_phasemap import layer_addresses
from tests.security.tables import changed, fingerprints
from tests.security.test_matrix import library_address

LISTS = [
    *("/documents/?sort=dated", "/documents/search/?q=uptime", "/api/v1/pages?q=uptime", "/documents/?type=txt"),
    *(f"/documents/search/?q=uptime&fold={fold}" for fold in ("documents", "states")),
    *("/documents/search/export/?q=uptime", "/documents/search/export/?q=zq*&sort=shared"),
    *(f"/documents/search/suggestions/?q={text}" for text in ("zq", "plan", "uptime verm", "rfp")),
    *(f"/states/compare/{file}?state=vt&state=co&state=gu" for file in ("", "export/")),
]
# The canaries give each paper an agency of its own, so who edits for the papers' first agency, and who shared it from
# there, get other answers than the table says, which the sweep of test_matrix.py asks for.
EDITOR = "vermont_editor"
IS_SHORT = os.environ.get("CLEARINGHOUSE_WALK") == "short"  # one address of each route: make test on a second database
LINKED_PAGES = 40  # beyond every route with every key
GUEST = "Quillon Ardmore"
UNMARKED_GUEST = re.compile(rf"{GUEST}(?! \(guest\))")
# There a mark beside the name says it.
MARKS_GUESTS = ("/directory/", "/workforce/people/")
SHOWN = (
    *("charter", "note", "title", "abstract", "agency", "heading", "page", "filename", "history", "reason", "address"),
    "line",
    "map",
)


@pytest.fixture
def log_lines() -> Iterator[list[str]]:
    """Everything the portal writes to its log, as production writes it."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    keeper, root = Keeper(), logging.getLogger()
    keeper.setFormatter(json_formatter())
    before = root.level
    root.addHandler(keeper)
    root.setLevel(logging.INFO)
    yield lines
    root.setLevel(before)
    root.removeHandler(keeper)


def addresses(scene: Scene) -> dict[str, list[tuple[str, Route, Case]]]:
    """Every route that answers GET, with every object there is, and what it was made from."""
    found: dict[str, list[tuple[str, Route, Case]]] = {}
    for name, route in ROUTES.items():
        for case in route.cases(scene) if "GET" in route.verbs else ():
            found.setdefault(reverse(name, kwargs=dict(case.arguments)), []).append((name, route, case))
    return found


def one_of_each(persona: str, scene: Scene) -> list[str]:
    """Of each route that answers GET one address, with something that this person may read if there is any."""
    found = []
    for name, route in ROUTES.items():
        if "GET" in route.verbs:
            cases = sorted(route.cases(scene), key=lambda case: route.expected("GET", persona, case) != 200)
            found.append(reverse(name, kwargs=dict(cases[0].arguments)))
    return found


def seeds(persona: str, scene: Scene) -> list[str]:
    """All of these, pages of libraries, and lists with words asked for."""
    library = [library_address(pattern) for name, pattern, _ in named_routes() if name in LIBRARY_PAGES]
    return list(
        dict.fromkeys(
            [*(one_of_each(persona, scene) if IS_SHORT else addresses(scene)), *library, *LISTS, *layer_addresses()]
        )
    )


def surprises(persona: str, pages: Iterable[Seen], scene: Scene) -> list[str]:
    """Each status that differs from the table, as a sentence; but for what the person shared, and its uses.

    A canary puts another agency on the documents, and whoever shared them does not work there.
    """
    declared = addresses(scene)
    shared = set(Document.objects.filter(owner=scene.people[persona]).values_list("key", flat=True))
    shared |= set(Use.objects.filter(document__owner=scene.people[persona]).values_list("key", flat=True))
    return [
        f"GET {name} [{case.name}] as {persona}: {page.status}, expected {route.expected('GET', persona, case)}"
        for page in pages
        for name, route, case in declared.get(page.address, ())
        if page.status != route.expected("GET", persona, case) and shared.isdisjoint(case.arguments.values())
    ]


def leaks(pages: Iterable[Seen], hidden: dict[str, str], canaries: Canaries) -> list[str]:
    """Each hidden word that shows, with its place and the address."""
    return [
        f"{hidden[word]} on {page.address}"
        for page in pages
        for word in sorted(words_in(page.whole) & hidden.keys())
        if canaries.is_leak(word, page.address)
    ]


def unmet(pages: Iterable[Seen], canaries: Canaries) -> list[str]:
    """Places of the words that administrators may read and did not meet: that a leak would be noticed."""
    met = words_in("\n".join(page.whole for page in pages))
    missed = [place for word, place in canaries.places.items() if word not in met and place.startswith(SHOWN)]
    return [place for place in missed if "administrator" in canaries.readers_at(place)]


def unmarked_guests(persona: str, pages: Iterable[Seen]) -> list[str]:
    """Addresses that name a guest to others and don't say that they are one."""
    named = [page for page in pages if UNMARKED_GUEST.search(page.body) and not page.address.startswith(MARKS_GUESTS)]
    return [page.address for page in named if persona != "guest"]


@pytest.mark.parametrize("persona", [*WALKERS, EDITOR])
def test_a_walk_meets_declared_answers_and_ones_own_words_and_changes_no_row(
    persona: str, scene: Scene, canaries: Canaries, clients: dict[str, Client], log_lines: list[str]
) -> None:
    """Pages, lists, forms, programs' answers, error pages, headers and log lines."""
    User.objects.filter(pk=scene.people["guest"].pk).update(name=GUEST)
    client, before = clients[persona], fingerprints()

    pages = list(crawl(client, seeds(persona, scene), LINKED_PAGES))
    keys = list(Session.objects.values_list("session_key", flat=True))

    assert persona == EDITOR or surprises(persona, pages, scene) == []
    # Administrators also meet what is not said yet; they stand for the others, to show that a leak would be noticed.
    assert persona == "administrator" or leaks(pages, canaries.hidden_from(persona), canaries) == []
    assert persona != "administrator" or IS_SHORT or unmet(pages, canaries) == []
    assert unmarked_guests(persona, pages) == []
    # That a name without its mark would be noticed.
    assert persona != "administrator" or sum(GUEST in page.body for page in pages) > 10
    logged = words_in("\n".join(log_lines))
    assert [place for word, place in canaries.places.items() if word in logged] == []
    assert changed(before, fingerprints()) == []
    assert [page.address for page in pages for key in keys if key in page.body or key in page.address] == []
    assert set(client.cookies) <= {"sessionid", "csrftoken"}


def test_words_are_found_wherever_they_stand(canaries: Canaries) -> None:
    first, second = list(canaries.places)[:2]

    found = words_in(f"zqb{first}zq/{second.upper()} x{second}x")

    assert found & canaries.places.keys() == {first, second}


def test_fingerprints_notice_one_changed_letter(scene: Scene) -> None:
    before = fingerprints()

    type(scene.cast.vermont).objects.filter(pk=scene.cast.vermont.pk).update(name="Vermonn")

    assert changed(before, fingerprints()) == ["accounts_user"]
