"""On which days the calls of a series fall, and how people say that."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import islice
from typing import Protocol
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, WEEKLY, rrule
from dateutil.rrule import weekday as weekday_of_rule

MOST = 60  # calls planned at once: five years of months, a year of weeks and some
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}


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
    is_weekly = rule.frequency == "weekly"
    weekday = weekday_of_rule(rule.weekday, None if is_weekly else rule.ordinal)
    # An rrule counts its interval from the week or month of its start, also when nothing falls there on or after the
    # start. People count from the first call, so the rule starts on it.
    every = partial(rrule, WEEKLY if is_weekly else MONTHLY, byweekday=weekday, until=rule.ends_on)
    first = next(iter(every(dtstart=rule.starts_on)), None)
    if first is None:
        return []
    dates = every(dtstart=first, interval=rule.interval)
    return [found.date() for found in islice(dates, MOST + 1)]


def nth_weekday(year: int, month: int, weekday: int, which: int) -> date:
    """The first, second … (1, 2 …) or last (-1) such weekday of a month."""
    if which == -1:
        after = date(year + month // 12, month % 12 + 1, 1)
        return after - timedelta(days=(after.weekday() - weekday - 1) % 7 + 1)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))


def on_weekday(day: date, weekday: int, rule: Rule) -> date:
    """The day of a call that moves to another weekday: in the same week, or in the same week of the month.

    A call that somebody moved to another week of the month stays in that week.
    """
    if rule.frequency == "weekly":
        return day + timedelta(days=weekday - day.weekday())
    own = (day.day - 1) // 7 + 1
    follows_rule = nth_weekday(day.year, day.month, day.weekday(), rule.ordinal) == day
    which = rule.ordinal if follows_rule else own if own < 5 else -1
    return nth_weekday(day.year, day.month, weekday, which)


def moments(day: date, clock: time, minutes: int, zone: str) -> tuple[datetime, datetime]:
    """Beginning and end in UTC. Where clocks skip the time it begins an hour later, as they do."""
    starts = datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return starts, starts + timedelta(minutes=minutes)


def in_words(rule: Rule) -> str:
    """Every third Thursday; every other week on Tuesday; every 3 months on the last Friday."""
    weekday = WEEKDAYS[rule.weekday]
    if rule.frequency == "weekly":
        return f"Every {weekday}" if rule.interval == 1 else f"{_every(rule.interval, 'week')} on {weekday}"
    which = f"{ORDINALS.get(rule.ordinal, 'first')} {weekday}"
    return f"Every {which} of the month" if rule.interval == 1 else f"{_every(rule.interval, 'month')} on the {which}"


def _every(interval: int, unit: str) -> str:
    return f"Every other {unit}" if interval == 2 else f"Every {interval} {unit}s"
