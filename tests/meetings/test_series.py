"""Series of calls: their days, one mail for all, changing all that follow, ending early and going on."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from django.core import mail as django_mail
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone

from accounts import audiences
from accounts.models import AuditEvent, User
from meetings import recurrence
from meetings.actions import series as actions
from meetings.actions.records import MeetingRefused
from meetings.holidays import holiday_on
from meetings.models import Meeting, Rsvp, Series
from meetings.sharing import apply_sharing
from tests import pages
from tests.calls import meeting
from tests.cast import Cast
from tests.jobs import run_jobs
from workinggroups.models import GroupMembership, WorkingGroup

YEAR = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31)}


def plan(**fields) -> actions.SeriesPlan:
    values = {"title": "Monthly call", "frequency": "monthly", "interval": 1, "weekday": 3, "ordinal": 3,
              "starts_at_time": time(14), "minutes": 60, "zone": "America/New_York", **YEAR, **fields}  # fmt: skip
    return actions.SeriesPlan(**values)


def group() -> WorkingGroup:
    return WorkingGroup.objects.get(slug="cybersecurity")


@pytest.fixture
def lead(cast: Cast) -> User:
    """The group's lead, who is no administrator; two more people belong to the group."""
    audiences.join(cast.vermont, group().audience)
    audiences.join(cast.new_hampshire, group().audience)
    GroupMembership.objects.filter(user=cast.vermont).update(role="lead")
    return User.objects.get(pk=cast.vermont.pk)


@pytest.fixture
def year(lead: User) -> Series:
    """Twelve calls of the coming year."""
    first = (timezone.localdate().replace(day=1) + timedelta(days=32)).replace(day=1)
    return actions.plan_series(
        by=lead, group=group(), plan=plan(starts_on=first, ends_on=first + timedelta(days=364), place="Video call")
    )


def calls(series: Series) -> list[Meeting]:
    return list(Meeting.objects.filter(series=series).order_by("starts_at"))


def follow(meeting: Meeting, by: User, **fields) -> list[Meeting]:
    """Shown, then confirmed."""
    clock = actions.clock_of(meeting)
    values = {"title": meeting.title, "clock": clock, "place": meeting.place, "join_url": meeting.join_url,
              "agenda": meeting.agenda, **fields}  # fmt: skip
    wanted = actions.Following(**values)
    seen = actions.mark_of(actions.changes_from(meeting, wanted))
    return actions.change_following(meeting=meeting, by=by, wanted=wanted, seen=seen)


@pytest.mark.parametrize(
    ("fields", "words", "days"),
    [
        (
            {"ends_on": date(2027, 4, 1)},
            "Every third Thursday of the month",
            ["2027-01-21", "2027-02-18", "2027-03-18"],
        ),
        (
            {"ordinal": -1, "weekday": 0, "interval": 3},
            "Every 3 months on the last Monday",
            ["2027-01-25", "2027-04-26", "2027-07-26", "2027-10-25"],
        ),
        (
            {"starts_on": date(2027, 1, 22), "ends_on": date(2027, 3, 1)},
            "Every third Thursday of the month",
            ["2027-02-18"],
        ),
        (
            {"frequency": "weekly", "interval": 2, "weekday": 1, "ends_on": date(2027, 2, 10)},
            "Every other week on Tuesday",
            ["2027-01-05", "2027-01-19", "2027-02-02"],
        ),
        ({"frequency": "weekly", "weekday": 4, "ends_on": date(2027, 1, 1)}, "Every Friday", ["2027-01-01"]),
        ({"ends_on": date(2027, 1, 20)}, "Every third Thursday of the month", []),
    ],
)
def test_days_follow_the_rule(fields: dict, words: str, days: list[str]) -> None:
    assert recurrence.in_words(plan(**fields)) == words
    assert [str(day) for day in recurrence.days(plan(**fields))] == days


@pytest.mark.parametrize("zone", ["America/New_York", "America/Denver", "America/Phoenix"])
def test_two_oclock_stays_two_oclock_when_the_clocks_change(lead: User, zone: str) -> None:
    made = actions.plan_series(
        by=lead, group=group(), plan=plan(zone=zone, starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
    )

    local = [row.starts_at.astimezone(ZoneInfo(zone)) for row in calls(made)]
    assert len(local) == 24
    assert {(at.hour, at.minute, at.weekday()) for at in local} == {(14, 0, 3)}
    offsets = {at.utcoffset() for at in local}
    assert len(offsets) == (1 if zone == "America/Phoenix" else 2)


def test_planning_twice_makes_one_series_and_one_mail_each(lead: User, cast: Cast) -> None:
    first = (timezone.localdate().replace(day=1) + timedelta(days=32)).replace(day=1)
    wanted = plan(starts_on=first, ends_on=first + timedelta(days=364))
    for _ in range(2):
        made = actions.plan_series(by=lead, group=group(), plan=wanted, key="abcdefghjkmn")
    run_jobs()

    rows = calls(made)
    assert (Series.objects.count(), len(rows)) == (1, 12)
    assert sorted(message.to[0].split("@")[0] for message in django_mail.outbox) == [
        "group.member", "new.hampshire", "vermont",
    ]  # fmt: skip
    text = django_mail.outbox[0].attachments[0].get_payload(decode=True).decode()
    entries = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert [entry["DTSTART"].dt.astimezone(UTC) for entry in entries] == [row.starts_at for row in rows]
    assert [entry.dtstart.value.astimezone(UTC) for entry in vobject.readOne(text).vevent_list] == [
        row.starts_at for row in rows
    ]
    assert AuditEvent.objects.filter(action="series.planned").count() == 1


@pytest.mark.parametrize(
    "fields", [{"ends_on": date(2027, 1, 2)}, {"frequency": "weekly", "ends_on": date(2029, 1, 1)}]
)
def test_none_and_too_many_are_refused(lead: User, fields: dict) -> None:
    with pytest.raises(MeetingRefused):
        actions.plan_series(by=lead, group=group(), plan=plan(**fields))

    assert (Series.objects.count(), Meeting.objects.count()) == (0, 0)


def test_members_do_not_plan_change_end_or_extend(cast: Cast, year: Series) -> None:
    member = cast.group_member
    with pytest.raises(PermissionDenied):
        actions.plan_series(by=member, group=group(), plan=plan())
    with pytest.raises(PermissionDenied):
        follow(calls(year)[3], member, title="Mine")
    with pytest.raises(PermissionDenied):
        actions.end_series(by=member, series=year, ends_on=timezone.localdate(), reason="So", seen="")
    with pytest.raises(PermissionDenied):
        actions.extend_series(by=member, series=year, ends_on=year.ends_on + timedelta(days=90))


def test_changing_all_that_follow_keeps_what_was_and_what_was_set_by_hand(lead: User, year: Series) -> None:
    rows = calls(year)
    Meeting.objects.filter(pk=rows[0].pk).update(status="held")
    Meeting.objects.filter(pk=rows[5].pk).update(place="In Denver", revision=2)
    Meeting.objects.filter(pk=rows[6].pk).update(status="cancelled", cancel_reason="Holiday")
    run_jobs()
    django_mail.outbox.clear()

    done = follow(rows[3], lead, place="Room 5", clock=actions.Clock(time(15), 90, "America/New_York"))
    run_jobs()

    now = calls(year)
    assert [row.place for row in now] == ["Video call"] * 3 + ["Room 5"] * 2 + ["In Denver", "Video call"] + [
        "Room 5"
    ] * 5
    hours = [row.starts_at.astimezone(ZoneInfo(row.zone)).hour for row in now]
    assert hours == [14] * 3 + [15] * 3 + [14] + [15] * 5
    assert [row.starts_at.date() for row in now] == [row.starts_at.date() for row in rows]
    assert [row.sequence for row in now] == [0] * 3 + [1] * 3 + [0] + [1] * 5
    assert len(done) == 8
    assert len(django_mail.outbox) == 3
    entries = icalendar.Calendar.from_ical(django_mail.outbox[0].attachments[0].get_payload(decode=True)).walk("VEVENT")
    assert {entry["SEQUENCE"] for entry in entries} == {1}
    assert len(entries) == 8


def test_what_somebody_changed_meanwhile_is_shown_first(lead: User, year: Series) -> None:
    rows = calls(year)
    wanted = actions.Following("New title", actions.clock_of(rows[3]), "Video call", "", "")
    seen = actions.mark_of(actions.changes_from(rows[3], wanted))
    Meeting.objects.filter(pk=rows[5].pk).update(title="Set meanwhile", revision=2)

    with pytest.raises(actions.SeriesConflict):
        actions.change_following(meeting=rows[3], by=lead, wanted=wanted, seen=seen)

    assert {row.title for row in calls(year)} == {"Monthly call", "Set meanwhile"}


def test_changing_again_from_an_earlier_call_reaches_the_later_ones(lead: User, year: Series) -> None:
    follow(calls(year)[6], lead, title="Second half")
    follow(calls(year)[2], lead, title="From March")

    assert [row.title for row in calls(year)] == ["Monthly call"] * 2 + ["From March"] * 10


def test_ending_early_cancels_what_follows_and_tells_once(lead: User, cast: Cast, year: Series) -> None:
    rows = calls(year)
    Rsvp.objects.create(meeting=rows[8], user=cast.group_member, answer="no")
    run_jobs()
    django_mail.outbox.clear()
    last = rows[5].starts_at.astimezone(ZoneInfo("America/New_York")).date()
    seen = actions.mark_of([actions.Change(row, {}, []) for row in actions.calls_after(year, last)])

    for _ in range(2):
        actions.end_series(by=lead, series=year, ends_on=last, reason="The project ends.", seen=seen)
    run_jobs()

    assert [row.status for row in calls(year)] == ["planned"] * 6 + ["cancelled"] * 6
    assert Series.objects.get().ends_on == last
    assert len(django_mail.outbox) == 3
    text = django_mail.outbox[0].attachments[0].get_payload(decode=True).decode()
    states = [str(entry["STATUS"]) for entry in icalendar.Calendar.from_ical(text).walk("VEVENT")]
    assert states == ["CANCELLED"] * 6
    assert "The project ends." in django_mail.outbox[0].body


def test_going_on_adds_calls_with_what_the_series_says_now(lead: User, year: Series) -> None:
    follow(calls(year)[6], lead, title="Second half")
    until = year.ends_on + timedelta(days=92)

    for _ in range(2):
        actions.extend_series(by=lead, series=year, ends_on=until)

    assert [row.title for row in calls(year)][12:] == ["Second half"] * 3
    assert Series.objects.get().ends_on == until


def test_the_pages_show_first_and_do_then(lead: User, sign_in, year: Series) -> None:
    client = sign_in(lead)
    fields = {
        "title": "Weekly", "rhythm": "weekly-1", "ordinal": "1", "weekday": "1", "starts_on": "2027-02-01",
        "ends_on": "2027-02-28", "begins": "14:00", "minutes": "30", "zone": "America/Denver",
        "record_sharing": "group", "summary_sharing": "group", "key": "abcdefghjkmn",
    }  # fmt: skip
    shown = client.post("/meetings/series/of/cybersecurity/", fields)
    assert "Schedule 4 calls?" in shown.content.decode()
    assert "Tuesday, February 2, 2027" in shown.content.decode()
    assert Series.objects.count() == 1

    for _ in range(2):
        done = client.post("/meetings/series/of/cybersecurity/", {**fields, "step": "confirm"})
        assert done["Location"] == "/meetings/series/abcdefghjkmn/"
    page = client.get("/meetings/series/abcdefghjkmn/").content.decode()
    assert "Every Tuesday, 2 p.m., Mountain Time" in page
    assert page.count('class="call__title"') == 4


@pytest.mark.parametrize(("begins", "words"), [
    (time(12), "noon"), (time(0), "midnight"), (time(12, 30), "12:30 p.m."), (time(0, 5), "12:05 a.m."),
])  # fmt: skip
def test_the_page_of_a_series_says_noon_as_its_calls_do(
    lead: User, sign_in, year: Series, begins: time, words: str
) -> None:
    Series.objects.filter(pk=year.pk).update(starts_at_time=begins)

    page = sign_in(lead).get(f"/meetings/series/{year.key}/")

    assert pages.texts(page, ".lede") == [f"Every third Thursday of the month, {words}, Eastern Time"]


def test_the_page_of_all_that_follow_explains_before_it_does(lead: User, sign_in, year: Series) -> None:
    rows = calls(year)
    Meeting.objects.filter(pk=rows[9].pk).update(title="Special guest")
    client = sign_in(lead)
    address = f"/meetings/{rows[8].key}/following/"
    fields = {
        "title": "New name",
        "begins": "14:00",
        "minutes": "60",
        "zone": "America/New_York",
        "place": "Video call",
    }

    shown = client.post(address, fields).content.decode()
    assert "Change 3 calls?" in shown
    assert "keeps its own title" in shown
    assert {row.title for row in calls(year)} == {"Monthly call", "Special guest"}

    refused = client.post(address, {**fields, "step": "confirm", "seen": "old"})
    assert refused.status_code == 409
    seen = refused.context["seen"]
    assert client.post(address, {**fields, "step": "confirm", "seen": seen}).status_code == 302
    assert [row.title for row in calls(year)][8:] == ["New name", "Special guest", "New name", "New name"]


def test_a_page_of_a_series_lists_what_one_may_see(cast: Cast, sign_in, year: Series) -> None:
    opened = calls(year)[2]
    opened.record_sharing = "public"
    opened.save(update_fields=["record_sharing"])
    apply_sharing(opened)
    address = f"/meetings/series/{year.key}/"

    assert sign_in(None).get(address).content.decode().count('class="call__title"') == 1
    assert sign_in(cast.group_member).get(address).content.decode().count('class="call__title"') == 12
    Meeting.objects.filter(pk=opened.pk).update(record_keys=[])
    assert sign_in(None).get(address).status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"starts_on": "0001-01-01"}, "Choose a date between"),
        ({"ends_on": "2026-01-01"}, "This date is before the first call."),
        ({"ends_on": "2099-01-01"}, "That’s more than 60 calls."),
        ({"minutes": "100000000000"}, "Enter no more than 720 minutes."),
        ({"join_url": "javascript:alert(1)"}, "Enter a web address that begins with https://."),
        ({"zone": "Mars/Olympus"}, "Choose one of the options offered."),
        ({"title": "\x00"}, "Remove the characters that can’t be shown."),
    ],
)
def test_nonsense_is_a_sentence(lead: User, sign_in, fields: dict, sentence: str) -> None:
    right = {
        "title": "Weekly", "rhythm": "weekly-1", "ordinal": "1", "weekday": "1", "starts_on": "2027-02-01",
        "ends_on": "2027-02-28", "begins": "14:00", "minutes": "30", "zone": "America/Denver",
        "record_sharing": "group", "summary_sharing": "group",
    }  # fmt: skip
    answer = sign_in(lead).post("/meetings/series/of/cybersecurity/", {**right, **fields})

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert Series.objects.count() == 0


def test_a_call_that_is_over_leads_nowhere(lead: User, year: Series) -> None:
    past = calls(year)[0]
    past.starts_at, past.ends_at = datetime(2026, 1, 15, 19, tzinfo=UTC), datetime(2026, 1, 15, 20, tzinfo=UTC)
    past.save(update_fields=["starts_at", "ends_at"])

    with pytest.raises(MeetingRefused):
        follow(past, lead, title="New")


# Days that are skipped before anything is planned


FIELDS = {
    "title": "Weekly", "rhythm": "weekly-1", "ordinal": "1", "weekday": "3", "starts_on": "2027-11-04",
    "ends_on": "2027-11-30", "begins": "14:00", "minutes": "30", "zone": "America/New_York",
    "record_sharing": "group", "summary_sharing": "group", "key": "abcdefghjkmn",
}  # fmt: skip
PLAN = "/meetings/series/of/cybersecurity/"


def days_shown(response) -> list[tuple[str, bool]]:
    """Each day with its marks, and whether it is ticked to be skipped."""
    boxes = pages.find(response, ".series-days .usa-checkbox__input")
    labels = pages.texts(response, ".series-days label")
    return [(label, box.get("checked") is not None) for label, box in zip(labels, boxes, strict=True)]


def test_the_preview_marks_holidays_and_the_groups_other_calls(lead: User, sign_in) -> None:
    at = datetime(2027, 11, 11, 19, tzinfo=UTC)
    meeting("Budget", starts_at=at)
    meeting("Utilities", starts_at=at + timedelta(days=7, hours=2))
    meeting("Off", starts_at=at + timedelta(days=7), status="cancelled")
    meeting("Of others", starts_at=at + timedelta(days=7), group="data-and-reporting", record_sharing="all_members")

    shown = sign_in(lead).post(PLAN, FIELDS)

    assert days_shown(shown) == [
        ("Thursday, November 4, 2027", False),
        ("Thursday, November 11, 2027 Federal holiday: Veterans Day Same time as “Budget”", False),
        ("Thursday, November 18, 2027 Same day as “Utilities”, 4 p.m. EST", False),
        ("Thursday, November 25, 2027 Federal holiday: Thanksgiving Day", False),
    ]
    assert pages.texts(shown, ".confirm__question") == ["Schedule 4 calls?"]


def test_past_days_are_marked_and_skipped_unless_chosen(lead: User, sign_in) -> None:
    client = sign_in(lead)
    fields = {**FIELDS, "starts_on": "2026-01-01", "ends_on": "2026-01-15"}

    shown = client.post(PLAN, fields)
    refused = client.post(PLAN, {**fields, "days_shown": "1", "skip": ["2026-01-01", "2026-01-08", "2026-01-15"],
                                 "step": "confirm"})  # fmt: skip
    again = client.post(PLAN, {**fields, "days_shown": "1", "skip": ["2026-01-08", "nonsense"]})

    assert days_shown(shown)[1:] == [("Thursday, January 8, 2026 In the past", True),
                                     ("Thursday, January 15, 2026 In the past", True)]  # fmt: skip
    assert pages.texts(shown, ".confirm__question") == ["Keep at least one date"]
    assert (refused.status_code, Series.objects.count()) == (400, 0)
    assert "You skipped every date. Keep at least one." in refused.content.decode()
    assert [is_skipped for _, is_skipped in days_shown(again)] == [False, True, False]


def test_skipped_days_are_not_planned(lead: User, sign_in) -> None:
    client = sign_in(lead)
    for _ in range(2):
        client.post(PLAN, {**FIELDS, "skip": ["2027-11-11", "2027-11-25"], "days_shown": "1", "step": "confirm"})
    made = Series.objects.get()

    assert [f"{row.starts_at:%m-%d}" for row in calls(made)] == ["11-04", "11-18"]
    address = f"/meetings/series/{made.key}/extend/"
    shown = client.post(address, {"ends_on": "2027-12-16"})
    assert days_shown(shown) == [(f"Thursday, December {day}, 2027", False) for day in (2, 9, 16)]
    client.post(address, {"ends_on": "2027-12-16", "days_shown": "1", "skip": ["2027-12-09"], "step": "confirm"})
    assert [f"{row.starts_at:%m-%d}" for row in calls(made)] == ["11-04", "11-18", "12-02", "12-16"]


def test_single_calls_are_skipped_after_planning_with_one_mail(lead: User, cast: Cast, year: Series, sign_in) -> None:
    rows = calls(year)
    run_jobs()
    django_mail.outbox.clear()
    client = sign_in(lead)
    address = f"/meetings/series/{year.key}/skip/"
    assert len(pages.find(client.get(address), "main .usa-checkbox__input")) == 12

    fields = {"calls": [rows[2].key, rows[4].key], "reason": "Holidays."}
    assert client.post(address, {"reason": "Holidays."}).status_code == 400
    assert client.post(address, fields)["Location"] == year.get_absolute_url()
    assert client.post(address, fields).status_code == 400
    run_jobs()

    assert [row.status for row in calls(year)][:5] == ["planned", "planned", "cancelled", "planned", "cancelled"]
    assert {message.subject.partition(" from ")[0] for message in django_mail.outbox} == {
        "Canceled: Monthly call, 2 calls"
    }
    assert len(django_mail.outbox) == 3
    with pytest.raises(PermissionDenied):
        actions.skip_calls(by=cast.group_member, series=year, keys=[rows[5].key], reason="So")


# Another day of the week


def weekly(lead: User, **fields) -> Series:
    """Every other week on Thursdays of the year 2027, of which it changes what is given."""
    return actions.plan_series(
        by=lead, group=group(),
        plan=plan(frequency="weekly", interval=2, ordinal=0, ends_on=date(2027, 3, 31), **fields),
    )  # fmt: skip


def local_days(series: Series) -> list[str]:
    return [f"{row.starts_at.astimezone(ZoneInfo(row.zone)):%a %m-%d %H}" for row in calls(series)]


def test_the_weekday_moves_for_all_that_follow(lead: User) -> None:
    made = weekly(lead)
    second, third = calls(made)[1:3]
    Meeting.objects.filter(pk=third.pk).update(
        starts_at=third.starts_at + timedelta(days=1), ends_at=third.ends_at + timedelta(days=1), revision=2
    )
    run_jobs()
    django_mail.outbox.clear()

    follow(second, lead, weekday=1, clock=actions.Clock(time(15), 60, "America/New_York"))
    run_jobs()

    assert local_days(made) == [
        "Thu 01-07 14", "Tue 01-19 15", "Fri 02-05 15", "Tue 02-16 15", "Tue 03-02 15", "Tue 03-16 15", "Tue 03-30 15",
    ][: len(calls(made))]  # fmt: skip
    made.refresh_from_db()
    assert recurrence.in_words(made) == "Every other week on Tuesday"
    assert [row.sequence for row in calls(made)][:4] == [0, 1, 1, 1]
    actions.extend_series(by=lead, series=made, ends_on=date(2027, 4, 30))
    assert local_days(made)[-2:] == ["Tue 04-13 15", "Tue 04-27 15"]
    line = next(line for line in django_mail.outbox[0].body.split("\n") if line.startswith("- Tuesday, January 19"))
    assert line == (
        "- Tuesday, January 19, 2027, 3 p.m. to 4 p.m. EST (Date: was Thursday, January 21, 2027, 2 p.m. to 3 p.m. "
        "EST, is Tuesday, January 19, 2027, 3 p.m. to 4 p.m. EST)"
    )


def test_a_monthly_call_stays_in_its_week_of_the_month(lead: User) -> None:
    made = actions.plan_series(by=lead, group=group(), plan=plan(ends_on=date(2027, 6, 30)))

    follow(calls(made)[0], lead, weekday=4)

    assert local_days(made) == [f"Fri {day} 14" for day in ("01-15", "02-19", "03-19", "04-16", "05-21", "06-18")]
    made.refresh_from_db()
    assert recurrence.in_words(made) == "Every third Friday of the month"


def test_a_move_into_the_past_or_onto_another_call_is_refused(lead: User) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    made = actions.plan_series(
        by=lead, group=group(),
        plan=plan(frequency="weekly", ordinal=0, weekday=tomorrow.weekday(), starts_on=tomorrow,
                  ends_on=tomorrow + timedelta(days=14)),
    )  # fmt: skip
    Meeting.objects.filter(series=made).update(
        starts_at=models.F("starts_at") + timedelta(days=14), ends_at=models.F("ends_at") + timedelta(days=14)
    )
    first = calls(made)[0]
    other = (tomorrow.weekday() + 1) % 7
    blocked = recurrence.on_weekday(first.starts_at.astimezone(ZoneInfo(first.zone)).date(), other, made)
    starts, ends = recurrence.moments(blocked, time(14), 60, "America/New_York")
    Meeting.objects.create(series=made, group=first.group, title="Other", starts_at=starts, ends_at=ends, status="held")

    with pytest.raises(MeetingRefused, match="at the same time"):
        follow(first, lead, weekday=other)


def test_the_preview_of_a_move_names_the_new_days(lead: User, sign_in) -> None:
    made = actions.plan_series(by=lead, group=group(), plan=plan(ends_on=date(2027, 3, 31)))
    first = calls(made)[0]
    fields = {"title": "Monthly call", "weekday": "0", "begins": "14:00", "minutes": "60", "zone": "America/New_York"}

    shown = sign_in(lead).post(f"/meetings/{first.key}/following/", fields)

    assert pages.texts(shown, ".series-notes li") == ["New day of the week: Monday"]
    assert pages.texts(shown, ".series-points li") == [
        "Thursday, January 21, 2027, 2 p.m. EST: moves to Monday, January 18, 2027, 2 p.m. EST; new day of the week; "
        "Federal holiday: Martin Luther King Jr. Day",
        "Thursday, February 18, 2027, 2 p.m. EST: moves to Monday, February 15, 2027, 2 p.m. EST; new day of the week; "
        "Federal holiday: Presidents Day",
        "Thursday, March 18, 2027, 2 p.m. EDT: moves to Monday, March 15, 2027, 2 p.m. EDT; new day of the week",
    ]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2027, 1, 1), "New Year’s Day"),
        (date(2027, 6, 18), "Juneteenth (observed)"),
        (date(2027, 7, 5), "Independence Day (observed)"),
        (date(2027, 12, 31), "New Year’s Day (observed)"),
        (date(2027, 5, 31), "Memorial Day"),
        (date(2028, 11, 23), "Thanksgiving Day"),
        (date(2028, 11, 24), ""),
    ],
)
def test_federal_holidays_are_on_the_days_when_offices_close(day: date, name: str) -> None:
    assert holiday_on(day) == name
