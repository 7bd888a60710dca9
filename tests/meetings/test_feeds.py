"""The personal calendar, for its owner alone, for as long as they belong here."""

import io
import logging
import re

import icalendar
import pytest
import vobject
from django.test import Client
from django.utils import timezone

from accounts import audiences, secret_feeds
from accounts.actions.ending import end_membership
from accounts.actions.people import deactivate_person
from accounts.models import AuditEvent, User
from clearinghouse.lib.logs import json_formatter
from meetings.actions.feeds import make_feed, remove_feed
from meetings.models import CalendarFeed
from tests.calls import meeting
from tests.cast import Cast
from workinggroups.models import WorkingGroup


def address_of(user: User) -> str:
    return f"/meetings/feed/{make_feed(by=user)}.ics"


def titles(address: str) -> list[str] | int:
    """What a program that signs in nowhere finds there, read by both readers; or the status."""
    response = Client().get(address)
    if response.status_code != 200:
        return response.status_code
    text = response.content.decode()
    found = [str(entry["SUMMARY"]) for entry in icalendar.Calendar.from_ical(text).walk("VEVENT")]
    assert [entry.summary.value for entry in vobject.readOne(text).contents.get("vevent", [])] == found
    return found


@pytest.fixture
def meetings(cast: Cast) -> None:
    meeting("Of my group", join_url="https://meet.example/mine")
    meeting("Two months ago", days=-60, status="held")
    meeting("Long ago", days=-100, status="held")
    meeting("Off", status="cancelled", days=9)
    meeting("Of another group", group="data-and-reporting", record_sharing="all_members")
    conference = meeting("Conference", group=None, kind="conference", days=20)
    meeting("Session", group=None, kind="session", parent=conference, days=20.1)
    meeting("Another event", group=None, kind="conference", days=21)
    audiences.join(cast.group_member, conference.audience)


def test_it_holds_the_meetings_of_ones_groups_and_events(cast: Cast, meetings: None) -> None:
    address = address_of(cast.group_member)

    assert titles(address) == ["Two months ago", "Of my group", "Cancelled: Off", "Conference", "Session"]
    assert b"https://meet.example/mine" in Client().get(address).content.replace(b"\r\n ", b"")


def test_what_one_may_no_longer_see_is_gone_at_the_next_fetch(cast: Cast, meetings: None) -> None:
    address = address_of(cast.group_member)
    tag = Client().get(address)["ETag"]
    assert Client().get(address, headers={"If-None-Match": tag}).status_code == 304

    audiences.leave(cast.group_member, WorkingGroup.objects.get(slug="cybersecurity").audience)

    assert Client().get(address, headers={"If-None-Match": tag}).status_code == 200
    assert titles(address) == ["Conference", "Session"]


@pytest.mark.parametrize("end", ["deactivated", "membership", "renewed", "removed", "guest_left"])
def test_it_dies_at_once(cast: Cast, meetings: None, end: str) -> None:
    """Also for a program that says which version it has; and not as an empty calendar."""
    person = cast.guest if end == "guest_left" else cast.group_member
    address = address_of(person)
    tag = Client().get(address)["ETag"]
    if end == "deactivated":
        deactivate_person(person=person, by=cast.administrator)
    elif end in ("membership", "guest_left"):
        end_membership(membership=person.memberships.get(), by=cast.administrator, reason="Left the agency.")
    elif end == "renewed":
        assert titles(address_of(person)) != 404
    else:
        remove_feed(by=person)

    assert titles(address) == 404
    assert Client().get(address, headers={"If-None-Match": tag}).status_code == 404


def test_an_account_closed_without_ceremony_is_dead_too(cast: Cast, meetings: None) -> None:
    address = address_of(cast.group_member)

    User.objects.filter(pk=cast.group_member.pk).update(is_active=False)

    assert titles(address) == 404


def test_a_member_without_meetings_has_an_empty_calendar(cast: Cast) -> None:
    assert titles(address_of(cast.vermont)) == []


@pytest.mark.parametrize("token", ["x", "0" * 64, "%00", "..%2f..", "’", "a" * 3000])
def test_nobodys_address_is_not_found(db: None, token: str) -> None:
    assert Client().get(f"/meetings/feed/{token}.ics").status_code == 404


def test_the_database_and_the_pages_keep_no_secret(cast: Cast, sign_in) -> None:
    client = sign_in(cast.vermont)
    shown = client.post("/meetings/feed/make/")
    token = re.findall(r"/meetings/feed/([\w-]+)\.ics", shown.content.decode())[0]

    assert len(token) == 32
    assert "no-store" in shown["Cache-Control"]
    assert token not in client.get("/meetings/feed/").content.decode()
    assert token not in str(list(CalendarFeed.objects.values()) + list(AuditEvent.objects.values()))
    assert client.get(f"/meetings/feed/{CalendarFeed.objects.get().token_hash}.ics").status_code == 404


def test_its_page_makes_renews_and_removes(cast: Cast, sign_in) -> None:
    client = sign_in(cast.vermont)
    assert "Create address" in client.get("/meetings/feed/").content.decode()

    client.post("/meetings/feed/make/")
    client.post("/meetings/feed/make/")
    assert "You have a calendar address" in client.get("/meetings/feed/").content.decode()

    client.post("/meetings/feed/remove/")
    client.post("/meetings/feed/remove/")
    actions = AuditEvent.objects.filter(action__startswith="calendar_address").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "calendar_address.made",
        "calendar_address.renewed",
        "calendar_address.removed",
    ]


def test_a_day_of_moving_or_changing_is_one_entry_for_clients(cast: Cast) -> None:
    call = meeting("Moves")
    address = address_of(cast.group_member)
    first = icalendar.Calendar.from_ical(Client().get(address).content).walk("VEVENT")[0]
    call.starts_at, call.ends_at, call.sequence = timezone.now(), timezone.now() + (call.ends_at - call.starts_at), 1
    call.save(update_fields=["starts_at", "ends_at", "sequence", "changed_at"])

    found = icalendar.Calendar.from_ical(Client().get(address).content).walk("VEVENT")

    assert [(str(entry["UID"]), entry["SEQUENCE"]) for entry in found] == [(str(first["UID"]), 1)]


def test_guessing_and_fetching_without_end_are_limited(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secret_feeds, "LIMITS", {"feed": "3/h/key,50/m/ip", "missed": "2/m/ip"})
    address = address_of(cast.vermont)
    assert [Client().get(address).status_code for _ in range(4)] == [200, 200, 200, 429]

    assert [Client().get(f"/meetings/feed/guess{number}.ics").status_code for number in range(3)] == [404, 404, 429]
    assert titles(address_of(cast.guest)) == []


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_is_only_read(cast: Cast, method: str) -> None:
    assert getattr(Client(), method)(address_of(cast.vermont)).status_code == 405


def test_no_log_holds_the_secret(cast: Cast) -> None:
    lines, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(json_formatter())
    root.addHandler(handler)
    token = make_feed(by=cast.vermont)
    try:
        Client().get(f"/meetings/feed/{token}.ics")
        Client().get(f"/meetings/feed/{token}x.ics")
        logging.getLogger("django.request").error("Not Found: /meetings/feed/%s.ics", token)
        logging.getLogger("django.request").error("Internal Server Error: %s", f"/questions/thread/{token}/reply/")
    finally:
        root.removeHandler(handler)

    assert "/meetings/feed/(secret).ics" in lines.getvalue()
    assert "/questions/thread/(secret)/reply/" in lines.getvalue()
    assert token not in lines.getvalue()
