"""No spelling of an address gets past a rule, and no path but the checked view leads to bytes."""

from urllib.parse import unquote_to_bytes

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from documents.models import DocumentVersion
from documents.reading.pictures import picture_name
from tests.security.crawl import read
from tests.security.scene import MISSING_KEY, Scene

PERSONAS = ("public", "applicant", "colorado")


def spellings(address: str) -> list[str]:
    """Twelve ways to write an address that careless rules and careful views might read differently."""
    head, _, tail = address.strip("/").rpartition("/")
    head = f"/{head}" if head else ""
    return [
        f"{address}%0A",
        f"{address}%00",
        f"{head}//{tail}/",
        f"/{address}",
        f"{head}/./{tail}/",
        f"{head}/x/../{tail}/",
        f"{head}/x/%2e%2e/{tail}/",
        f"{head}/{tail};x/",
        f"{head}/{tail.upper()}/",
        f"{head}%2F{tail}/",
        f"{head}\\{tail}/",
        f"{head}/%{ord(tail[0]):02x}{tail[1:]}/",
        f"{address}?{tail}/",
        f"{head}/{tail}%20/",
    ]


def protected(scene: Scene) -> list[str]:
    """An address of each kind that these people may not open."""
    hidden, edition = scene.papers["agency"], scene.editions["of_hidden"]
    named = {"key": edition.key, "version_key": edition.version_key}
    return [
        reverse("documents:detail", args=[hidden.key]),
        reverse("documents:download", args=[hidden.key]),
        reverse("documents:page", args=[hidden.key, 1]),
        reverse("documents:thumbnail", args=[hidden.key]),
        reverse("documents:history", args=[hidden.key]),
        reverse("documents:edit", args=[hidden.key]),
        reverse("documents:download_version", kwargs=named),
        reverse("documents:page_image", kwargs={**named, "number": 1}),
        reverse("api:document", args=[hidden.key]) + "/",
        reverse("accounts:queue"),
        reverse("accounts:people"),
        reverse("accounts:activity"),
        "/data/accounts/agency/",
    ]


def status(client: Client, spelling: str) -> int:
    """Asked as a web server hands it over; the test client would tidy it up first."""
    path, _, query = spelling.partition("?")
    decoded = unquote_to_bytes(path).decode("latin-1")
    return client.get("/", PATH_INFO=decoded, QUERY_STRING=query).status_code


@pytest.mark.parametrize("persona", PERSONAS)
def test_no_spelling_of_a_protected_address_opens_it(persona: str, scene: Scene, clients: dict[str, Client]) -> None:
    """Redirects lead to sign-in or to the plain spelling, which is refused like any other."""
    asked = [spelling for address in protected(scene) for spelling in spellings(address)]

    opened = [address for address in asked if status(clients[persona], address) == 200]

    assert opened == []


def test_a_spelling_that_is_the_same_address_obeys_the_same_rule(scene: Scene, clients: dict[str, Client]) -> None:
    """A key with an encoded letter is the same key: open to a reader, closed to others."""
    key = scene.papers["agency"].key
    address = f"/documents/%{ord(key[0]):02x}{key[1:]}/"

    assert clients["vermont"].get(address).status_code == 200
    assert clients["colorado"].get(address).status_code == 404


def test_keys_are_told_apart_by_case(scene: Scene, clients: dict[str, Client]) -> None:
    assert clients["vermont"].get(f"/documents/{scene.papers['agency'].key.upper()}/").status_code == 404


# Bytes


def storage_paths(scene: Scene) -> list[str]:
    """Where files lie, asked for in every way a server might have been left to serve them."""
    paths = []
    for version in DocumentVersion.objects.all():
        for name in (version.storage_name, picture_name(version, 1, 1100)):
            bare = name.rpartition("/")[2]
            paths += [f"/{name}", f"/media/{name}", f"/files/{name}", f"/static/{name}", f"/static/../{name}"]
            paths += [f"/static/%2e%2e/.local/files/{name}", f"/documents/{bare}/", f"/documents/{bare}/download/"]
    return paths


@pytest.mark.parametrize("persona", ["public", "vermont", "administrator"])
def test_no_path_leads_to_stored_bytes(persona: str, scene: Scene, clients: dict[str, Client]) -> None:
    """Also for those who may download the file, the storage name is worth nothing."""
    clients["vermont"].get(reverse("documents:thumbnail", args=[scene.papers["opened"].key]))
    asked = storage_paths(scene)

    statuses = {clients[persona].get(path).status_code for path in asked}

    assert len(asked) > 100
    assert statuses == {404}


def test_the_proxys_inner_path_is_no_address_of_ours(scene: Scene, clients: dict[str, Client], settings) -> None:
    """With a proxy that sends files, its inner location is told by a header and never by a page."""
    settings.DOWNLOADS_BY_PROXY = "/inner/"
    version = DocumentVersion.objects.get(key=scene.editions["current"].version_key)

    download = clients["vermont"].get(reverse("documents:download", args=[scene.papers["opened"].key]))
    direct = clients["vermont"].get(f"/inner/{version.storage_name}")

    assert download["X-Accel-Redirect"] == f"/inner/{version.storage_name}"
    assert direct.status_code == 404


def test_storage_names_stand_on_no_page(scene: Scene, clients: dict[str, Client]) -> None:
    client, key = clients["vermont"], scene.papers["opened"].key
    names = [name.rpartition("/")[2] for name in DocumentVersion.objects.values_list("storage_name", flat=True)]

    pages = [
        read(client, address)
        for address in (
            f"/documents/{key}/",
            f"/documents/{key}/history/",
            f"/api/v1/documents/{key}",
            "/documents/mine/",
        )
    ]

    assert [(page.address, name) for page in pages for name in names if name in page.whole] == []


# What is never answered


@pytest.mark.parametrize("verb", ["TRACE", "CONNECT", "TRACK", "PROPFIND", "MKCOL", "COPY", "MOVE", "LOCK", "DEBUG"])
def test_verbs_of_other_protocols_are_refused(verb: str, scene: Scene, clients: dict[str, Client]) -> None:
    """TRACE would send back the cookies; no other protocol is spoken here."""
    addresses = ["/", "/documents/", f"/documents/{scene.papers['public'].key}/download/", "/people/me/", "/healthz"]

    statuses = {clients["vermont"].generic(verb, address).status_code for address in addresses}

    assert statuses == {405}


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_no_header_or_field_turns_one_verb_into_another(header: str, scene: Scene, clients: dict[str, Client]) -> None:
    """Reading must not become a write through a header or a field."""
    address = f"/documents/{scene.papers['draft'].key}/discard/"

    by_header = clients["vermont"].get(address, headers={header: "POST"})
    by_field = clients["vermont"].get(f"{address}?_method=POST")

    assert (by_header.status_code, by_field.status_code) == (200, 200)
    assert scene.papers["draft"].document.__class__.objects.filter(key=scene.papers["draft"].key).exists()


@pytest.mark.parametrize("header", ["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "X-Accel-Redirect"])
def test_no_header_turns_one_address_into_another(header: str, scene: Scene, clients: dict[str, Client]) -> None:
    response = clients["public"].get("/", headers={header: f"/documents/{scene.papers['agency'].key}/"})

    assert scene.papers["agency"].key not in response.content.decode()
    assert not response.has_header("X-Accel-Redirect")


def test_debugging_is_off_and_nothing_is_listed(clients: dict[str, Client]) -> None:
    """Tracebacks and listings of folders tell strangers how the server is built."""
    statuses = {
        clients["administrator"].get(address).status_code for address in ("/static/", "/static/css/", "/media/")
    }

    assert not settings.DEBUG
    assert statuses == {404}


def test_a_missing_key_and_an_impossible_one_answer_alike(clients: dict[str, Client]) -> None:
    statuses = {
        clients["colorado"].get(f"/documents/{key}/").status_code for key in (MISSING_KEY, "a", "a" * 300, "0-_", "é")
    }

    assert statuses == {404}
