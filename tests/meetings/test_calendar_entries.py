"""What feeds, downloads and mails say of a series of which calls were moved, canceled and renamed."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
from django.core import mail as django_mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import User
from clearinghouse.lib.addresses import absolute_url
from meetings.actions import records
from meetings.actions import series as actions
from meetings.actions.feeds import make_feed
from meetings.emails import call_notices
from meetings.models import Meeting, Rsvp, Series
from tests.cast import Cast
from tests.jobs import run_jobs
from tests.meetings.circle import Circle, make_circle
from tests.meetings.events import before_date, come, conference


@dataclass
class Six:
    """A weekly series at 2 p.m. Eastern across the change of the clocks on March 14, 2027."""

    circle: Circle
    series: Series

    def call(self, number: int) -> Meeting:
        return Meeting.objects.filter(series=self.series).order_by("starts_at")[number - 1]


@pytest.fixture
def six(cast: Cast) -> Six:
    """As planned; what was mailed about it is forgotten."""
    circle = make_circle(cast)
    plan = actions.SeriesPlan(
        "Uptime", "weekly", 1, 3, 0, date(2027, 2, 25), date(2027, 4, 1), time(14), 60, "America/New_York",
        join_url="https://meet.example/uptime",
    )  # fmt: skip
    made = Six(circle, actions.plan_series(by=circle.lead, group=circle.group, plan=plan))
    run_jobs()
    django_mail.outbox.clear()
    return made


def change(meeting: Meeting, by: User, **values: object) -> list[str]:
    """Change it, and return the lines of the member's mail; empty when nobody was told."""
    names = ("title", "starts_at", "ends_at", "zone", "place", "join_url", "agenda", "record_sharing")
    plan = records.Plan(**{name: getattr(meeting, name) for name in names})
    records.change_meeting(meeting=meeting, by=by, plan=replace(plan, **values), revision=meeting.revision)
    return mailed()


def mailed() -> list[str]:
    """The lines of the last mail to the member, with its subject first."""
    run_jobs()
    found = [message for message in django_mail.outbox if message.to == ["vermont@people.example"]]
    return [found[-1].subject, *found[-1].body.split("\n")] if found else []


def later(meeting: Meeting, **by: int) -> dict[str, datetime]:
    return {"starts_at": meeting.starts_at + timedelta(**by), "ends_at": meeting.ends_at + timedelta(**by)}


def entries(text: str) -> list[icalendar.Event]:
    return sorted(icalendar.Calendar.from_ical(text).walk("VEVENT"), key=lambda entry: entry["DTSTART"].dt)


def everywhere(six: Six, client: Client, number: int) -> list[icalendar.Event]:
    """The call's entry in the member's feed, in the download, and in the last mail."""
    call = six.call(number)
    feed = client.get(f"/meetings/feed/{make_feed(by=six.circle.member)}.ics").content.decode()
    download = client.get(f"/meetings/{call.key}/calendar.ics").content.decode()
    run_jobs()
    mail = django_mail.outbox[-1].attachments[0].get_payload(decode=True).decode()
    found = [[entry for entry in entries(text) if call.key in str(entry["UID"])] for text in (feed, download, mail)]
    return [entry for of_one in found for entry in of_one]


def test_a_canceled_call_is_off_in_feed_download_and_mail(six: Six, sign_in) -> None:
    uid = str(entries(download(six, sign_in, 3))[0]["UID"])
    records.cancel_meeting(meeting=six.call(3), by=six.circle.lead, reason="The utility is away")

    found = everywhere(six, sign_in(six.circle.member), 3)

    says = [(str(e["UID"]), e["SEQUENCE"], str(e["STATUS"]), str(e["SUMMARY"]), str(e["TRANSP"])) for e in found]
    assert says == [(uid, 1, "CANCELLED", "Cancelled: Uptime", "TRANSPARENT")] * 3
    assert ["The utility is away" in str(entry["DESCRIPTION"]) for entry in found] == [True] * 3
    assert ["meet.example" in entry.to_ical().decode() for entry in found] == [False] * 3


def download(six: Six, sign_in, number: int) -> str:
    return sign_in(six.circle.member).get(f"/meetings/{six.call(number).key}/calendar.ics").content.decode()


def test_a_moved_call_is_at_its_new_time_only(six: Six, sign_in) -> None:
    second = six.call(2)
    change(second, six.circle.lead, **later(second, hours=2, minutes=30))

    found = everywhere(six, sign_in(six.circle.member), 2)

    at = datetime(2027, 3, 4, 21, 30, tzinfo=UTC)
    assert [(e["SEQUENCE"], e["DTSTART"].dt.astimezone(UTC)) for e in found] == [(1, at)] * 3
    assert ["T140000" in entry.to_ical().decode() for entry in found] == [False] * 3


def test_a_new_agenda_alone_mails_nobody_and_leaves_the_sequence(six: Six, sign_in) -> None:
    """docs/decisions/0028: the entry says when it was modified; its sequence is for what calendars act on."""
    longer_ago = datetime(2026, 1, 1, tzinfo=UTC)
    Meeting.objects.filter(pk=six.call(1).pk).update(changed_at=longer_ago)
    first = six.call(1)

    assert change(first, six.circle.lead, agenda="- Fault codes") == []

    (entry,) = entries(download(six, sign_in, 1))
    assert (entry["SEQUENCE"], entry["LAST-MODIFIED"].dt > longer_ago) == (0, True)
    assert "Fault codes" in str(entry["DESCRIPTION"])


def test_a_mail_of_a_change_says_what_was_and_what_is(six: Six) -> None:
    second = six.call(2)

    lines = change(second, six.circle.lead, place="Room 5", **later(second, hours=2, minutes=30))

    assert lines[0] == "Changed: Uptime, Thu, Mar 4, 2027, 4:30 p.m. EST"
    assert [line for line in lines if line.startswith(("Time", "Location"))] == [
        "Time: was 2 p.m., is 4:30 p.m. EST",
        "Location: is Room 5",
    ]
    assert "Thursday, March 4, 2027, 4:30 p.m. to 5:30 p.m. EST" in lines


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": "Fault codes"}, "This time only the title changed: it was “Uptime” and is now “Fault codes”."),
        ({"join_url": "https://meet.example/other"}, "Meeting link: there is a new one"),
        ({"zone": "America/Denver"}, "Time zone: was Eastern Time, is Mountain Time"),
        ({"ends_at": datetime(2027, 2, 25, 21, tzinfo=UTC)}, "Time: was 2 p.m. to 3 p.m., is 2 p.m. to 4 p.m. EST"),
    ],
)
def test_each_kind_of_change_is_said(six: Six, values: dict, said: str) -> None:
    lines = change(six.call(1), six.circle.lead, **values)

    start = lines.index("Group Member changed this meeting.")
    assert lines[start + 1 : start + 5] == ["", said, "", "Here are the current details:"]


def test_another_day_is_said_whole(six: Six) -> None:
    third = six.call(3)

    lines = change(third, six.circle.lead, **later(third, days=4, hours=-1))

    assert (
        "Date: was Thursday, March 11, 2027, 2 p.m. to 3 p.m. EST, is Monday, March 15, 2027, 2 p.m. to 3 p.m. EDT"
        in lines
    )


def test_two_changes_in_one_minute_are_told_against_what_people_knew(six: Six) -> None:
    second = six.call(2)
    records.change_meeting(
        meeting=second, by=six.circle.lead, revision=second.revision,
        plan=records.Plan("Uptime", **later(second, hours=2, minutes=30), join_url=second.join_url),
    )  # fmt: skip

    lines = change(six.call(2), six.circle.lead, title="Fault codes")

    assert [line for line in lines if line.startswith(("Title", "Time", "This time"))] == [
        "Title: was “Uptime”, is “Fault codes”", "Time: was 2 p.m., is 4:30 p.m. EST",
    ]  # fmt: skip
    assert len(django_mail.outbox) == 2


def test_a_mail_about_several_calls_is_true_about_its_file(six: Six) -> None:
    fourth = six.call(4)
    clock = actions.Clock(time(15), 60, "America/New_York")
    wanted = actions.Following("Renamed", clock, "", fourth.join_url, "")
    seen = actions.mark_of(actions.changes_from(fourth, wanted))
    actions.change_following(meeting=fourth, by=six.circle.lead, wanted=wanted, seen=seen)

    lines = mailed()

    assert lines[0] == "Changed: Renamed, 3 calls from Thu, Mar 18, 2027, 3 p.m. EDT"
    assert [line for line in lines if line.startswith(("Title", "Time"))] == [
        "Title: was “Uptime”, is “Renamed”", "Time: was 2 p.m., is 3 p.m. EDT",
    ]  # fmt: skip
    assert "it doesn’t change what you added before" in "\n".join(lines)
    assert "changes the entries" not in "\n".join(lines)
    part = django_mail.outbox[-1].attachments[0]
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    assert (part.get_param("method"), str(calendar["METHOD"])) == ("PUBLISH", "PUBLISH")
    found = calendar.walk("VEVENT")
    assert [(entry["SEQUENCE"], str(entry["SUMMARY"]), "ATTENDEE" in entry) for entry in found] == [
        (1, "Renamed", False)
    ] * 3
    assert {entry["ORGANIZER"].params["CN"] for entry in found} == {six.circle.group.name}


def test_what_changed_of_single_calls_stands_beside_them(six: Six) -> None:
    """Across the change of the clocks "2 p.m. EST" and "2 p.m. EDT" are not one sentence."""
    second = six.call(2)
    clock = actions.Clock(time(15), 60, "America/New_York")
    wanted = actions.Following("Uptime", clock, "", second.join_url, "")
    seen = actions.mark_of(actions.changes_from(second, wanted))
    actions.change_following(meeting=second, by=six.circle.lead, wanted=wanted, seen=seen)

    assert [line for line in mailed() if line.startswith("- ")][1:3] == [
        "- Thursday, March 11, 2027, 3 p.m. to 4 p.m. EST (Time: was 2 p.m., is 3 p.m. EST)",
        "- Thursday, March 18, 2027, 3 p.m. to 4 p.m. EDT (Time: was 2 p.m., is 3 p.m. EDT)",
    ]


def test_nothing_moves_when_somebody_in_honolulu_changes_the_title(six: Six, sign_in) -> None:
    User.objects.filter(pk=six.circle.lead.pk).update(time_zone="Pacific/Honolulu")
    client, call = sign_in(six.circle.lead), six.call(4)
    shown = client.get(f"/meetings/{call.key}/edit/").context["form"].initial
    fields = {name: "" if value is None else value for name, value in shown.items()}

    assert client.post(f"/meetings/{call.key}/edit/", {**fields, "title": "Fault codes"}).status_code == 302

    now = six.call(4)
    same = ("starts_at", "ends_at", "zone", "place", "join_url")
    assert [getattr(now, name) for name in same] == [getattr(call, name) for name in same]
    assert (now.title, now.sequence) == ("Fault codes", 1)


def test_an_invitation_asks_for_an_answer_and_says_where(six: Six) -> None:
    call = six.call(1)
    call_notices.post_one("invitation", call, six.circle.member, by="Kim", occasion="again")

    lines = mailed()

    part = django_mail.outbox[-1].attachments[0]
    (entry,) = entries(part.get_payload(decode=True).decode())
    assert (part.get_param("method"), entry["ATTENDEE"].params["RSVP"], str(entry["ORGANIZER"])) == (
        "REQUEST", "TRUE", "mailto:clearinghouse@localhost",
    )  # fmt: skip
    assert "RSVP on the meeting page." in str(entry["DESCRIPTION"])
    page = absolute_url(f"/meetings/{call.key}/answer/?answer=")
    assert [line for line in lines if page in line] == [f"Yes: {page}yes", f"Maybe: {page}maybe", f"No: {page}no"]
    assert "A reply sent from your calendar app doesn’t reach us." in lines


def test_a_canceled_call_returns_as_the_same_entry(six: Six, sign_in) -> None:
    client = sign_in(six.circle.lead)
    third = six.call(3)
    Rsvp.objects.create(meeting=third, user=six.circle.member, answer="yes")
    records.cancel_meeting(meeting=third, by=six.circle.lead, reason="The utility is away")
    run_jobs()
    address = f"/meetings/{third.key}/restore/"

    assert "Put this meeting back on the schedule?" in client.get(address).content.decode()
    for _ in range(2):
        assert client.post(address)["Location"] == third.get_absolute_url()

    lines = mailed()
    assert lines[0] == "Back on: Uptime, Thu, Mar 11, 2027, 2 p.m. EST"
    assert "Group Member restored this meeting. It had been canceled and is back on the schedule:" in lines
    assert len([message for message in django_mail.outbox if message.subject.startswith("Back on")]) == 2
    found = everywhere(six, sign_in(six.circle.member), 3)
    says = {(str(e["UID"]), e["SEQUENCE"], str(e["STATUS"]), str(e["SUMMARY"]), str(e["TRANSP"])) for e in found}
    assert says == {(f"{third.key}@clearinghouse.test", 2, "CONFIRMED", "Uptime", "OPAQUE")}
    part = django_mail.outbox[-1].attachments[0]
    assert (part.get_param("method"), found[-1]["ATTENDEE"].params["PARTSTAT"]) == ("REQUEST", "ACCEPTED")
    assert ["The utility is away" in str(entry["DESCRIPTION"]) for entry in found] == [False] * 3


def test_what_is_over_or_held_does_not_return(six: Six) -> None:
    for fields in ({"status": "held"}, {"status": "cancelled", **later(six.call(1), days=-365)}):
        Meeting.objects.filter(pk=six.call(1).pk).update(**fields)
        with pytest.raises(records.MeetingRefused):
            records.restore_meeting(meeting=six.call(1), by=six.circle.lead)
    with pytest.raises(PermissionDenied):
        records.restore_meeting(meeting=six.call(2), by=six.circle.member)


def test_who_waits_for_an_event_hears_that_it_is_back(cast: Cast) -> None:
    event = conference(cast, capacity=1)
    come(event, cast.vermont)
    come(event, cast.colorado)
    records.cancel_meeting(meeting=event, by=cast.administrator, reason="Snow.")
    run_jobs()
    django_mail.outbox.clear()

    records.restore_meeting(meeting=event, by=cast.administrator)
    run_jobs()

    told = sorted((message.to[0], before_date(message.subject)) for message in django_mail.outbox)
    assert told == [(person.email, "Back on: Conference") for person in (cast.colorado, cast.vermont)]
