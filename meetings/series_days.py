"""The days of a series before it is planned: which are past, which meet another call of the group or a holiday."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol

from django.utils import timezone

from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import clock_time_of, long_day
from meetings import recurrence
from meetings.holidays import holiday_on
from meetings.models import Meeting
from meetings.wall_clock import wall_clock
from workinggroups.models import WorkingGroup

PAST = "In the past"


class Calls(Protocol):
    """When the calls of a series take place on the clocks of their zone."""

    @property
    def starts_at_time(self) -> time: ...

    @property
    def minutes(self) -> int: ...

    @property
    def zone(self) -> str: ...


@dataclass(frozen=True)
class Day:
    """A day that a person may skip, with what speaks against it."""

    iso: str
    label: str
    marks: list[str]
    is_skipped: bool


def days_to_choose(
    days: Sequence[date], calls: Calls, *, group: WorkingGroup | None, user: Viewer, skipped: Collection[date] | None
) -> list[Day]:
    """The days with their marks. `skipped` are those the person chose to skip; without a choice, what is past."""
    times = [recurrence.moments(day, calls.starts_at_time, calls.minutes, calls.zone) for day in days]
    found = marks_of(times, calls.zone, group=group, user=user)
    return [
        Day(day.isoformat(), long_day(day), marks, PAST in marks if skipped is None else day in skipped)
        for day, marks in zip(days, found, strict=True)
    ]


def marks_of(
    times: Sequence[tuple[datetime, datetime]],
    zone: str,
    *,
    group: WorkingGroup | None,
    user: Viewer,
    own: Iterable[int] = (),
) -> list[list[str]]:
    """What speaks against each of these times, on the clocks of the zone. `own` are the meetings that move there."""
    if not times:
        return []
    others = _calls_around(times, group, user, own)
    return [_marks(starts, ends, zone, others) for starts, ends in times]


def _calls_around(
    times: Sequence[tuple[datetime, datetime]], group: WorkingGroup | None, user: Viewer, own: Iterable[int]
) -> list[Meeting]:
    """The group's other calls on these days, of those the person sees; sessions stand in their event."""
    day = timedelta(days=1)
    first, last = min(starts for starts, _ in times) - day, max(ends for _, ends in times) + day
    rows = Meeting.objects.visible_to(user).filter(group=group, parent=None).exclude(pk__in=list(own))
    rows = rows.exclude(status=Meeting.Status.CANCELLED).between(first, last)
    return list(rows.only("title", "starts_at", "ends_at"))


def _marks(starts: datetime, ends: datetime, zone: str, others: list[Meeting]) -> list[str]:
    day = wall_clock(starts, zone).date()
    found = [PAST] if ends < timezone.now() else []
    found += [f"Federal holiday: {name}"] if (name := holiday_on(day)) else []
    for other in others:
        local = wall_clock(other.starts_at, zone)
        if other.starts_at < ends and other.ends_at > starts:
            found.append(f"Same time as “{other.title}”")
        elif local.date() == day:
            found.append(f"Same day as “{other.title}”, {clock_time_of(local)}")
    return found
