"""What is hidden shows nowhere, moves no number and answers like what never was."""

from typing import Any

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from documents.models import Document, VersionStatus
from tests import library
from tests.cast import Cast, agency
from tests.lib.files.samples import layer, point
from tests.publications import builders as publications
from tests.security.answers import Route
from tests.security.canary import BEGINNING, Canaries, nonsense
from tests.security.crawl import Seen, read, seen, steady
from tests.security.matrix import ROUTES, UUID_OF_NOTHING, VERBS
from tests.security.scene import MISSING_KEY, Scene
from tests.security.scene_reuse import use
from tests.workforce import training
from workforce.models import TrainedYear

SUGGESTED = "/documents/search/suggestions/?q="
# Fields of one paper whose words are asked for; the others are filled and shown the same way.
ASKED = ("“agency”", "“draft”", "“narrow”", "“waiting”", "“vermont”", "hidden edition", "address of vermont_energy")

ASKED_AT = ("/api/v1/pages?q=", "/documents/search/?q=", "/documents/search/export/?q=", SUGGESTED)


@pytest.mark.parametrize("persona", ["public", "guest", "colorado"])
def test_searching_for_a_hidden_word_is_like_searching_for_nonsense(
    persona: str, scene: Scene, canaries: Canaries, clients: dict[str, Client]
) -> None:
    """The word, its beginning and a slip of the pen, on the page and for programs."""
    client, different = clients[persona], []
    words = {word: place for word, place in canaries.hidden_from(persona).items() if place.endswith(ASKED)}
    strangers = {}
    for address in ASKED_AT:
        for length in (BEGINNING, 12):
            stranger = nonsense()[:length]
            strangers[address, length] = steady(read(client, f"{address}{stranger}"), word=stranger)
    for word, place in words.items():
        for asked in (word, word[:BEGINNING], word[:4] + word[5] + word[4] + word[6:]):
            for address in ASKED_AT:
                if steady(read(client, f"{address}{asked}"), word=asked) != strangers[address, len(asked)]:
                    different.append(f"{place}: {address}{asked}")

    assert len(words) > 20
    assert different == []


def test_a_file_seen_before_by_others_is_received_like_any_other(cast: Cast, sign_in) -> None:
    """The same bytes, title and name as a hidden document give no hint."""
    library.document(cast.vermont, "Draft RFP", sharing_choice="agency", content=b"the very same bytes")
    same = library.document(
        cast.colorado, "Draft RFP", status="draft", sharing_choice="me", content=b"the very same bytes"
    )
    other = library.document(
        cast.colorado, "Draft RFP", status="draft", sharing_choice="me", content=b"some other bytes..."
    )
    client = sign_in(cast.colorado)

    given = [
        steady(read(client, reverse(name, args=[made.key])), key=made.key, version=made.current_version.key)
        for name in ("documents:describe", "documents:status", "documents:detail")
        for made in (same, other)
    ]

    assert given[0::2] == given[1::2]


# Counts


NUMBERS = [
    "/", "/documents/", "/documents/?kind=rfp", "/documents/?state=VT&sort=dated", "/documents/?region=naseo-northeast",
    "/documents/search/?q=uptime", "/documents/search/?q=uptime&state=VT", "/documents/search/?q=uptime&fold=documents",
    "/documents/search/?q=uptime&fold=states", "/publications/", "/groups/",
    "/groups/cybersecurity/", "/regions/", "/api/v1/documents", "/api/v1/pages?q=uptime", "/people/me/",
    "/documents/mine/", "/documents/search/export/?q=uptime", f"{SUGGESTED}uptime", f"{SUGGESTED}verm",
    "/states/", "/states/vt/", "/states/compare/?state=vt&state=co", "/states/export/", "/map/", "/map/?year=2035",
    "/workforce/", "/workforce/pathways/", "/workforce/providers/", "/workforce/states/vt/",
    "/coverage/", "/coverage/?family=solicitations", "/coverage/?kind=rfp", "/coverage/export/?columns=types",
    "/reuse/report/", "/reuse/report/file/", "/news/?show=all", "/news/follows/",
]  # fmt: skip


@pytest.mark.parametrize("persona", ["public", "applicant", "guest", "colorado", "group_member"])
def test_one_more_hidden_document_moves_no_number(persona: str, scene: Scene, clients: dict[str, Client]) -> None:
    """A count or a number of pages that includes what one may not see tells that it is there."""
    client = clients[persona]
    before = {address: steady(read(client, address)) for address in NUMBERS}

    library.document(scene.cast.vermont, "Uptime plan", sharing_choice="agency", pages=["uptime " * 20] * 30)
    library.document(scene.cast.vermont, "Uptime sheet", sharing_choice="agency", kind="fact-sheet", study="A study")
    _more_of_the_sisters(scene)

    assert {address: steady(read(client, address)) for address in NUMBERS} == before


def _more_of_the_sisters(scene: Scene) -> None:
    """A layer, a plan, an edition with a superseded file, and a provider and a pathway off the lists; all hidden."""
    owner, hidden = scene.cast.vermont, {"sharing_choice": "agency"}
    made = library.document(owner, "Uptime layer", content=layer(point(-72.58, 44.26)), file_type="geojson", **hidden)
    VersionStatus.objects.filter(version=made.current_version).update(layer="features")
    library.document(owner, "Uptime update", kind="plan-update", **hidden)
    use(made, agency("NH", "DOT"), result=library.document(owner, "Uptime result", **hidden))
    study = publications.study("Uptime", slug="uptime")
    publications.revised(publications.edition(study, library.document(owner, "Uptime report", kind="report", **hidden)))
    provider, pathway = training.provider(owner, "Uptime College"), training.pathway(owner, "Uptime technician")
    TrainedYear.objects.create(provider=provider, year=2025, people=4321)
    for thing in (provider, pathway):
        thing.removed_at = timezone.now()
        thing.save(update_fields=["removed_at"])


def test_one_more_visible_document_does_move_them(scene: Scene, clients: dict[str, Client]) -> None:
    client = clients["colorado"]
    before = {address: steady(read(client, address)) for address in ("/documents/", "/api/v1/pages?q=uptime")}

    library.document(scene.cast.vermont, "Uptime plan", pages=["uptime"] * 3)

    assert [address for address in before if steady(read(client, address)) == before[address]] == []


# Hidden is like what never was


HEADERS = [{"Range": "bytes=0-3"}, {"If-None-Match": "*"}, {"If-Modified-Since": "Sat, 01 Jan 2039 00:00:00 GMT"}]


def verbs_of(route: Route) -> list[str]:
    """Those it takes, and one for all others, which are refused before anybody looks at the key."""
    taken = [verb for verb in VERBS if verb in route.verbs or (verb == "HEAD" and "GET" in route.verbs)]
    return [*taken, *[verb for verb in VERBS if verb not in taken][:1]]


def answers(client: Client, name: str, key: str, **more: object) -> list[str]:
    """What a route says about a key, by its verbs and with conditional headers, without the key itself."""
    address = reverse(name, kwargs={"key": key, **more})
    asked: list[Seen] = [seen(address, client.generic(verb, address)) for verb in verbs_of(ROUTES[name])]
    asked += [read(client, address, **headers) for headers in HEADERS]
    return [steady(page, key=key) for page in asked]


@pytest.mark.parametrize("persona", ["public", "left", "guest", "colorado"])
def test_hidden_answers_like_what_never_was_byte_for_byte(
    persona: str, scene: Scene, clients: dict[str, Client]
) -> None:
    """Status, headers, cookies and body, also when a range or a condition is asked for."""
    client, different = clients[persona], []
    for name, route in ROUTES.items():
        arguments = hidden_arguments(name, route, scene, persona)
        if "key" not in arguments:
            continue
        hidden = str(arguments.pop("key"))
        missing = UUID_OF_NOTHING if len(hidden) == len(UUID_OF_NOTHING) else MISSING_KEY
        if answers(client, name, hidden, **arguments) != answers(client, name, missing, **arguments):
            different.append(name)

    assert different == []


def hidden_arguments(name: str, route: Route, scene: Scene, persona: str) -> dict[str, Any]:
    """The address of something real that this person may not see; empty where the route names nothing like it."""
    cases = [case for case in route.cases(scene) if not case.name.endswith("missing")]
    if not name.startswith(("documents:", "api:")):
        return next((dict(case.arguments) for case in cases if persona not in case.readers), {})
    hidden = scene.papers["agency"].document
    assert hidden is not None
    assert hidden.current_version is not None
    arguments = dict(cases[0].arguments)
    return arguments | {
        key: value
        for key, value in (("key", hidden.key), ("version_key", hidden.current_version.key))
        if key in arguments
    }


@pytest.mark.parametrize("persona", ["public", "left", "guest", "colorado"])
def test_hidden_layer_in_an_address_answers_like_what_never_was(
    persona: str, scene: Scene, clients: dict[str, Client]
) -> None:
    """Over the map, in a year, and on the map of a state; alone, and beside one that is not hidden."""
    client, owner = clients[persona], scene.cast.vermont
    circles = {name: library.document(owner, name, content=layer(point()), file_type="geojson", sharing_choice=name)
               for name in ("agency", "public")}  # fmt: skip
    VersionStatus.objects.filter(version__document__in=circles.values()).update(layer="features")
    hidden, public = circles["agency"].key, circles["public"].key
    addresses = ("/map/?layer={}", "/map/?year=2035&layer={}", "/map/export/?layer={}", "/states/vt/?layer={}",
                 f"/states/vt/?layer={public}&layer={{}}")  # fmt: skip

    different = [
        address
        for address in addresses
        if steady(read(client, address.format(hidden)), key=hidden)
        != steady(read(client, address.format(MISSING_KEY)), key=MISSING_KEY)
    ]

    assert different == []


@pytest.mark.parametrize("persona", ["vermont", "colorado", "applicant"])
def test_people_and_requests_of_others_answer_like_what_never_was(
    persona: str, scene: Scene, clients: dict[str, Client]
) -> None:
    """Members cannot find out who is there by counting through numbers."""
    client = clients[persona]
    somebody, request = scene.cast.new_hampshire.pk, scene.requests["declined"].pk
    pairs = [("/people/{}/", somebody), ("/people/approvals/{}/", request), ("/people/request/{}/withdraw/", request)]

    different = [
        address
        for address, pk in pairs
        for verb in ("GET", "POST")
        if steady(seen("", client.generic(verb, address.format(pk))), pk=f"/{pk}/")
        != steady(seen("", client.generic(verb, address.format(987654321))), pk="/987654321/")
    ]

    assert different == []


# Fields nobody may filter or sort by


LOOKUPS = ("", "__startswith", "__isnull")


def field_names() -> list[str]:
    """Every field of a document and of what it leads to."""
    names = []
    for found in Document._meta.get_fields():
        names.append(found.name)
        if found.name in ("owner", "current_version", "agency") and isinstance(found, models.ForeignKey):
            names += [f"{found.name}__{inner.name}" for inner in found.related_model._meta.get_fields()]
    return [
        name for name in names if name not in ("kind", "state", "agency", "era")
    ]  # filters, which know their values


def test_no_other_field_filters_or_sorts(scene: Scene, clients: dict[str, Client]) -> None:
    """Parameters that name fields change nothing. All of a field at once: each alone would show."""
    client = clients["colorado"]
    plain = client.get("/api/v1/documents").json()

    changed = [
        name
        for name in field_names()
        if client.get(
            "/api/v1/documents?"
            + "&".join((*(f"{name}{lookup}=a" for lookup in LOOKUPS), f"sort={name}", f"order_by=-{name}"))
        ).json()
        != plain
    ]

    assert changed == []
