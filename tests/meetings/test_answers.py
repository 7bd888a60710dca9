"""Saying whether one comes: who may, changing one's mind, and what the page shows to whom."""

import pytest

from accounts import audiences
from accounts.models import AuditEvent
from meetings.models import Meeting, Rsvp
from meetings.panels.answers import panel_for
from tests.calls import meeting
from tests.cast import Cast
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
