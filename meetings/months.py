"""A month as a calendar shows it: weeks from Sunday to Saturday, with the meetings of each day."""

import calendar
import re
from dataclasses import field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import clock_time_of
from meetings.models import Meeting
from meetings.rows import meeting_url
from meetings.when import UNKNOWN

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST = 500
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_WEEKS = calendar.Calendar(firstweekday=calendar.SUNDAY)
DAY_NAMES = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


MONTH_COLUMNS = ("key", "title", "starts_at", "ends_at", "has_time", "status", "group__name")


@dataclass(frozen=True)
class Entry:
    """A meeting on one of its days."""

    url: str
    title: str
    group: str
    time: str  # when it begins; "continues" on the days after
    is_cancelled: bool


@dataclass(frozen=True)
class Day:
    """A day, whether it belongs to the month or fills its first or last week, and its meetings."""

    iso: str
    words: str  # "Sunday, March", for screen readers
    number: int
    is_inside: bool
    is_today: bool
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Month:
    """A month of the calendar."""

    first: date

    @classmethod
    def parse(cls, text: str) -> "Month | None":
        """From "2027-03"; None when that is no month the calendar shows."""
        found = _MONTH.fullmatch(text)
        if found is None:
            return None
        year, month = int(found[1]), int(found[2])
        if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
            return None
        return cls(date(year, month, 1))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def title(self) -> str:
        """As people say it: March 2027."""
        return f"{self.first:%B %Y}"

    def moved(self, months: int) -> "Month | None":
        """So many months later; None beyond what the calendar shows."""
        count = self.first.year * 12 + self.first.month - 1 + months
        return Month.parse(f"{count // 12:04}-{count % 12 + 1:02}")

    def moments(self) -> tuple[datetime, datetime]:
        """When its first week begins and its last one ends, on the reader's clock."""
        weeks = _WEEKS.monthdatescalendar(self.first.year, self.first.month)
        return _midnight(weeks[0][0]), _midnight(weeks[-1][-1] + timedelta(days=1))

    def weeks(self, meetings: list[Any]) -> list[list[Day]]:
        """Its weeks, each meeting on all the days it lasts. Read of the meetings what MONTH_COLUMNS names."""
        today = timezone.localdate()
        zone = timezone.get_current_timezone()
        by_day: dict[date, list[Entry]] = {}
        for meeting in meetings:
            begins = meeting.starts_at.astimezone(zone)
            for number, day in enumerate(_days(begins, meeting.ends_at.astimezone(zone))):
                clock = _clock(meeting, begins) if number == 0 else "continues"
                by_day.setdefault(day, []).append(_entry(meeting, clock))
        return [
            [self._day(day, day == today, by_day.get(day, [])) for day in week]
            for week in _WEEKS.monthdatescalendar(self.first.year, self.first.month)
        ]

    def _day(self, day: date, is_today: bool, entries: list[Entry]) -> Day:
        inside = day.month == self.first.month
        return Day(day.isoformat(), f"{day:%A, %B}", day.day, inside, is_today, entries)


def this_month() -> Month:
    """The reader's month."""
    return Month(timezone.localdate().replace(day=1))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _clock(meeting: Any, begins: datetime) -> str:
    return clock_time_of(begins) if meeting.has_time else UNKNOWN


def _entry(meeting: Any, time: str) -> Entry:
    return Entry(
        url=meeting_url(meeting.key),
        title=meeting.title,
        group=meeting.group__name or "",
        time=time,
        is_cancelled=meeting.status == Meeting.Status.CANCELLED,
    )


def _days(begins: datetime, ends: datetime) -> list[date]:
    first, last = begins.date(), (ends - timedelta(seconds=1)).date()
    # A conference lasts days; something that claims to last for months must not fill the page.
    return [first + timedelta(days=days) for days in range(min((last - first).days, 31) + 1)]
