"""How pages, lists and mails tell when something takes place: weekdays, both days, and each date's own zone."""

import re
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import icalendar
import pytest
from django.apps import apps
from django.core import mail as django_mail
from django.template.loader import render_to_string

from accounts.models import User
from meetings import ics
from meetings.emails import call_notices
from meetings.when import moments_of_day
from tests.calls import meeting
from tests.cast import Cast
from tests.jobs import run_jobs
from tests.meetings.circle import make_circle
from tests.meetings.events import come, conference
from tests.pages import texts

MAY_4 = {"starts_at": datetime(2027, 5, 4, 13, tzinfo=UTC), "ends_at": datetime(2027, 5, 6, 20, tzinfo=UTC)}
BOTH_DAYS = "Tuesday, May 4, 2027, 9 a.m. EDT to Thursday, May 6, 2027, 4 p.m. EDT"


def call_at(*moment: int, title: str = "Call", minutes: int = 60):
    starts_at = datetime(*moment, tzinfo=UTC)
    return meeting(title, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes))


def test_an_event_over_days_names_both_on_its_page_in_lists_and_in_mails(cast: Cast, sign_in) -> None:
    event = conference(cast, **MAY_4)
    client = sign_in(cast.vermont)

    assert texts(client.get(f"/meetings/{event.key}/"), ".meeting-when") == [BOTH_DAYS]
    lists = [client.get(address) for address in ("/meetings/", "/meetings/calendar/?view=list", "/")]
    assert [texts(page, ".call time") for page in lists] == [[BOTH_DAYS]] * 3
    come(event, cast.vermont)
    run_jobs()
    assert BOTH_DAYS in django_mail.outbox[0].body
    assert f"{BOTH_DAYS}." in texts(client.get("/"), ".todo__step")[0]


def test_the_weekday_stands_on_pages_lists_and_in_mails(cast: Cast, sign_in) -> None:
    circle = make_circle(cast)
    call = call_at(2027, 7, 15, 18)
    client = sign_in(circle.lead)

    assert texts(client.get(f"/meetings/{call.key}/"), ".meeting-when") == [
        "Thursday, July 15, 2027, 2 p.m. to 3 p.m. EDT"
    ]
    assert texts(client.get("/meetings/"), ".call time") == ["Thursday, July 15, 2027, 2 p.m. EDT"]
    call_notices.invite(call, by=circle.lead)
    run_jobs()
    assert "Thursday, July 15, 2027, 2 p.m. to 3 p.m. EDT" in django_mail.outbox[0].body
    for page in ("cancel", "speakers", "attendance", "documents", "summary"):
        assert "Thursday, July 15, 2027" in texts(client.get(f"/meetings/{call.key}/{page}/"), ".kicker")[0]


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("?month=2027-01", "EST"),
        ("?month=2027-03", "EST and EDT"),
        ("?month=2027-07", "EDT"),
        ("?view=list", "EST and EDT"),
    ],
)
def test_the_calendar_names_the_zone_of_the_dates_it_shows(cast: Cast, sign_in, address: str, named: str) -> None:
    for month in (1, 7):
        call_at(2027, month, 15, 18)

    lede = texts(sign_in(cast.group_member).get(f"/meetings/calendar/{address}"), ".lede")[0]

    assert lede == f"Meetings you can see. Times are in {named}, your time zone."


def test_a_call_across_midnight_is_two_days_where_it_is(cast: Cast, sign_in) -> None:
    call = call_at(2027, 7, 15, 3, minutes=90)  # 11 p.m. in New York, 5 p.m. in Honolulu
    User.objects.filter(pk=cast.group_member.pk).update(time_zone="Pacific/Honolulu")

    when = [
        texts(sign_in(person).get(f"/meetings/{call.key}/"), ".meeting-when")[0]
        for person in (cast.group_member, cast.administrator)
    ]

    assert when == [
        "Wednesday, July 14, 2027, 5 p.m. to 6:30 p.m. HST",
        "Wednesday, July 14, 2027, 11 p.m. EDT to Thursday, July 15, 2027, 12:30 a.m. EDT",
    ]


def test_what_ends_at_midnight_lasts_one_day(cast: Cast, sign_in) -> None:
    call = call_at(2027, 7, 15, 3)

    assert texts(sign_in(cast.administrator).get(f"/meetings/{call.key}/"), ".meeting-when") == [
        "Wednesday, July 14, 2027, 11 p.m. to midnight EDT"
    ]


def test_a_program_says_which_clock_its_times_are_of(cast: Cast, sign_in) -> None:
    event = conference(cast, zone="America/Denver", **MAY_4)
    meeting("Opening", group=None, kind="session", parent=event, record_sharing="public", **MAY_4)

    assert texts(sign_in(cast.vermont).get(f"/meetings/{event.key}/"), ".program__zone") == [
        "Times are in MDT, local to the event."
    ]


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Guam", "Pacific/Pago_Pago"])
def test_of_a_meeting_without_a_known_time_everything_says_so_and_names_no_hour(cast: Cast, sign_in, zone: str) -> None:
    starts_at, ends_at = moments_of_day(date(2026, 1, 15))
    call = meeting(
        "Old call", starts_at=starts_at, ends_at=ends_at, has_time=False, status="held", record_sharing="all_members"
    )
    User.objects.filter(pk=cast.vermont.pk).update(time_zone=zone)
    client = sign_in(cast.vermont)
    told = "Thursday, January 15, 2026 (time unknown)"

    page = client.get(call.get_absolute_url())
    assert texts(page, ".meeting-when") == [told]
    assert '<time datetime="2026-01-15">' in page.content.decode()
    for address in ("/meetings/?when=past", "/meetings/calendar/?view=list&when=past"):
        assert texts(client.get(address), ".call time") == [told]
    month = client.get("/meetings/calendar/?month=2026-01")
    assert texts(month, ".month__time") == ["time unknown"]
    assert re.search(r'datetime="2026-01-15"(?:(?!datetime=).)*time unknown', month.content.decode(), re.S)
    assert render_to_string("meetings/mail/facts.txt", {"meeting": call}).splitlines()[:2] == ["Old call", told]
    assert call_notices.subject_of("{title}, {when}", call) == "Old call, Thu, Jan 15, 2026"


def test_the_calendar_entry_of_such_a_meeting_is_the_whole_day_and_keeps_nobody_busy(cast: Cast) -> None:
    starts_at, ends_at = moments_of_day(date(2026, 1, 15))
    call = meeting("Old call", starts_at=starts_at, ends_at=ends_at, has_time=False, status="held")

    [entry] = icalendar.Calendar.from_ical(ics.calendar_file([call], takes_part=False)).walk("VEVENT")

    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (date(2026, 1, 15), date(2026, 1, 16))
    assert (str(entry["TRANSP"]), ics.DAY_ONLY in str(entry["DESCRIPTION"])) == ("TRANSPARENT", True)


def test_editing_keeps_a_time_unknown_until_both_times_are_entered(cast: Cast, sign_in) -> None:
    circle = make_circle(cast)
    starts_at, ends_at = moments_of_day(date(2026, 1, 15))
    call = meeting("Old call", starts_at=starts_at, ends_at=ends_at, has_time=False, status="held")
    typed = {
        "title": "Old call", "day": "2026-01-16", "begins": "", "ends": "", "zone": "America/New_York",
        "record_sharing": "group", "summary_sharing": "group",
    }  # fmt: skip
    client, address = sign_in(circle.lead), f"{call.get_absolute_url()}edit/"

    form = client.get(address)
    assert [form.context["form"].initial[name] for name in ("day", "begins", "ends")] == [date(2026, 1, 15), None, None]
    half = client.post(address, {**typed, "begins": "14:00", "revision": call.revision})
    assert (half.status_code, texts(half, "#id_ends_error")) == (400, ["Enter both times, or leave both blank."])
    client.post(address, {**typed, "revision": call.revision})
    call.refresh_from_db()
    assert (call.has_time, (call.starts_at, call.ends_at)) == (False, moments_of_day(date(2026, 1, 16)))
    client.post(address, {**typed, "begins": "14:00", "ends": "15:00", "revision": call.revision})
    call.refresh_from_db()
    assert (call.has_time, call.starts_at) == (True, datetime(2026, 1, 16, 19, tzinfo=UTC))


def test_calls_that_stood_at_noon_keep_their_day(cast: Cast) -> None:
    migration = import_module("meetings.migrations.0012_days_without_a_time")
    noon = datetime(2026, 1, 15, 17, tzinfo=UTC)
    call = meeting("Old call", starts_at=noon, status="held", source=f"NASEO.{migration.NOON_SHOWN}")
    other = meeting("Call at noon", starts_at=noon, status="held", source="NASEO.")

    migration.keep_only_the_day(apps, None)
    for row in (call, other):
        row.refresh_from_db()

    assert (call.has_time, call.source, call.sequence) == (False, "NASEO.", 1)
    assert (call.starts_at, call.ends_at) == moments_of_day(date(2026, 1, 15))
    assert (other.has_time, other.starts_at, other.sequence) == (True, noon, 0)
