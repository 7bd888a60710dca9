"""What else somebody held for an agency ends when they move: questions, routes, groups, events, calendar, action items.

Documents have tests of their own: tests/documents/test_moving.py.
"""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.models import Membership, User
from contacts.actions import RouteDetails, close, save_route
from contacts.models import Question, Route
from contacts.subjects import QuestionSubject
from meetings.actions.events import set_organizers
from meetings.actions.feeds import make_feed
from meetings.actions.summaries import set_done
from meetings.models import ActionItem, Meeting, Registration
from tests import calls
from tests.cast import Cast, agency
from tests.contacts.builders import made, route, topic
from tests.meetings.circle import make_circle
from tests.meetings.events import come, conference
from tests.moving import again, leave, move, to_a_city
from workinggroups.models import GroupMembership, JoinRequest, WorkingGroup

SignIn = Callable[[User | None], Client]
Going = Callable[[Cast, User], User]


def to_another_state(cast: Cast, person: User) -> User:
    """Approved as a member of Texas."""
    return move(cast, person, agency("TX", "DOT"))


def answering(about: QuestionSubject) -> User | None:
    """The person who answers a question about this today."""
    acting = about.answering().acting
    return acting.person if acting else None


def away_and_elsewhere(cast: Cast, person: User) -> User:
    """Left first, approved elsewhere later."""
    return to_another_state(cast, leave(cast, person))


GOING = [to_a_city, to_another_state, away_and_elsewhere]


# Questions and contact routes


@pytest.mark.parametrize("go", GOING)
@pytest.mark.parametrize("status", ["waiting", "answered", "closed"])
def test_no_question_of_the_agency_stays_with_who_moves(cast: Cast, sign_in: SignIn, go: Going, status: str) -> None:
    """Closed ones neither: the person would read the thread and open it again."""
    question = made(cast.colorado, topic=topic(), person=cast.vermont)
    if status == "closed":
        close(question=question, by=cast.vermont)
    Question.objects.exclude(status="closed").update(status=status)
    before = list(Question.objects.answerable_by(cast.vermont))

    person = go(cast, cast.vermont)

    assert before == [question]
    assert list(Question.objects.visible_to(person)) == []
    assert sign_in(person).get(question.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("go", GOING)
def test_no_new_question_goes_to_who_moved(cast: Cast, go: Going) -> None:
    route(cast.vermont, cast.colorado, state_id="VT")
    about = QuestionSubject(state=cast.vermont.memberships.get().agency.state)
    before = answering(about)

    name = str(go(cast, cast.vermont))

    assert (before, answering(about)) == (cast.vermont, cast.colorado)
    assert (
        about.answering().sentence_for(cast.colorado)
        == f"{name} no longer answers questions here. Colorado answers for now."
    )


@pytest.mark.parametrize("go", GOING)
def test_a_backup_who_moved_stands_in_for_nobody(cast: Cast, sign_in: SignIn, go: Going) -> None:
    rule = route(cast.colorado, cast.vermont, topic=topic())
    question = made(cast.new_hampshire, topic=topic(), person=cast.colorado, route=rule)
    Route.objects.filter(pk=rule.pk).update(away_until="2099-01-01")
    before = list(Question.objects.answerable_by(cast.vermont))

    person = go(cast, cast.vermont)

    assert before == [question]
    assert list(Question.objects.visible_to(person)) == []
    assert QuestionSubject(topic=topic()).answering().acting is None


def test_who_moved_is_not_given_what_a_colleague_leaves_behind(cast: Cast) -> None:
    rule = route(cast.vermont_editor, cast.vermont, topic=topic())
    question = made(cast.colorado, topic=topic(), person=cast.vermont_editor, route=rule)
    to_another_state(cast, cast.vermont)

    leave(cast, cast.vermont_editor)

    question.refresh_from_db()
    assert question.person is None


def test_an_administrator_chooses_who_moved_again(cast: Cast) -> None:
    """Deliberately: then they answer from where they work now."""
    rule = route(cast.vermont, topic=topic())
    person = to_another_state(cast, cast.vermont)
    rule.refresh_from_db()
    left = rule.person_left

    save_route(by=cast.administrator, details=RouteDetails(topic=topic(), person=person), route=rule)

    assert left
    assert answering(QuestionSubject(topic=topic())) == person


def test_routes_follow_whoever_ends_the_membership(cast: Cast) -> None:
    rule = route(cast.vermont, topic=topic())

    Membership.objects.filter(user=cast.vermont).update(agency=agency("TX", "DOT"))

    rule.refresh_from_db()
    assert rule.person_left


def test_an_administrator_answers_on_as_long_as_they_have_the_post(cast: Cast) -> None:
    rule = route(cast.second_administrator, topic=topic())
    both = to_another_state(cast, cast.second_administrator)
    to_a_city(cast, both)
    rule.refresh_from_db()
    before = rule.person_left

    actions.remove_administrator(person=both, by=cast.administrator)

    rule.refresh_from_db()
    assert (before, rule.person_left) == (False, True)


def test_a_reactivated_person_answers_again(cast: Cast) -> None:
    route(cast.vermont, topic=topic())
    actions.deactivate_person(person=cast.vermont, by=cast.administrator)

    actions.reactivate_person(person=cast.vermont, by=cast.administrator)

    assert answering(QuestionSubject(topic=topic())) == cast.vermont


def test_ones_own_letters_stay_ones_own(cast: Cast) -> None:
    """What somebody asked and was answered is theirs to read, as it is for who asks without an account."""
    question = made(cast.vermont, topic=topic())

    person = to_a_city(cast, cast.vermont)

    assert list(Question.objects.visible_to(person)) == [question]
    assert list(Question.objects.answerable_by(person)) == []


# Groups, calls and events


@pytest.mark.parametrize("go", GOING)
def test_no_group_no_lead_and_no_request_comes_along(cast: Cast, go: Going) -> None:
    circle = make_circle(cast)
    northeast = WorkingGroup.objects.get(region__slug="naseo-northeast")
    GroupMembership.objects.filter(user=circle.member).update(role="lead")
    JoinRequest.objects.create(group=northeast, user=circle.member)
    call = calls.meeting()
    before = list(Meeting.objects.editable_by(circle.member))

    person = go(cast, circle.member)

    assert before == [call]
    assert list(Meeting.objects.visible_to(person)) == list(Meeting.objects.editable_by(person)) == []
    assert list(WorkingGroup.objects.led_by(person)) == []
    assert JoinRequest.objects.get().status == "withdrawn"


@pytest.mark.parametrize("go", GOING)
def test_who_moves_organizes_nothing_and_comes_to_nothing(cast: Cast, go: Going) -> None:
    event = conference(cast)
    set_organizers(meeting=event, by=cast.administrator, people=[cast.vermont])
    come(event, cast.vermont, "states")
    before = list(Meeting.objects.editable_by(again(cast.vermont)))

    person = go(cast, cast.vermont)

    assert before == [event]
    assert list(Meeting.objects.editable_by(person)) == []
    assert not person.groups.filter(pk=event.audience_id).exists()
    assert Registration.objects.get(user=person).status == "cancelled"


@pytest.mark.parametrize("go", GOING)
def test_a_calendar_address_dies_with_a_move(cast: Cast, go: Going) -> None:
    address = reverse("meetings:feed", args=[make_feed(by=cast.vermont)])
    before = Client().get(address).status_code

    go(cast, cast.vermont)

    assert (before, Client().get(address).status_code) == (200, 404)


@pytest.mark.parametrize("go", GOING)
def test_an_action_item_that_is_still_read_is_no_longer_theirs(cast: Cast, sign_in: SignIn, go: Going) -> None:
    """A summary that everybody may read shows it; only the group goes on with it."""
    circle = make_circle(cast)
    call = calls.meeting(days=-7, record_sharing="public", summary_sharing="public", summary="Said.")
    item = ActionItem.objects.create(meeting=call, text="Send the list", owner=circle.member, owner_name="Vermont")
    before = list(ActionItem.objects.owned_by(circle.member))

    person = go(cast, circle.member)
    client = sign_in(person)
    page = client.get(call.get_absolute_url()).content.decode()

    assert before == [item]
    assert list(ActionItem.objects.visible_to(person)) == [item]
    assert list(ActionItem.objects.owned_by(person)) == []
    with pytest.raises(PermissionDenied):
        set_done(item=item, by=person, done=True)
    assert "Send the list" in page
    assert reverse("meetings:tick", args=[call.key]) not in page
    assert "Send the list" not in client.get("/").content.decode()
