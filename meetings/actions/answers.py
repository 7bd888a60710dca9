"""Answering whether one comes. People may change their mind until the meeting is over."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import User
from meetings.models import Meeting, Rsvp
from meetings.permissions import can

NOT_YOURS = "Only members of the group or participants of the event can RSVP."


class AnswerRefused(Exception):
    """Nobody can answer any more; the message is a sentence for the person."""


@transaction.atomic
def answer_meeting(*, meeting: Meeting, by: User, answer: Rsvp.Answer) -> Rsvp:
    """Note whether the person comes; the same answer again changes nothing. Raises AnswerRefused."""
    if not can(by, "take_part", meeting):
        raise PermissionDenied(NOT_YOURS)
    if meeting.status != Meeting.Status.PLANNED:
        raise AnswerRefused(f"“{meeting.title}” is {meeting.get_status_display().lower()}, so you don’t need to RSVP.")
    if meeting.ends_at < timezone.now():
        raise AnswerRefused(f"“{meeting.title}” is over, so you don’t need to RSVP.")
    given, made = Rsvp.objects.get_or_create(meeting=meeting, user=by, defaults={"answer": answer})
    if not made and given.answer == answer:
        return given
    if not made:
        given.answer, given.answered_at = answer, timezone.now()
        given.save(update_fields=["answer", "answered_at"])
    sentence = f"{by} replied {given.get_answer_display()} to “{meeting.title}”."
    write_event("meeting.answered", by=by, about=meeting, sentence=sentence)
    return given
