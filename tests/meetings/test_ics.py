"""Calendar files: read by two independent readers, right across the changes of the clocks, and whole with any text."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from django.conf import settings

from meetings import ics
from meetings.models import Meeting
from meetings.vtimezone import timezone_of
from tests.calls import meeting
from tests.cast import Cast

ZONES = ("America/New_York", "America/Denver", "America/Phoenix")
CHANGES = ("2026-03-08", "2026-11-01", "2027-03-14", "2027-11-07")


def read_both(text: str) -> list[dict[str, object]]:
    """What both readers find of each entry; they must agree. Times as UTC, told by the file's own VTIMEZONE."""
    first = [
        {
            "uid": str(entry["UID"]),
            "sequence": int(entry["SEQUENCE"]),
            "starts": entry["DTSTART"].dt.astimezone(UTC),
            "ends": entry["DTEND"].dt.astimezone(UTC),
            "summary": str(entry["SUMMARY"]),
            "status": str(entry["STATUS"]),
            "description": str(entry["DESCRIPTION"]),
        }
        for entry in icalendar.Calendar.from_ical(text).walk("VEVENT")
    ]
    second = [
        {
            "uid": entry.uid.value,
            "sequence": int(entry.sequence.value),
            "starts": entry.dtstart.value.astimezone(UTC),
            "ends": entry.dtend.value.astimezone(UTC),
            "summary": entry.summary.value,
            "status": entry.status.value,
            "description": entry.description.value,
        }
        for entry in vobject.readOne(text).contents.get("vevent", [])
    ]
    assert first == second
    return first


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ZONES)
def test_times_are_right_around_every_change_of_the_clocks(zone: str) -> None:
    """Early and late on the day before, of and after each change: what was stored comes out in both readers."""
    days = [datetime.fromisoformat(day) + timedelta(days=more) for day in CHANGES for more in (-1, 0, 1)]
    starts = [day.replace(hour=hour, tzinfo=ZoneInfo(zone)).astimezone(UTC) for day in days for hour in (0, 4, 14, 23)]
    calls = [meeting(f"{start}", starts_at=start, zone=zone) for start in starts]

    found = read_both(ics.calendar_file(calls, takes_part=False))

    assert [entry["starts"] for entry in found] == starts
    assert [entry["ends"] for entry in found] == [start + timedelta(hours=1) for start in starts]


@pytest.mark.parametrize("zone", [*ZONES, "Pacific/Guam", "Europe/Berlin", "Australia/Lord_Howe"])
def test_a_zone_without_its_name_tells_the_same_time(zone: str) -> None:
    """A reader that does not know the name has only the VTIMEZONE; hours all through two years are compared."""
    unknown = f"Unknown-{zone.replace('/', '-')}"  # the reader keeps zones by name, for good
    part = timezone_of(zone, 2026, 2027).to_ical().decode().replace(zone, unknown)
    begin = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
    moments = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(0, 2 * 8760, 11)]
    moments += [
        datetime.fromisoformat(f"{day}T00:00+00:00") + timedelta(hours=hour)
        for day in CHANGES
        for hour in range(-24, 48)
    ]
    local = [moment.astimezone(ZoneInfo(zone)) for moment in moments]
    # The hour that the clocks go through twice has no single answer on the wall.
    certain = [moment for moment in local if moment.utcoffset() == moment.replace(fold=1 - moment.fold).utcoffset()]
    walls = [f"{moment:%Y%m%dT%H%M%S}" for moment in certain]
    events = "".join(f"BEGIN:VEVENT\r\nUID:{wall}\r\nDTSTART;TZID={unknown}:{wall}\r\nEND:VEVENT\r\n" for wall in walls)

    found = vobject.readOne(f"{begin}{part}{events}END:VCALENDAR\r\n").vevent_list

    assert [entry.dtstart.value.astimezone(UTC) for entry in found] == [moment.astimezone(UTC) for moment in certain]


def test_the_spring_change_is_told_in_the_time_before_it() -> None:
    lines = timezone_of("America/New_York", 2026, 2026).to_ical().decode().split("\r\n")

    daylight = lines[lines.index("BEGIN:DAYLIGHT") : lines.index("END:DAYLIGHT")]
    assert "DTSTART:20250309T020000" in daylight
    assert "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3" in daylight


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        'Comma, semicolon; colon: backslash \\ quote "',
        "Line\r\nBEGIN:VALARM\r\nATTACH:file:///etc/passwd\r\nEND:VALARM",
        "END:VEVENT\nEND:VCALENDAR",
        "Ünïcode ünd ein sehr langer Titel, der an einer ungünstigen Stelle gefaltet wird: 🔌🔌🔌🔌🔌🔌🔌🔌🔌🔌",
        "Separators \u2028 \u2029 \x85 \x0b \x0c \u202e here",
        "^n ^' \\n \\N",
    ],
)
def test_hostile_text_stays_text(cast: Cast, text: str) -> None:
    cast.vermont.name = text[:100]
    call = meeting(text[:200], agenda=text, place=text[:300], cancel_reason=text, join_url="https://meet.example/a,b;c")
    plain = meeting("Plain")

    made = ics.calendar_file([call, plain], takes_part=True, method="REQUEST", to=ics.Recipient(cast.vermont))

    assert all(len(line.encode()) <= 75 for line in made.split("\r\n"))
    assert "\n" not in made.replace("\r\n", "")
    whole = icalendar.Calendar.from_ical(made)
    assert [part.name for part in whole.walk()].count("VEVENT") == 2
    assert [part.name for part in whole.walk()].count("VALARM") == 0
    entries = read_both(made)
    assert [entry["uid"] for entry in entries] == [f"{row.key}@{settings.BASE_HOST}" for row in (call, plain)]
    assert all({*part.keys()} <= KNOWN for part in whole.walk("VEVENT"))


KNOWN = {
    "UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "CREATED", "DTSTART", "DTEND", "STATUS", "SUMMARY", "LOCATION",
    "TRANSP", "URL", "DESCRIPTION", "ORGANIZER", "ATTENDEE",
}  # fmt: skip


@pytest.mark.django_db
def test_the_link_to_join_stands_there_for_those_who_take_part_only() -> None:
    call = meeting(join_url="https://meet.example/secret", agenda="Uptime")

    assert "meet.example" in ics.calendar_file([call], takes_part=True).replace("\r\n ", "")
    assert "meet.example" not in ics.calendar_file([call], takes_part=False).replace("\r\n ", "")


@pytest.mark.django_db
def test_a_cancelled_call_is_marked_and_an_unknown_zone_is_utc() -> None:
    call = meeting(status="cancelled", zone="../../etc/passwd")

    found = read_both(ics.calendar_file([call], takes_part=False))

    assert [(entry["status"], entry["starts"]) for entry in found] == [
        ("CANCELLED", Meeting.objects.get(pk=call.pk).starts_at.replace(microsecond=0))
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "status"), [(None, "cancelled"), ("CANCEL", "planned")])
def test_a_cancelled_call_says_so_keeps_nobody_busy_and_leads_nowhere(method: ics.Method, status: str) -> None:
    call = meeting("Charging, call 3", status=status, cancel_reason="Away", join_url="https://meet.example/a")

    (entry,) = icalendar.Calendar.from_ical(ics.calendar_file([call], takes_part=True, method=method)).walk("VEVENT")

    assert (str(entry["SUMMARY"]), str(entry["TRANSP"])) == ("Cancelled: Charging, call 3", "TRANSPARENT")
    assert ["meet.example" in str(entry["DESCRIPTION"]), "Away" in str(entry["DESCRIPTION"])] == [False, True]
