"""How pages, lists and mails tell when something takes place: weekdays, both days, and each date's own zone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as django_mail

from accounts.models import User
from meetings.emails import call_notices
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
    assert "Thursday, July 15, 2027, 2 p.m. EDT to 3 p.m. EDT" in django_mail.outbox[0].body
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

    assert lede == f"Calls and meetings you can see. Times are in {named}, your time zone."


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
