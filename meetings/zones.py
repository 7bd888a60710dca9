"""The time zones of the states and territories, and wall-clock times in them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

EASTERN = "America/New_York"
ZONES = (
    (EASTERN, "Eastern"),
    ("America/Chicago", "Central"),
    ("America/Denver", "Mountain"),
    ("America/Phoenix", "Arizona (no daylight-saving time)"),
    ("America/Los_Angeles", "Pacific"),
    ("America/Anchorage", "Alaska"),
    ("Pacific/Honolulu", "Hawaii"),
    ("America/Puerto_Rico", "Puerto Rico and the U.S. Virgin Islands"),
    ("Pacific/Guam", "Guam and the Northern Mariana Islands"),
    ("Pacific/Pago_Pago", "American Samoa"),
)


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


def zone_name(zone: str) -> str:
    """ "Eastern"; the zone's own name where it is none of ours."""
    return dict(ZONES).get(zone, zone.rpartition("/")[2].replace("_", " "))
