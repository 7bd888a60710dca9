"""When a meeting is, in words. Of some that were recorded long after, only the day is known (`Meeting.has_time`)."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from clearinghouse.lib.wording import begin_or_span, long_day, time_span
from meetings.models import Meeting

UNKNOWN = "time unknown"


def moments_of_day(day: date) -> tuple[datetime, datetime]:
    """What is kept of a meeting whose time is unknown: at noon UTC it is the same day in every state and territory."""
    noon = datetime.combine(day, time(12), UTC)
    return noon, noon + timedelta(hours=1)


def span_of(meeting: Meeting) -> str:
    """ "Thursday, January 15, 2026, 2 p.m. to 3 p.m. EST", or the day and that its time is unknown."""
    return time_span(meeting.starts_at, meeting.ends_at) if meeting.has_time else only_day(meeting.starts_at)


def begin_of(starts_at: datetime, ends_at: datetime, *, has_time: bool) -> str:
    """The same for lists: when it begins; of what lasts several days, both ends."""
    return begin_or_span(starts_at, ends_at) if has_time else only_day(starts_at)


def machine_time(starts_at: datetime, *, has_time: bool) -> str:
    """The same for <time datetime>: the moment in the reader's zone, or the day."""
    local = timezone.localtime(starts_at)
    return local.isoformat() if has_time else f"{local:%Y-%m-%d}"


def only_day(starts_at: datetime) -> str:
    """ "Thursday, January 15, 2026 (time unknown)"."""
    return f"{long_day(starts_at)} ({UNKNOWN})"
