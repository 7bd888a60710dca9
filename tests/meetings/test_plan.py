"""Planning, changing, cancelling and holding a meeting."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, OutboxMail, User
from meetings.actions.materials import add_document
from meetings.models import Meeting
from tests import library
from tests.calls import meeting
from tests.jobs import run_jobs
from tests.meetings.circle import Circle
from tests.pages import links, texts
from workinggroups.models import GroupMembership

SignIn = Callable[[User | None], Client]
PLAN = reverse("meetings:plan")


def answers(**more: Any) -> dict[str, Any]:
    """What a lead types for a call on Thursday, July 15, 2027."""
    return {
        "title": "Locks on chargers",
        "day": "2027-07-15",
        "begins": "14:00",
        "ends": "15:00",
        "zone": "America/New_York",
        "record_sharing": "group",
        "summary_sharing": "group",
        **more,
    }


def of_saved(made: Meeting, **more: Any) -> dict[str, Any]:
    return answers(title=made.title, revision=made.revision, **more)


def test_a_lead_plans_a_call_that_the_group_sees_and_is_invited_to(circle: Circle, sign_in: SignIn) -> None:
    response = sign_in(circle.lead).post(
        f"{PLAN}?group=cybersecurity&kind=call", answers(join_url="https://meet.example/7", agenda="- Locks")
    )

    made = Meeting.objects.get()
    run_jobs()
    assert (response.status_code, response["Location"]) == (302, made.get_absolute_url())
    assert (made.kind, made.group, made.created_by) == ("call", circle.group, circle.lead)
    assert (made.starts_at, made.ends_at) == (
        datetime(2027, 7, 15, 18, tzinfo=UTC),
        datetime(2027, 7, 15, 19, tzinfo=UTC),
    )
    assert list(Meeting.objects.visible_to(circle.member)) == [made]
    assert list(Meeting.objects.visible_to(circle.cast.colorado)) == []
    assert sorted(OutboxMail.objects.values_list("to", flat=True)) == sorted([circle.lead.email, circle.member.email])
    assert AuditEvent.objects.get(action="meeting.planned").actor_id == circle.lead.pk


@pytest.mark.parametrize(
    ("zone", "utc_hour"),
    [("America/New_York", 18), ("America/Phoenix", 21), ("Pacific/Honolulu", 24), ("Pacific/Guam", 4)],
)
def test_times_are_what_clocks_show_in_the_zone(circle: Circle, sign_in: SignIn, zone: str, utc_hour: int) -> None:
    sign_in(circle.lead).post(f"{PLAN}?group=cybersecurity", answers(zone=zone))

    day = datetime(2027, 7, 15, tzinfo=UTC)
    assert Meeting.objects.get().starts_at == day + timedelta(hours=utc_hour)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": " \u200b "}, "Enter a title."),
        ({"ends": "13:00"}, "The end time must be after the start time."),
        (
            {"day": "2027-03-14", "begins": "02:30", "ends": "04:00"},
            "This time doesn’t exist on that date because clocks move forward.",
        ),
        ({"day": "0001-01-01", "zone": "Pacific/Guam"}, "Choose a date between 2015 and 2100."),
        ({"join_url": "javascript:alert(1)"}, "Enter a web address that begins with https://."),
        ({"record_sharing": "participants"}, "Choose one of the options offered."),
        ({"zone": "Europe/Berlin"}, "Choose one of the options offered."),
        ({"title": "a\x00b"}, "Remove the characters that can’t be shown."),
    ],
)
def test_what_does_not_fit_is_said_and_kept(
    circle: Circle, sign_in: SignIn, changed: dict[str, str], sentence: str
) -> None:
    response = sign_in(circle.lead).post(f"{PLAN}?group=cybersecurity", answers(**changed))

    assert response.status_code == 400
    assert [text for text in texts(response, ".error-summary li") if sentence in text] != []
    assert Meeting.objects.count() == 0


def test_sent_twice_it_is_one_meeting(circle: Circle, sign_in: SignIn) -> None:
    client = sign_in(circle.lead)
    key = client.get(f"{PLAN}?group=cybersecurity").context["form"].initial["key"]

    places = [client.post(f"{PLAN}?group=cybersecurity", answers(key=key))["Location"] for _ in range(2)]

    assert places == [reverse("meetings:detail", args=[key])] * 2
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("query", "status"),
    [("?group=cybersecurity", 403), ("?group=no-such-group", 404), ("?kind=conference", 403), ("", 403)],
)
def test_members_plan_nothing(circle: Circle, sign_in: SignIn, query: str, status: int) -> None:
    assert sign_in(circle.member).post(f"{PLAN}{query}", answers()).status_code == status
    assert Meeting.objects.count() == 0


def test_leads_choose_among_their_groups_and_administrators_also_meetings_of_none(
    circle: Circle, sign_in: SignIn
) -> None:
    assert texts(sign_in(circle.lead).get(PLAN), ".choices__name") == ["Cybersecurity of EV Charging"]
    assert texts(sign_in(circle.cast.administrator).get(PLAN), ".choices__name")[-2:] == [
        "National conference",
        "In-person meeting without a group",
    ]


def test_a_conference_gets_a_circle_of_its_own_and_its_sessions_share_it(circle: Circle, sign_in: SignIn) -> None:
    client = sign_in(circle.cast.administrator)
    open_to = {"record_sharing": "participants", "summary_sharing": "participants"}
    client.post(f"{PLAN}?kind=conference", answers(title="National conference", last_day="2027-07-16", **open_to))
    event = Meeting.objects.get()

    client.post(f"{PLAN}?event={event.key}", answers(title="Opening", **open_to))

    session = Meeting.objects.get(kind="session")
    assert event.audience.label == "Participants of National conference"
    assert (session.parent, session.audience, session.record_keys) == (event, None, event.record_keys)


def test_changing_time_tells_those_invited_and_calendars(circle: Circle, sign_in: SignIn) -> None:
    made = meeting("Locks on chargers", starts_at=datetime(2027, 7, 15, 18, tzinfo=UTC))
    address = reverse("meetings:edit", args=[made.key])

    sign_in(circle.lead).post(address, of_saved(made, begins="13:30", place="Room 4"))

    made.refresh_from_db()
    run_jobs()
    assert (made.starts_at.hour, made.place, made.revision, made.sequence) == (17, "Room 4", 2, 1)
    assert OutboxMail.objects.count() == 2
    event = AuditEvent.objects.get(action="meeting.changed")
    assert event.sentence == f"{circle.lead} changed the start time and the location of “Locks on chargers”."


def test_changing_the_agenda_only_tells_nobody(circle: Circle, sign_in: SignIn) -> None:
    made = meeting("Locks on chargers", starts_at=datetime(2027, 7, 15, 18, tzinfo=UTC))

    sign_in(circle.lead).post(reverse("meetings:edit", args=[made.key]), of_saved(made, agenda="- One\n  - Two"))

    made.refresh_from_db()
    run_jobs()
    assert (made.agenda, made.revision, made.sequence) == ("- One\n  - Two", 2, 0)
    assert OutboxMail.objects.count() == 0


def test_the_second_of_two_editors_is_told_and_loses_nothing(circle: Circle, sign_in: SignIn) -> None:
    made = meeting("Locks on chargers", starts_at=datetime(2027, 7, 15, 18, tzinfo=UTC))
    address, first, second = (
        reverse("meetings:edit", args=[made.key]),
        sign_in(circle.lead),
        sign_in(circle.cast.administrator),
    )
    sent = [of_saved(made, place="Denver"), of_saved(made, place="Boise")]
    first.post(address, sent[0])

    conflict = second.post(address, sent[1])
    again = second.post(address, sent[1] | {"revision": conflict.context["form"]["revision"].value()})

    made.refresh_from_db()
    assert conflict.status_code == 409
    assert (conflict.context["form"]["place"].value(), conflict.context["theirs"]["Location"]) == ("Boise", "Denver")
    assert "Group Member changed the location" in texts(conflict, ".usa-alert li")[0]
    assert (again.status_code, made.place, made.revision) == (302, "Boise", 3)
    assert first.post(address, sent[1]).status_code == 302  # the same words once more change nothing


def test_cancelling_needs_a_reason_and_tells_everybody(circle: Circle, sign_in: SignIn) -> None:
    made, client = meeting("July call"), sign_in(circle.lead)
    address = reverse("meetings:cancel", args=[made.key])

    without = client.post(address, {"reason": " "})
    client.post(address, {"reason": "The speaker is ill."})
    client.post(address, {"reason": "Once more."})

    made.refresh_from_db()
    run_jobs()
    assert without.status_code == 400
    assert (made.status, made.cancel_reason, made.sequence) == ("cancelled", "The speaker is ill.", 1)
    assert OutboxMail.objects.count() == 2
    assert texts(client.get(made.get_absolute_url()), ".usa-alert__text")[-1:] == ["The speaker is ill."]


def test_only_what_has_begun_is_completed(circle: Circle, sign_in: SignIn) -> None:
    to_come, begun = meeting("To come"), meeting("Begun", days=-0.01)
    off = meeting("Off", days=-1, status="cancelled")

    for made in (to_come, begun, off):
        sign_in(circle.lead).post(reverse("meetings:complete", args=[made.key]))
        made.refresh_from_db()

    assert [made.status for made in (to_come, begun, off)] == ["planned", "held", "cancelled"]
    assert begun.starts_at < timezone.now()


def test_readers_change_nothing_and_strangers_find_nothing(circle: Circle, sign_in: SignIn) -> None:
    made = meeting("July call")
    for name in ("edit", "cancel", "complete"):
        address = reverse(f"meetings:{name}", args=[made.key])
        assert sign_in(circle.member).post(address, answers()).status_code == 403
        assert sign_in(circle.cast.colorado).post(address, answers()).status_code == 404
    made.refresh_from_db()
    assert (made.revision, made.status, made.title) == (1, "planned", "July call")


def test_a_conflict_names_no_document_that_the_second_editor_does_not_see(circle: Circle, sign_in: SignIn) -> None:
    made = meeting("Locks on chargers", starts_at=datetime(2027, 7, 15, 18, tzinfo=UTC))
    own = library.document(circle.lead, "Canary memo", sharing_choice="me")
    GroupMembership.objects.filter(user=circle.member).update(role="lead")
    sent = of_saved(made, place="Boise")
    sign_in(circle.lead).post(reverse("meetings:edit", args=[made.key]), of_saved(made, place="Denver"))
    add_document(meeting=made, by=circle.lead, document=own, role="material")

    conflict = sign_in(circle.member).post(reverse("meetings:edit", args=[made.key]), sent)

    assert (conflict.status_code, b"Denver" in conflict.content, b"Canary" in conflict.content) == (409, True, False)


def test_calls_have_no_sessions(circle: Circle, sign_in: SignIn) -> None:
    call = meeting("Locks on chargers")

    page = sign_in(circle.lead).post(f"{PLAN}?event={call.key}", answers())

    assert (page.status_code, Meeting.objects.get()) == (404, call)


def test_canceling_stands_apart_from_going_back(circle: Circle, sign_in: SignIn) -> None:
    planned = meeting("Locks", days=3)

    page = sign_in(circle.lead).get(f"/meetings/{planned.key}/edit/")

    assert texts(page, "form .form__actions a") == ["Go back without saving"]
    assert links(page, "section.apart a") == {"Cancel meeting": f"/meetings/{planned.key}/cancel/"}
