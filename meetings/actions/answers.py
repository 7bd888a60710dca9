"""Answering whether one comes. People may change their mind until the meeting is over."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import User
from clearinghouse.lib.wording import counted
from meetings.models import Meeting, Rsvp, Series
from meetings.permissions import can, takes_part_in_series

NOT_YOURS = "Only group members and event participants can RSVP."
NO_CALLS = "No calls of this series are upcoming, so you don’t need to RSVP."


class AnswerRefused(Exception):
    """Nobody can answer any more; the message is a sentence for the person."""


def why_closed(meeting: Meeting) -> str:
    """Why nobody can answer any more; empty while they can."""
    if meeting.status != Meeting.Status.PLANNED:
        return f"“{meeting.title}” is {meeting.get_status_display().lower()}, so you don’t need to RSVP."
    if meeting.ends_at < timezone.now():
        return f"“{meeting.title}” is over, so you don’t need to RSVP."
    return ""


@transaction.atomic
def answer_meeting(*, meeting: Meeting, by: User, answer: Rsvp.Answer) -> Rsvp:
    """Note whether the person comes; the same answer again changes nothing. Raises AnswerRefused."""
    if not can(by, "take_part", meeting):
        raise PermissionDenied(NOT_YOURS)
    if closed := why_closed(meeting):
        raise AnswerRefused(closed)
    given, made = Rsvp.objects.get_or_create(meeting=meeting, user=by, defaults={"answer": answer})
    if not made and given.answer == answer:
        return given
    if not made:
        given.answer, given.answered_at = answer, timezone.now()
        given.save(update_fields=["answer", "answered_at"])
    sentence = f"{by} replied {given.get_answer_display()} to “{meeting.title}”."
    write_event("meeting.answered", by=by, about=meeting, sentence=sentence)
    return given


@transaction.atomic
def answer_series(*, series: Series, by: User, answer: Rsvp.Answer) -> list[Meeting]:
    """Give the same answer to all its upcoming calls, and return them; again it changes nothing.

    It replaces what was answered to single calls. Raises AnswerRefused.
    """
    if not takes_part_in_series(by, series):
        raise PermissionDenied(NOT_YOURS)
    calls = list(Meeting.objects.visible_to(by).filter(series=series, status=Meeting.Status.PLANNED).upcoming())
    if not calls:
        raise AnswerRefused(NO_CALLS)
    same = Rsvp.objects.filter(meeting__in=calls, user=by, answer=answer).values_list("meeting_id", flat=True)
    changing = [call for call in calls if call.pk not in set(same)]
    if not changing:
        return calls
    Rsvp.objects.bulk_create(
        [Rsvp(meeting=call, user=by, answer=answer) for call in changing],
        update_conflicts=True,
        unique_fields=["meeting", "user"],
        update_fields=["answer", "answered_at"],
    )
    sentence = f"{by} replied {answer.label} to {counted(len(changing), 'call')} in the series “{series.title}”."
    write_event("series.answered", by=by, about=series, sentence=sentence)
    return calls
