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
EASTERN, CENTRAL, MOUNTAIN, PACIFIC = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"
# Where most people of a state live comes first. Alaska's far islands keep a zone that forms do not offer.
STATES_OF_ZONES = {
    (EASTERN,): "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV",
    (EASTERN, CENTRAL): "FL IN KY MI",
    (CENTRAL,): "AL AR IA IL LA MN MO MS OK WI",
    (CENTRAL, EASTERN): "TN",
    (CENTRAL, MOUNTAIN): "KS ND NE SD TX",
    (MOUNTAIN,): "CO MT NM UT WY",
    (MOUNTAIN, PACIFIC): "ID",
    ("America/Phoenix", MOUNTAIN): "AZ",
    (PACIFIC,): "CA WA",
    (PACIFIC, MOUNTAIN): "NV OR",
    ("America/Anchorage",): "AK",
    ("Pacific/Honolulu",): "HI",
    ("America/Puerto_Rico",): "PR VI",
    ("Pacific/Guam",): "GU MP",
    ("Pacific/Pago_Pago",): "AS",
}
ZONES_OF_STATE = {code: zones for zones, codes in STATES_OF_ZONES.items() for code in codes.split()}
ZONE_NAMES = tuple(name for name, _ in ZONES)


def zone_label(name: str) -> str:
    """What people call the zone; the name itself for one that forms do not offer."""
    return dict(ZONES).get(name, name)


def zone_and_city(name: str) -> str:
    """The zone with the city it is named for, "Mountain Time (Denver)", as people check that it is theirs."""
    label = zone_label(name)
    return label if "(" in label else f"{label} ({name.rpartition('/')[2].replace('_', ' ')})"


def portal_today() -> date:
    """The day in the portal's zone, whatever the reader's: being away ends for everybody at once."""
    return timezone.localdate(timezone=timezone.get_default_timezone())
