"""The time zones of the 56 states and territories: the ones that forms offer, by the name the database keeps."""

from datetime import date

from django.utils import timezone

ZONES = (
    ("America/New_York", "Eastern Time"),
    ("America/Chicago", "Central Time"),
    ("America/Denver", "Mountain Time"),
    ("America/Phoenix", "Arizona (Mountain Time without daylight saving)"),
    ("America/Los_Angeles", "Pacific Time"),
    ("America/Anchorage", "Alaska"),
    ("Pacific/Honolulu", "Hawaii"),
    ("America/Puerto_Rico", "Puerto Rico and U.S. Virgin Islands (Atlantic Time)"),
    ("Pacific/Guam", "Guam and Northern Mariana Islands"),
    ("Pacific/Pago_Pago", "American Samoa"),
)
ZONE_NAMES = tuple(name for name, _ in ZONES)


def zone_label(name: str) -> str:
    """What people call the zone; the name itself for one that forms do not offer."""
    return dict(ZONES).get(name, name)


def portal_today() -> date:
    """The day in the portal's zone, whatever the reader's: being away ends for everybody at once."""
    return timezone.localdate(timezone=timezone.get_default_timezone())
