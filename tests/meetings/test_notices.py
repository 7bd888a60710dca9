"""Invitations, changes and cancellations, to whom they go, and that sending asks again."""

from datetime import UTC, datetime

import icalendar
import pytest
from django.conf import settings
from django.core import mail as django_mail
from django.db import transaction

from accounts import audiences
from accounts.models import OutboxMail, Preferences, User
from meetings.emails import call_notices
from meetings.models import Meeting, Rsvp
from tests.calls import meeting
from tests.cast import Cast
from tests.jobs import run_jobs
from tests.meetings.events import before_date
from workinggroups.models import WorkingGroup


@pytest.fixture
def call(cast: Cast) -> Meeting:
    """A call of a group of three."""
    join(cast.vermont, cast.new_hampshire)
    return meeting("July call", join_url="https://meet.example/july", place="Video call")


def join(*people: User) -> None:
    audience = WorkingGroup.objects.get(slug="cybersecurity").audience
    for person in people:
        audiences.join(person, audience)


def notified() -> list[tuple[str, str]]:
    """Whom a message reached, and its subject before the date."""
    return sorted((message.to[0].split("@")[0], before_date(message.subject)) for message in django_mail.outbox)


def names() -> list[str]:
    return sorted(message.to[0].split("@")[0] for message in django_mail.outbox)


def move(call: Meeting) -> None:
    call.sequence += 1
    call.place = "Another room"
    call.save(update_fields=["sequence", "place", "changed_at"])


def test_an_invitation_goes_to_the_group_with_the_calendar_file(cast: Cast, call: Meeting) -> None:
    with transaction.atomic():
        call_notices.invite(call, by=cast.administrator)
    run_jobs()

    assert names() == ["group.member", "new.hampshire", "vermont"]
    message = django_mail.outbox[0]
    part = message.attachments[0]
    assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "REQUEST")
    event = icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")[0]
    assert str(event["UID"]) == f"{call.key}@{settings.BASE_HOST}"
    assert event["ATTENDEE"] == f"mailto:{message.to[0]}"
    assert "https://meet.example/july" in message.body
    assert f"/meetings/{call.key}/" in message.body


def test_inviting_twice_and_a_job_that_runs_twice_mail_once(cast: Cast, call: Meeting) -> None:
    call_notices.invite(call, by=cast.administrator)
    call_notices.invite(call, by=cast.administrator)
    run_jobs()
    call_notices.post_all(call_notices.INVITATION, call.pk, call.sequence, "Somebody")
    run_jobs()

    assert len(django_mail.outbox) == 3


def test_who_wants_no_invitations_gets_none_unless_they_come(cast: Cast, call: Meeting) -> None:
    for person in (cast.vermont, cast.new_hampshire):
        Preferences.objects.create(user=person, wants_invitations=False)
    Rsvp.objects.create(meeting=call, user=cast.vermont, answer="maybe")

    call_notices.invite(call, by=cast.administrator)
    run_jobs()
    assert names() == ["group.member"]

    move(call)
    call_notices.notify_changed(call, by=cast.administrator)
    run_jobs()
    assert names() == ["group.member", "group.member", "vermont"]


def test_who_answered_no_hears_only_that_it_is_off(cast: Cast, call: Meeting) -> None:
    Rsvp.objects.create(meeting=call, user=cast.vermont, answer="no")
    move(call)
    call_notices.notify_changed(call, by=cast.administrator)
    run_jobs()
    assert names() == ["group.member", "new.hampshire"]

    Meeting.objects.filter(pk=call.pk).update(status="cancelled", sequence=5, cancel_reason="The speaker is ill.")
    call.refresh_from_db()
    call_notices.notify_cancelled(call, by=cast.administrator)
    run_jobs()
    assert names() == ["group.member", "group.member", "new.hampshire", "new.hampshire", "vermont"]
    last = django_mail.outbox[-1]
    assert "The speaker is ill." in last.body
    assert last.attachments[0].get_param("method") == "CANCEL"


@pytest.mark.parametrize("change", ["leaves", "deactivated", "turned_off", "answered_no", "cancelled", "hidden"])
def test_a_mail_on_its_way_stops_when_its_reason_is_gone(cast: Cast, call: Meeting, change: str) -> None:
    call_notices.post_all(call_notices.INVITATION, call.pk, call.sequence, "Somebody")
    person = cast.vermont
    if change == "leaves":
        audiences.leave(person, WorkingGroup.objects.get(slug="cybersecurity").audience)
    elif change == "deactivated":
        User.objects.filter(pk=person.pk).update(is_active=False)
    elif change == "turned_off":
        Preferences.objects.create(user=person, wants_invitations=False)
    elif change == "answered_no":
        Rsvp.objects.create(meeting=call, user=person, answer="no")
    elif change == "cancelled":
        Meeting.objects.filter(pk=call.pk).update(status="cancelled")
    else:
        Meeting.objects.filter(pk=call.pk).update(group=None, audience=None)
    run_jobs()

    everybody_else = [] if change in ("cancelled", "hidden") else ["group.member", "new.hampshire"]
    assert names() == everybody_else
    kept = OutboxMail.objects.exclude(abandoned_at=None).values_list("body", "attachment")
    assert set(kept) == {("", "")}


def test_an_update_names_the_same_entry_with_a_higher_sequence(cast: Cast, call: Meeting) -> None:
    call_notices.invite(call, by=cast.administrator)
    run_jobs()
    move(call)
    call_notices.notify_changed(call, by=cast.administrator)
    run_jobs()

    entries = [
        icalendar.Calendar.from_ical(message.attachments[0].get_payload(decode=True)).walk("VEVENT")[0]
        for message in django_mail.outbox
        if message.to == [cast.vermont.email]
    ]
    assert len({str(entry["UID"]) for entry in entries}) == 1
    stands = [(entry["SEQUENCE"], str(entry["LOCATION"])) for entry in entries]
    assert stands == [(0, "Video call"), (1, "Another room")]


def test_the_file_keeps_what_one_answered(cast: Cast, call: Meeting) -> None:
    Rsvp.objects.create(meeting=call, user=cast.vermont, answer="yes")
    move(call)
    call_notices.notify_changed(call, by=cast.administrator)
    run_jobs()

    stands = {}
    for message in django_mail.outbox:
        text = message.attachments[0].get_payload(decode=True)
        attendee = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]["ATTENDEE"]
        stands[message.to[0].split("@")[0]] = attendee.params["PARTSTAT"]
    assert stands == {"vermont": "ACCEPTED", "group.member": "NEEDS-ACTION", "new.hampshire": "NEEDS-ACTION"}


def test_an_event_of_no_group_invites_its_participants(cast: Cast) -> None:
    conference = meeting("Conference", group=None, kind="conference")
    session = meeting("Opening", group=None, kind="session", parent=conference)
    audiences.join(cast.guest, conference.audience)

    call_notices.invite(session, by=cast.administrator)
    run_jobs()

    assert notified() == [("guest", "Invitation: Opening")]


def test_times_are_told_in_the_zone_of_the_reader(cast: Cast, call: Meeting) -> None:
    Meeting.objects.filter(pk=call.pk).update(
        starts_at=datetime(2027, 7, 15, 18, tzinfo=UTC), ends_at=datetime(2027, 7, 15, 19, tzinfo=UTC)
    )
    User.objects.filter(pk=cast.group_member.pk).update(time_zone="America/Denver")
    call_notices.invite(call, by=cast.administrator)
    run_jobs()

    bodies = {message.to[0].split("@")[0]: message.body for message in django_mail.outbox}
    assert "July 15, 2027, noon to 1 p.m. MDT" in bodies["group.member"]
    assert "July 15, 2027, 2 p.m. to 3 p.m. EDT" in bodies["vermont"]
