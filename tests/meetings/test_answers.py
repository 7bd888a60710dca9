"""Saying whether one comes: who may, changing one's mind, and what the page shows to whom."""

from datetime import time

import pytest
from django.core.exceptions import PermissionDenied

from accounts import audiences
from accounts.models import AuditEvent
from meetings.actions.answers import answer_series
from meetings.models import Meeting, Rsvp, Series
from meetings.panels.answers import panel_for
from tests.calls import meeting
from tests.cast import Cast
from tests.meetings.circle import make_circle
from tests.pages import texts
from workinggroups.models import WorkingGroup


def answers(call: Meeting) -> list[tuple[str, str]]:
    return list(Rsvp.objects.filter(meeting=call).order_by("user__email").values_list("user__name", "answer"))


def test_a_member_answers_twice_and_changes_their_mind(cast: Cast, sign_in) -> None:
    call = meeting()
    client = sign_in(cast.group_member)

    for answer in ("yes", "yes", "no"):
        response = client.post(f"/meetings/{call.key}/answer/", {"answer": answer})
        assert (response.status_code, response["Location"]) == (302, call.get_absolute_url())

    assert answers(call) == [("Group Member", "no")]
    sentences = AuditEvent.objects.filter(action="meeting.answered").order_by("pk").values_list("sentence", flat=True)
    assert list(sentences) == [
        "Group Member replied Yes to “July call”.",
        "Group Member replied No to “July call”.",
    ]


@pytest.mark.parametrize(
    ("who", "sharing", "status"),
    [
        ("colorado", "group", 404),
        ("colorado", "all_members", 403),
        ("colorado", "public", 403),
        ("guest", "group", 404),
    ],
)
def test_others_do_not_answer(cast: Cast, sign_in, who: str, sharing: str, status: int) -> None:
    call = meeting(record_sharing=sharing)

    response = sign_in(getattr(cast, who)).post(f"/meetings/{call.key}/answer/", {"answer": "yes"})

    assert (response.status_code, answers(call)) == (status, [])


@pytest.mark.parametrize("fields", [{"status": "cancelled"}, {"status": "held", "days": -2}, {"days": -2}])
def test_what_is_off_or_over_takes_no_answer(cast: Cast, sign_in, fields: dict) -> None:
    call = meeting(**fields)

    response = sign_in(cast.group_member).post(f"/meetings/{call.key}/answer/", {"answer": "yes"}, follow=True)

    assert answers(call) == []
    assert "so you don’t need to RSVP." in response.content.decode()
    assert panel_for(call, cast.group_member) is None


def test_nonsense_is_a_sentence(cast: Cast, sign_in) -> None:
    call = meeting()

    response = sign_in(cast.group_member).post(f"/meetings/{call.key}/answer/", {"answer": "perhaps"}, follow=True)

    assert "Choose Yes, Maybe, or No." in response.content.decode()
    assert answers(call) == []


def test_names_are_for_the_circle_and_states_for_leads(cast: Cast) -> None:
    call = meeting(record_sharing="public")
    audience = WorkingGroup.objects.get(slug="cybersecurity").audience
    for person, answer in ((cast.vermont, "yes"), (cast.new_hampshire, "maybe"), (cast.vermont_energy, "no")):
        audiences.join(person, audience)
        Rsvp.objects.create(meeting=call, user=person, answer=answer)

    def shown(person) -> tuple[bool, list[tuple[str, list[str]]], list[tuple[str, int]]]:
        panel = panel_for(call, person)
        assert panel is not None
        content = panel.content
        return content.can_answer, [(given.label, given.names) for given in content.given], content.states

    everybody = [("Yes", ["Vermont"]), ("Maybe", ["New Hampshire"]), ("No", ["Vermont Energy"])]
    assert shown(cast.colorado) == (False, [], [])
    assert shown(cast.group_member) == (True, everybody, [])
    assert shown(cast.administrator) == (True, everybody, [("New Hampshire", 1), ("Vermont", 1)])


def test_who_left_the_group_is_no_longer_named_among_those_who_come(cast: Cast, sign_in) -> None:
    call, group = meeting(), WorkingGroup.objects.select_related("audience").get(slug="cybersecurity")
    audiences.join(cast.vermont, group.audience)
    for person in (cast.vermont, cast.group_member, cast.administrator):
        sign_in(person).post(f"/meetings/{call.key}/answer/", {"answer": "yes"})

    audiences.leave(cast.vermont, group.audience)

    panel = panel_for(call, cast.group_member)
    assert panel is not None
    assert panel.content.given[0].names == ["Administrator", "Group Member"]


# Links in mails


def test_a_link_in_a_mail_asks_first_and_its_button_answers(cast: Cast, sign_in) -> None:
    call = meeting()
    client = sign_in(cast.group_member)
    address = f"/meetings/{call.key}/answer/?answer=maybe"

    asked = [client.head(address), client.get(address), client.get(address)]

    assert ([page.status_code for page in asked], answers(call)) == ([200] * 3, [])
    assert texts(asked[1], ".confirm button") == ["Reply Yes", "Reply Maybe", "Reply No"]
    client.post(address, {"answer": "maybe"})
    assert answers(call) == [("Group Member", "maybe")]
    assert "You replied: Maybe. You can change your reply." in client.get(address).content.decode()


def test_a_link_in_a_mail_leads_through_sign_in_to_the_same_page(cast: Cast, sign_in) -> None:
    call = meeting()
    address = f"/meetings/{call.key}/answer/?answer=yes"

    assert sign_in(None).get(address)["Location"] == f"/account/login/?next=/meetings/{call.key}/answer/%3Fanswer%3Dyes"
    assert sign_in(cast.colorado).get(address).status_code == 404


@pytest.mark.parametrize("fields", [{"status": "cancelled"}, {"days": -2}])
def test_a_link_to_what_is_off_or_over_says_so(cast: Cast, sign_in, fields: dict) -> None:
    page = sign_in(cast.group_member).get(f"/meetings/{meeting(**fields).key}/answer/?answer=yes")

    assert ("so you don’t need to RSVP." in page.content.decode(), texts(page, ".confirm button")) == (True, [])


# All calls of a series


def series_of(*calls: Meeting) -> Series:
    made = Series.objects.create(
        group=calls[0].group, title="Monthly call", weekday=3, starts_on="2027-01-01", ends_on="2027-12-31",
        starts_at_time=time(14),
    )  # fmt: skip
    Meeting.objects.filter(pk__in=[call.pk for call in calls]).update(series=made)
    return made


def test_one_reply_answers_all_calls_that_are_still_to_come(cast: Cast, sign_in) -> None:
    past, first, second, off = meeting(days=-3), meeting(days=3), meeting(days=9), meeting(days=12, status="cancelled")
    series = series_of(past, first, second, off)
    Rsvp.objects.create(meeting=second, user=cast.group_member, answer="no")
    client = sign_in(cast.group_member)
    address = f"/meetings/series/{series.key}/answer/"

    assert texts(client.get(f"{address}?answer=yes"), ".confirm button") == ["Reply Yes", "Reply Maybe", "Reply No"]
    assert Rsvp.objects.count() == 1
    for _ in range(2):
        assert client.post(address, {"answer": "yes"})["Location"] == series.get_absolute_url()

    assert [len(answers(call)) for call in (past, first, second, off)] == [0, 1, 1, 0]
    assert answers(first) == answers(second) == [("Group Member", "yes")]
    assert [*AuditEvent.objects.filter(action="series.answered").values_list("sentence", flat=True)] == [
        "Group Member replied Yes to 2 calls in the series “Monthly call”."
    ]


def test_the_page_of_a_series_has_the_buttons_for_its_members(cast: Cast, sign_in) -> None:
    series = series_of(meeting(days=3, record_sharing="public"))
    address = series.get_absolute_url()
    people = cast.group_member, cast.colorado

    shown = [texts(sign_in(person).get(address), ".answers__form button") for person in people]

    assert shown == [["Yes", "Maybe", "No"], []]


def test_who_only_reads_a_series_does_not_answer_for_it(cast: Cast, sign_in) -> None:
    series = series_of(meeting(days=3, record_sharing="public"))

    assert sign_in(cast.colorado).post(f"/meetings/series/{series.key}/answer/", {"answer": "yes"}).status_code == 403
    with pytest.raises(PermissionDenied):
        answer_series(series=series, by=cast.colorado, answer=Rsvp.Answer.YES)


def test_leads_see_who_has_not_replied_and_members_do_not(cast: Cast, sign_in) -> None:
    circle = make_circle(cast)
    call = meeting()
    Rsvp.objects.create(meeting=call, user=circle.lead, answer="yes")
    address = call.get_absolute_url()

    shown = [texts(sign_in(person).get(address), ".answers summary") for person in (circle.lead, circle.member)]

    assert shown == [
        ["Yes: 1 person", "No reply yet: 1 person", "Yes and Maybe replies by state"], ["Yes: 1 person"]
    ]  # fmt: skip
