"""Wall-clock times in a time zone, and the moments they mean."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def moment(day: date, clock: time, zone: str) -> datetime | None:
    """The moment when the clocks of the zone show this, in UTC; the earlier one where they show it twice.

    None for a time that the clocks skip when they are put forward.
    """
    local = datetime.combine(day, clock, tzinfo=ZoneInfo(zone))
    found = local.astimezone(UTC)
    return found if found.astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None) else None


def wall_clock(at: datetime, zone: str) -> datetime:
    """A moment as the clocks of the zone show it."""
    return at.astimezone(ZoneInfo(zone))
