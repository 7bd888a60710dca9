"""What a time zone does around some years, as a VTIMEZONE that readers without a zone database can follow.

The library's own generator puts the spring change an hour late (RFC 5545 counts it in the time before it), hence ours.
"""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY = timedelta(days=1)
EVER = datetime(1970, 1, 1)  # wall-clock time of a zone that never changes
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Change(NamedTuple):
    """One kind of change: to which name, from and to which offset, and whether that is daylight saving time."""

    name: str
    before: timedelta
    after: timedelta
    is_daylight: bool


@lru_cache(maxsize=256)
def timezone_of(name: str, first_year: int, last_year: int) -> Timezone:
    """The zone from the year before the first to the year after the last. Do not change what you are given."""
    zone = ZoneInfo(name)
    made = Timezone()
    made.add("tzid", name)
    changes = _changes(zone, first_year - 1, last_year + 1)
    if not changes:
        start = datetime(first_year, 1, 1, tzinfo=zone)
        offset = start.utcoffset() or timedelta()
        made.add_component(_part(Change(start.tzname() or name, offset, offset, is_daylight=False), [EVER]))
    for change, moments in changes.items():
        made.add_component(_part(change, moments))
    return made


def _changes(zone: ZoneInfo, first_year: int, last_year: int) -> dict[Change, list[datetime]]:
    """When the clocks change, in the wall-clock time that ends there."""
    found: dict[Change, list[datetime]] = defaultdict(list)
    day, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while day < end:
        if _state(zone, day) != _state(zone, day + DAY):
            moment = _exactly(zone, day)
            local, (_, before) = moment.astimezone(zone), _state(zone, moment - timedelta(seconds=1))
            change = Change(local.tzname() or "", before, _state(zone, moment)[1], bool(local.dst()))
            found[change].append((moment + before).replace(tzinfo=None))
        day += DAY
    return found


def _state(zone: ZoneInfo, moment: datetime) -> tuple[str, timedelta]:
    local = moment.astimezone(zone)
    return local.tzname() or "", local.utcoffset() or timedelta()


def _exactly(zone: ZoneInfo, day: datetime) -> datetime:
    """The second within this day from which the new time holds."""
    low, high = day, day + DAY
    old = _state(zone, low)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if _state(zone, middle) == old else (low, middle)
    return high


def _part(change: Change, moments: list[datetime]) -> TimezoneDaylight | TimezoneStandard:
    part = TimezoneDaylight() if change.is_daylight else TimezoneStandard()
    part.add("dtstart", moments[0])
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    if rule := _rule(moments):
        part.add("rrule", rule)
    elif moments[1:]:
        part.add("rdate", moments[1:])
    return part


def _rule(moments: list[datetime]) -> dict[str, object] | None:
    """The second Sunday in March, the last Sunday in October; None when the days follow no such rule."""
    first = moments[0]
    if len(moments) < 3 or {(m.month, m.weekday(), m.time()) for m in moments} != {
        (first.month, first.weekday(), first.time())
    }:
        return None
    ordinals = {(m.day - 1) // 7 + 1 for m in moments}
    if len(ordinals) == 1 and ordinals != {5}:
        place = ordinals.pop()
    elif all((m + timedelta(days=7)).month != m.month for m in moments):
        place = -1
    else:
        return None
    return {"freq": "yearly", "bymonth": first.month, "byday": f"{place}{WEEKDAYS[first.weekday()]}"}
