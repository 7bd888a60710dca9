"""Reminders: the day before, once for each beginning, and asked again when they go out."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from accounts import audiences
from accounts.models import Preferences
from meetings.models import Meeting, Rsvp
from meetings.tasks import remind_of_meetings
from tests.calls import meeting
from tests.cast import Cast
from tests.jobs import run_jobs
from workinggroups.models import WorkingGroup


def remind() -> list[str]:
    """Whom the hourly job reminds now."""
    django_mail.outbox.clear()
    remind_of_meetings(timestamp=0)
    run_jobs()
    return sorted(message.to[0].split("@")[0] for message in django_mail.outbox)


@pytest.fixture
def call(cast: Cast) -> Meeting:
    for person in (cast.vermont, cast.new_hampshire, cast.vermont_energy):
        audiences.join(person, WorkingGroup.objects.get(slug="cybersecurity").audience)
    Rsvp.objects.create(meeting=(made := meeting("Tomorrow", days=0.9)), user=cast.vermont, answer="no")
    Preferences.objects.create(user=cast.new_hampshire, wants_reminders=False)
    return made


def test_everybody_who_may_come_and_wants_it_is_reminded_once(call: Meeting) -> None:
    meeting("Next week", days=7)
    meeting("Off", days=0.5, status="cancelled")

    assert remind() == ["group.member", "vermont.energy"]
    assert remind() == []


def test_a_moved_call_reminds_anew(call: Meeting) -> None:
    assert remind() == ["group.member", "vermont.energy"]
    call.starts_at += timedelta(minutes=30)
    call.ends_at += timedelta(minutes=30)
    call.save(update_fields=["starts_at", "ends_at"])

    assert remind() == ["group.member", "vermont.energy"]


@pytest.mark.parametrize("change", ["moved", "cancelled", "answered_no", "turned_off", "left"])
def test_a_reminder_on_its_way_stops_when_it_is_wrong(cast: Cast, call: Meeting, change: str) -> None:
    django_mail.outbox.clear()
    remind_of_meetings(timestamp=0)
    if change == "moved":
        Meeting.objects.filter(pk=call.pk).update(
            starts_at=timezone.now() + timedelta(days=9), ends_at=timezone.now() + timedelta(days=10)
        )
    elif change == "cancelled":
        Meeting.objects.filter(pk=call.pk).update(status="cancelled")
    elif change == "answered_no":
        Rsvp.objects.create(meeting=call, user=cast.vermont_energy, answer="no")
    elif change == "turned_off":
        Preferences.objects.create(user=cast.vermont_energy, wants_reminders=False)
    else:
        audiences.leave(cast.vermont_energy, WorkingGroup.objects.get(slug="cybersecurity").audience)
    run_jobs()

    notified = sorted(message.to[0].split("@")[0] for message in django_mail.outbox)
    assert notified == ([] if change in ("moved", "cancelled") else ["group.member"])
