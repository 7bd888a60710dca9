"""Guests are named as guests: on every page (tests/security/test_walk.py), in files, mails, and both logs."""

import csv
import io
from collections.abc import Callable

import pytest
from django.utils import timezone

from accounts import audiences
from accounts.actions import end_membership
from accounts.models import AuditEvent, Membership, User
from tests.accounts.people import newcomer
from tests.cast import Cast, agency, person, request_for
from tests.meetings.events import come, conference


def named(user: User) -> str:
    return str(User.objects.get(pk=user.pk))


def moved_to_a_state(cast: Cast) -> User:
    end_membership(membership=cast.guest.memberships.get(), by=cast.administrator, reason="Moved to VTrans.")
    request = request_for(cast.guest, agency("VT", "DOT"), status="approved", by=cast.administrator)
    membership = Membership.objects.create(
        user=cast.guest, agency=request.agency, request=request, started_at=timezone.now()
    )
    audiences.place(membership)
    return cast.guest


def left(cast: Cast) -> User:
    end_membership(membership=cast.guest.memberships.get(), by=cast.administrator, reason="Left.")
    return cast.guest


def at_an_event(cast: Cast) -> User:
    come(conference(cast), someone := newcomer("kim.lee@energy.example", "Kim Lee"), "federal")
    return someone


def administrator_at_an_event(cast: Cast) -> User:
    come(conference(cast), cast.administrator, "partners")
    return cast.administrator


@pytest.mark.parametrize(
    ("who", "name"),
    [
        (lambda cast: cast.guest, "Guest (guest)"),
        (left, "Guest (guest)"),
        (moved_to_a_state, "Guest"),
        (lambda cast: cast.vermont, "Vermont"),
        (lambda cast: cast.left, "Left"),
        (lambda cast: cast.applicant, "Applicant"),
        (at_an_event, "Kim Lee (guest)"),
        (administrator_at_an_event, "Administrator"),
    ],
)
def test_the_database_notes_who_is_a_guest(who: Callable[[Cast], User], name: str, cast: Cast) -> None:
    assert named(who(cast)) == name


def test_lists_of_registrants_mark_guests_on_the_page_and_in_the_file(cast: Cast, sign_in) -> None:
    event = conference(cast)
    come(event, newcomer("kim.lee@energy.example", "Kim Lee"), "federal")
    come(event, cast.vermont)
    client = sign_in(cast.administrator)

    page = client.get(f"/meetings/{event.key}/registrants/")
    file = client.post(f"/meetings/{event.key}/registrants/file/")

    shown = [row["registration"].user.shown_name for row in page.context["registrants"]]
    rows = csv.DictReader(io.StringIO(b"".join(file).decode("utf-8-sig")))
    assert shown == ["Kim Lee (guest)", "Vermont"]
    assert [(row["Name"], row["Guest"]) for row in rows] == [("Kim Lee", "Yes"), ("Vermont", "")]


def test_the_activity_log_names_guests_as_guests(cast: Cast) -> None:
    event = conference(cast)

    come(event, cast.guest, "cities")

    line = AuditEvent.objects.get(action="event.registered")
    assert line.actor_label == "Guest (guest)"


def test_a_guest_without_a_name_is_not_shown_by_address(cast: Cast) -> None:
    nameless = User(email="kim@city.example", is_guest=True)

    assert (nameless.shown_name, nameless.get_full_name()) == ("", "kim@city.example")
    assert person("nobody").shown_name == "Nobody"
