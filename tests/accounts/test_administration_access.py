"""Nobody but administrators gets into the administrators' pages, by any verb."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AuditEvent, MembershipRequest, User
from tests.accounts.people import outbox
from tests.cast import Cast

SignIn = Callable[[User | None], Client]
OUTSIDERS = [
    "applicant", "declined", "vermont", "vermont_editor", "vermont_energy", "new_hampshire", "colorado", "group_member",
    "guest", "left",
]  # fmt: skip
READ = ["/people/", "/people/{person}/", "/people/{person}/end/", "/people/approvals/", "/people/approvals/{request}/",
        "/people/activity/", "/people/activity/export/", "/people/system/"]  # fmt: skip
WRITE = ["/people/approvals/{request}/approve/", "/people/approvals/{request}/decline/", "/people/{person}/end/",
         "/people/{person}/editor/", "/people/{person}/administrator/", "/people/{person}/deactivate/"]  # fmt: skip


def filled(path: str, cast: Cast) -> str:
    return path.format(person=cast.vermont.pk, request=cast.applicant.membership_requests.get().pk)


def form(cast: Cast) -> dict[str, object]:
    agency = cast.vermont.memberships.get().agency_id
    return {"agency": agency, "tier": "member", "role": "editor", "reason": "Because.", "decision": "approve"}


@pytest.mark.parametrize("name", OUTSIDERS)
def test_outsiders_are_refused_and_change_nothing(name: str, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(getattr(cast, name))
    before = list(MembershipRequest.objects.order_by("pk").values())

    read = {path: client.get(filled(path, cast)).status_code for path in READ}
    written = {path: client.post(filled(path, cast), form(cast)).status_code for path in WRITE}

    assert read == dict.fromkeys(READ, 403)
    assert written == dict.fromkeys(WRITE, 403)
    assert list(MembershipRequest.objects.order_by("pk").values()) == before
    assert (AuditEvent.objects.count(), outbox()) == (0, [])


@pytest.mark.parametrize("name", [None, "unverified", "deactivated"])
def test_strangers_are_asked_to_sign_in(name: str | None, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(getattr(cast, name) if name != "unverified" and name else None)

    answers = [client.get(filled(path, cast)) for path in READ]
    answers += [client.post(filled(path, cast), form(cast)) for path in WRITE]

    assert {answer.status_code for answer in answers} == {302}
    assert {answer.url.partition("?")[0] for answer in answers} == {"/account/login/"}


@pytest.mark.parametrize("path", READ)
def test_administrators_get_in(path: str, cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.administrator).get(filled(path, cast)).status_code == 200


def test_reading_decisions_by_post_only(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)
    request = cast.applicant.membership_requests.get()

    for verb in ("approve", "decline"):
        assert client.get(f"/people/approvals/{request.pk}/{verb}/").status_code == 405

    request.refresh_from_db()
    assert request.status == "waiting"


def test_deciding_needs_the_forms_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.administrator, backend="allauth.account.auth_backends.AuthenticationBackend")

    statuses = [client.post(filled(path, cast), form(cast)).status_code for path in WRITE]

    assert statuses == [403] * len(WRITE)
    assert AuditEvent.objects.count() == 0


def test_removed_administrator_is_out_at_the_next_request(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.administrator)
    assert client.get("/people/").status_code == 200

    cast.administrator.groups.clear()

    assert client.get("/people/").status_code == 403
