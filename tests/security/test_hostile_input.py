"""No text in an address or a form leads to an error of ours, or past the filters."""

import base64
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Agency, User
from documents.models import Document, DocumentVersion, Kind
from tests.cast import Cast
from tests.security.matrix import ROUTES, administrators
from tests.security.payloads import IN_ADDRESSES, IN_FORMS, PARAMETERS
from tests.security.scene import Scene

# Every parameter that a view or a library of ours reads, and who meets it where.
FILTERS = ("family", "kind", "state", "region", "topic", "era", "year", "agency", "group", "type")
LISTS = {
    "/documents/": ("vermont", (*FILTERS, "sort", "after")),
    "/documents/search/": ("vermont", ("q", "page", "sort", "fold", "kind", "agency")),
    "/documents/search/export/": ("vermont", ("q", "sort", "fold", "format", "state")),
    "/documents/search/suggestions/": ("vermont", ("q",)),
    "/documents/saved/new/": ("vermont", ("q", *FILTERS)),
    "/api/v1/documents": ("public", (*FILTERS, "size", "after")),
    "/api/v1/pages": ("public", ("q", "size", "offset", "fold", "year")),
    "/documents/mine/": ("vermont", ("page",)),
    "/groups/cybersecurity/": ("group_member", ("page",)),
    "/directory/": ("group_member", ("q", "state", "kind", "agency", "group", "page")),
    "/meetings/": ("group_member", ("group", "kind", "has", "when", "page")),
    "/meetings/calendar/": ("group_member", ("month", "group", "mine", "when", "view")),
    "/people/": ("administrator", ("q", "show", "page")),
    "/people/approvals/": ("administrator", ("page",)),
    "/people/activity/": ("administrator", ("person", "thing", "kind", "since", "until", "page")),
    "/people/activity/export/": ("administrator", ("person", "thing", "kind", "since", "until")),
    "/people/request/": ("left", ("tier", "state")),
    "/account/login/": ("public", ("next",)),
}
ALL = sorted({name for _, names in LISTS.values() for name in names} | {"now"})
URLENCODED = "application/x-www-form-urlencoded"


def errors(client: Client, addresses: Iterable[str]) -> list[str]:
    """Addresses that met an error of ours, shortened."""
    client.raise_request_exception = False
    found = []
    for address in addresses:
        with transaction.atomic():  # an error in the database must not spoil what is asked next
            status = client.get(address).status_code
            transaction.set_rollback(True)
        if status >= 500:
            found.append(address[:150])
    return found


@pytest.mark.parametrize("path", LISTS)
def test_no_value_of_a_list_parameter_is_an_error(path: str, scene: Scene, clients: dict[str, Client]) -> None:
    persona, names = LISTS[path]
    rest = "" if "q" in names else "q=uptime&"
    addresses = [f"{path}?{rest}{name}={value}" for name in names for value in IN_ADDRESSES.values()]

    assert errors(clients[persona], addresses) == []


NASTIEST = (
    "NUL",
    "lone surrogate",
    "not UTF-8",
    "quotes",
    "other digits",
    "far time zone",
    "cursor of a far time zone",
)


def test_no_parameter_of_any_page_is_an_error(scene: Scene, clients: dict[str, Client]) -> None:
    """All parameters at once, twice over, at every route; and names that would reach into a query."""
    queries = [
        "&".join(f"{name}={IN_ADDRESSES[what]}&{name}={IN_ADDRESSES[what]}" for name in ALL) for what in NASTIEST
    ]
    queries.append("&".join(f"{name}=OR" for name in PARAMETERS))
    wrong = []
    for name, route in ROUTES.items():
        if "GET" not in route.verbs or name == "readyz":
            continue
        page = reverse(name, kwargs=dict(route.cases(scene)[0].arguments))
        persona = "administrator" if route.gate is administrators else "vermont"
        wrong += errors(clients[persona], [f"{page}?{query}" for query in queries])

    assert wrong == []


def test_names_that_reach_into_queries_change_no_answer(scene: Scene, clients: dict[str, Client]) -> None:
    """A person outside gets the same rows, whatever the parameters are called."""
    client = clients["colorado"]
    plain = client.get("/api/v1/documents").json()

    # All names at once: each of them would filter the rows by itself.
    different = [
        value
        for value in ("OR", "1", "a", "__", "owner")
        if client.get("/api/v1/documents?" + "&".join(f"{name}={value}" for name in PARAMETERS)).json() != plain
    ]

    assert different == []


@pytest.mark.parametrize(
    "header",
    ["Cookie", "Accept", "User-Agent", "X-Forwarded-For", "HX-Request", "If-Modified-Since", "Range", "Referer"],
)
def test_no_header_is_an_error(header: str, scene: Scene, clients: dict[str, Client]) -> None:
    client = clients["public"]
    client.raise_request_exception = False
    values = ["", "\xff\xfe", "a" * 8000, "'\"<>", "sessionid=%00; csrftoken=\xff", "bytes=9-1,-5,a"]

    statuses = {client.get("/documents/", headers={header: value}).status_code for value in values}

    assert statuses <= {200, 400}


# Forms


def forms(scene: Scene) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Each form with text in it: who sends it, where, and answers that would be accepted."""
    cast, paper = scene.cast, scene.papers["agency"].document
    draft = scene.papers["draft"].document
    assert paper is not None
    assert draft is not None
    agency = Agency.objects.filter(state="VT", kind="DOT")[0]
    return {
        "sign up": ("public", "/account/signup/", {
            "email": "new@people.example", "name": "New", "password1": "x" * 20,
        }),
        "sign in": ("public", "/account/login/", {"login": cast.vermont.email, "password": "x" * 20}),
        "code": ("public", "/account/login/code/", {"email": cast.vermont.email}),
        "reset": ("public", "/account/password/reset/", {"email": cast.vermont.email}),
        "e-mail": ("vermont", "/account/email/", {"email": "other@people.example", "action_add": ""}),
        "password": ("vermont", "/account/password/set/", {"password1": "x" * 20, "password2": "x" * 20}),
        "authenticator": ("vermont", "/account/2fa/totp/activate/", {"code": "123456"}),
        "ask to join": ("left", "/people/request/", {
            "tier": "member", "state": "VT", "agency": agency.pk, "new_agency_name": "", "role_title": "Planner",
            "reason": "I plan.",
        }),
        "ask with a new agency": ("unverified", "/people/request/", {
            "tier": "member", "state": "VT", "agency": "", "new_agency_name": "Office", "role_title": "Planner",
            "reason": "I plan.",
        }),
        "approve": ("administrator", f"/people/approvals/{scene.requests['waiting'].pk}/approve/", {
            "agency": agency.pk, "new_name": "", "new_kind": "OTHER", "tier": "member", "role": "reader",
        }),
        "approve a new agency": ("administrator", f"/people/approvals/{scene.requests['waiting'].pk}/approve/", {
            "agency": "", "new_name": "Office", "new_kind": "OTHER", "tier": "member", "role": "reader",
        }),
        "decline": ("administrator", f"/people/approvals/{scene.requests['waiting'].pk}/decline/", {"reason": "No."}),
        "preferences": ("vermont", "/people/me/preferences/", {
            "time_zone": "America/Denver", "notifications": "wants_summaries", "shown": "is_listed",
            "phone": "802-555-0100",
        }),
        "end": ("administrator", f"/people/{cast.colorado.pk}/end/", {"reason": "Left."}),
        "describe": ("vermont", f"/documents/{draft.key}/describe/", details(draft)),
        "edit": ("vermont", f"/documents/{paper.key}/edit/", details(paper)),
        "withdraw": ("vermont", f"/documents/{paper.key}/withdraw/", {"reason": "Outdated."}),
        "restore": ("vermont", f"/documents/{scene.papers['withdrawn'].key}/restore/", {"reason": "Back."}),
    }  # fmt: skip


def details(document: Document) -> dict[str, Any]:
    kind = Kind.objects.get(slug="rfp").pk
    return {
        "title": "Title", "kind": kind, "state": "VT", "dated_on": "2025-01-01", "era": "", "abstract": "About.",
        "label": "public", "sharing": "all_members", "revision": document.revision, "public_confirmed": "",
    }  # fmt: skip


def encoded(fields: dict[str, Any]) -> str:
    """A form's body; a lone surrogate becomes the three bytes a careless program sends for it."""
    return urlencode(fields, errors="surrogatepass")


ONE_BY_ONE = ("NUL", "lone surrogate", "header", "fold")


@pytest.mark.parametrize("payload", IN_FORMS)
def test_no_text_in_a_form_is_an_error(payload: str, scene: Scene, clients: dict[str, Client]) -> None:
    """All fields at once, the worst also one by one: stored or refused, never a page of ours that gives up."""
    wrong = []
    for what, (persona, address, answers) in forms(scene).items():
        client = clients[persona]
        client.raise_request_exception = False
        for fields in [list(answers), *([name] for name in answers if payload in ONE_BY_ONE)]:
            sent = {**answers, **dict.fromkeys(fields, IN_FORMS[payload])}
            with transaction.atomic():
                status = client.post(address, encoded(sent), content_type=URLENCODED).status_code
                transaction.set_rollback(True)
            if status >= 500:
                wrong.append(f"{what}: {fields}")

    assert wrong == []


@pytest.mark.parametrize("payload", IN_FORMS)
def test_no_name_of_a_file_is_an_error(payload: str, scene: Scene, clients: dict[str, Client]) -> None:
    """Through the form and through the resumable upload."""
    client = clients["vermont"]
    client.raise_request_exception = False
    name = f"{IN_FORMS[payload][:3000]}.txt"
    encoded_name = base64.b64encode(name.encode("utf-8", "surrogatepass")).decode()

    with transaction.atomic():
        sent = {"file": SimpleUploadedFile("x.txt", b"Words."), "upload_id": str(uuid4())}
        sent["file"]._name = name.encode("utf-8", "replace").decode()
        by_form = client.post("/documents/share/", sent)
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "6", "Upload-Metadata": f"filename {encoded_name}"}
        by_pieces = client.post("/documents/uploads/", content_type="text/plain", headers=headers)
        names = list(DocumentVersion.objects.values_list("filename", flat=True))
        transaction.set_rollback(True)

    assert by_form.status_code in (302, 400)
    assert by_pieces.status_code in (201, 400)
    assert [stored for stored in names if len(stored) > 150 or not stored.isprintable()] == []


def test_the_data_administration_refuses_odd_text_politely(cast: Cast, sign_in) -> None:
    User.objects.filter(pk=cast.administrator.pk).update(is_staff=True)
    client = sign_in(User.objects.get(pk=cast.administrator.pk))
    asked = [
        f"/data/{path}/?{name}={value}"
        for path in ("accounts/agency", "accounts/auditevent")
        for name in ("q", "p", "kind__exact", "pk__in", "state__name__startswith")
        for value in (IN_ADDRESSES[what] for what in NASTIEST)
    ]

    assert errors(client, asked) == []
