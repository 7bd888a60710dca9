"""What changes roles or hands out people asks who it is, five minutes after the sign-in; then it is done, once."""

import time
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import AuditEvent, Membership, User
from tests.accounts.signing import PASSWORD, code, log_in
from tests.cast import Cast
from tests.meetings.events import conference
from tests.workinggroups.people import group, put_in
from workforce.models import SpaceAdministrator

Form = dict[str, str]


def role(cast: Cast) -> tuple[str, Form, str]:
    return f"/people/{cast.vermont.pk}/editor/", {}, "membership.role_changed"


def administrator(cast: Cast) -> tuple[str, Form, str]:
    return f"/people/{cast.vermont.pk}/administrator/", {}, "administrator.made"


def directory(cast: Cast) -> tuple[str, Form, str]:
    return "/directory/export/", {"format": "csv"}, "directory.exported"


def activity(cast: Cast) -> tuple[str, Form, str]:
    return "/people/activity/export/", {}, "activity.exported"


def registrants(cast: Cast) -> tuple[str, Form, str]:
    return f"/meetings/{conference(cast).key}/registrants/file/", {"format": "csv"}, "event.registrants_exported"


def lead_of_a_group(cast: Cast) -> tuple[str, Form, str]:
    key = put_in(cast.vermont).key
    return f"/groups/{group().slug}/people/{key}/role/", {"role": "lead"}, "group.role_changed"


def organizers(cast: Cast) -> tuple[str, Form, str]:
    form = {"addresses": cast.vermont.email}
    return f"/meetings/{conference(cast).key}/organizers/", form, "event.organizers_changed"


def carer(cast: Cast) -> tuple[str, Form, str]:
    return "/workforce/people/administrators/add/", {"email": cast.vermont.email}, "space.administrator_named"


def carer_ends(cast: Cast) -> tuple[str, Form, str]:
    post = SpaceAdministrator.objects.create(person=cast.vermont, named_by=cast.administrator)
    return f"/workforce/people/administrators/{post.pk}/remove/", {}, "space.administrator_removed"


CHANGES = [role, administrator, directory, activity, registrants, lead_of_a_group, organizers, carer, carer_ends]


@pytest.fixture
def stale(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The browser of an administrator who signed in with a password six minutes ago."""
    client = Client()
    cast.administrator.set_password(PASSWORD)
    cast.administrator.save()
    log_in(client, cast.administrator.email)
    later = time.time() + 360
    monkeypatch.setattr("time.time", lambda: later)
    return client


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_asked_first_and_then_done_once(
    change: Callable[[Cast], tuple[str, Form, str]], cast: Cast, stale: Client
) -> None:
    path, form, action = change(cast)
    lines = AuditEvent.objects.filter(action=action)

    asked = stale.post(path, form)
    before = lines.count()
    wrong = stale.post(asked.url, {"password": "not this one, no"})
    between = lines.count()
    done = stale.post(asked.url, {"password": PASSWORD})
    once = lines.count()
    stale.post(asked.url, {"password": PASSWORD})

    assert asked.url.startswith("/account/reauthenticate/?next=")
    assert (before, wrong.status_code, between, done.status_code in (200, 302), once) == (0, 200, 0, True, 1)
    assert lines.count() == 1


def test_within_five_minutes_nobody_is_asked(cast: Cast, client: Client) -> None:
    cast.administrator.set_password(PASSWORD)
    cast.administrator.save()
    log_in(client, cast.administrator.email)

    client.post(f"/people/{cast.vermont.pk}/editor/")

    assert Membership.objects.current().get(user=cast.vermont).role == "editor"


def test_somebody_with_neither_password_nor_factor_is_asked_for_a_mailed_code(
    cast: Cast, sign_in: Callable[[User | None], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(cast.administrator)
    later = time.time() + 360
    monkeypatch.setattr("time.time", lambda: later)

    asked = client.post(f"/people/{cast.vermont.pk}/editor/")
    sent = client.post(asked.url, {"recipient": cast.administrator.email})
    client.post(sent.url, {"code": code()})

    assert asked.url.startswith("/account/reauthenticate/code/?next=")
    assert Membership.objects.current().get(user=cast.vermont).role == "editor"


def test_a_mailed_code_does_not_do_for_who_has_a_password(cast: Cast, stale: Client) -> None:
    answer = stale.get("/account/reauthenticate/code/")

    assert answer.url == "/account/reauthenticate/"
