"""Reminders the day before, once for each person and beginning: a moved call reminds anew."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import OutboxMail
from meetings.emails.call_notices import REMINDER, people_to_tell, post_one, start_of
from meetings.models import Meeting

AHEAD = timedelta(hours=24)
TOO_LATE = timedelta(hours=1)  # a reminder of what begins now only startles


def post_due() -> None:
    """Look at every meeting of the coming day. Sessions are reminded of with their event."""
    now = timezone.now()
    due = Meeting.objects.filter(status=Meeting.Status.PLANNED, parent=None)
    due = due.filter(starts_at__gt=now + TOO_LATE, starts_at__lte=now + AHEAD).select_related("group", "parent")
    for meeting in due.order_by("starts_at", "pk"):
        post_for(meeting)


def post_for(meeting: Meeting) -> None:
    """A reminder for each person who wants one, did not answer no, and was not reminded of this beginning."""
    occasion = start_of(meeting)
    reminded = OutboxMail.objects.filter(dedupe_key__startswith=f"meeting-{REMINDER}-{meeting.pk}-{occasion}-")
    for person in people_to_tell(REMINDER, meeting).exclude(pk__in=reminded.values("person")):
        post_one(REMINDER, meeting, person, by="", occasion=occasion)
