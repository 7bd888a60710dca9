"""On which days the calls of a series fall, and how people say that."""

from calendar import monthcalendar
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

MOST = 60  # calls planned at once: five years of months, a year of weeks and some
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
COUNTS = {2: "second", 3: "third", 4: "fourth", 6: "sixth"}


class Rule(Protocol):
    """What a series says about its days."""

    @property
    def frequency(self) -> str: ...

    @property
    def interval(self) -> int: ...

    @property
    def weekday(self) -> int: ...

    @property
    def ordinal(self) -> int: ...

    @property
    def starts_on(self) -> date: ...

    @property
    def ends_on(self) -> date: ...


def days(rule: Rule) -> list[date]:
    """The days from the first to the last that the rule allows; one more than MOST when there are too many."""
    found: list[date] = []
    for day in _weekly(rule) if rule.frequency == "weekly" else _monthly(rule):
        if day > rule.ends_on or len(found) > MOST:
            break
        found.append(day)
    return found


def moments(day: date, clock: time, minutes: int, zone: str) -> tuple[datetime, datetime]:
    """Beginning and end in UTC. Where clocks skip the time it begins an hour later, as they do."""
    starts = datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return starts, starts + timedelta(minutes=minutes)


def in_words(rule: Rule) -> str:
    """Every third Thursday; every second week on Tuesday; every third month on the last Friday."""
    weekday = WEEKDAYS[rule.weekday]
    count = COUNTS.get(rule.interval, f"{rule.interval}th")
    if rule.frequency == "weekly":
        return f"Every {weekday}" if rule.interval == 1 else f"Every {count} week on {weekday}"
    which = f"{ORDINALS.get(rule.ordinal, 'first')} {weekday}"
    return f"Every {which} of the month" if rule.interval == 1 else f"Every {count} month on the {which}"


def _weekly(rule: Rule) -> Iterator[date]:
    day = rule.starts_on + timedelta(days=(rule.weekday - rule.starts_on.weekday()) % 7)
    while True:
        yield day
        day += timedelta(weeks=rule.interval)


def _monthly(rule: Rule) -> Iterator[date]:
    """Counted from the month of the first call, which is not before `starts_on`."""
    months = rule.starts_on.year * 12 + rule.starts_on.month - 1
    if _in_month(months, rule) < rule.starts_on:
        months += 1
    while True:
        yield _in_month(months, rule)
        months += rule.interval


def _in_month(months: int, rule: Rule) -> date:
    year, month = months // 12, months % 12 + 1
    found = [week[rule.weekday] for week in monthcalendar(year, month) if week[rule.weekday]]
    return date(year, month, found[rule.ordinal - 1 if rule.ordinal > 0 else -1])
