"""Several who decide or click at the same moment, on real transactions."""

import os
from functools import partial

import pytest

from accounts.actions.ending import end_membership
from accounts.models import AuditEvent, Membership, OutboxMail, User
from tests.accounts.at_once import at_once
from tests.cast import Cast
from tests.workinggroups.people import asks, group, in_group, put_in
from workinggroups.actions import (
    AlreadyDecided,
    approve_request,
    ask_to_join,
    decline_request,
    withdraw_request,
)
from workinggroups.models import JoinRequest

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("CLEARINGHOUSE_ROUNDS", "3"))


@pytest.fixture
def people(transactional_db: None, cast: Cast) -> Cast:
    """The cast, committed."""
    return cast


def decide(request: JoinRequest, by: User, *, approve: bool) -> str:
    """Decide with objects read anew, as a request of one's own would."""
    join_request = JoinRequest.objects.select_related("group", "user").get(pk=request.pk)
    actor = User.objects.get(pk=by.pk)
    if approve:
        approve_request(request=join_request, by=actor)
    else:
        decline_request(request=join_request, by=actor, reason="No.")
    return str(by)


def test_one_of_several_decisions_stands_and_the_others_are_told(people: Cast) -> None:
    deciders = [people.administrator, people.second_administrator, people.vermont, people.group_member]
    for lead in deciders[2:]:
        put_in(lead, role="lead")
    for number in range(ROUNDS):
        people.colorado.groups.remove(group().audience_id)
        request = asks(people.colorado)

        ended = at_once(
            [partial(decide, request, by, approve=(place + number) % 2 == 0) for place, by in enumerate(deciders)]
        )

        request.refresh_from_db()
        winners = [name for name in ended if isinstance(name, str)]
        losers = [error for error in ended if isinstance(error, AlreadyDecided)]
        assert (winners, len(losers)) == ([str(request.decided_by)], len(deciders) - 1)
        assert {error.request.decided_by for error in losers} == {request.decided_by}
        about = AuditEvent.objects.filter(object_type="workinggroups.joinrequest", object_id=str(request.pk))
        assert list(about.values_list("action", flat=True)) == [f"group.join_{request.status}"]
        assert OutboxMail.objects.filter(dedupe_key=f"join-request-{request.key}-decision").count() == 1
        assert ("Colorado" in in_group()) == (request.status == "approved")


def test_withdrawing_and_approving_at_once_gives_one_outcome(people: Cast) -> None:
    for _ in range(ROUNDS):
        people.colorado.groups.remove(group().audience_id)
        request = asks(people.colorado)

        ended = at_once(
            [
                partial(decide, request, people.administrator, approve=True),
                lambda request=request: withdraw_request(
                    request=JoinRequest.objects.get(pk=request.pk), by=request.user
                ),
            ]
        )

        request.refresh_from_db()
        assert len([error for error in ended if isinstance(error, AlreadyDecided)]) == 1
        assert ("Colorado" in in_group()) == (request.status == "approved")


def test_nobody_slips_in_while_their_membership_ends(people: Cast) -> None:
    for _ in range(ROUNDS):
        request = asks(people.colorado)
        membership = Membership.objects.get(user=people.colorado)

        ended = at_once(
            [
                partial(decide, request, people.administrator, approve=True),
                lambda membership=membership: end_membership(
                    membership=membership, by=User.objects.get(pk=people.second_administrator.pk), reason="Left."
                ),
            ]
        )

        assert [
            error for error in ended if isinstance(error, Exception) and not isinstance(error, AlreadyDecided)
        ] == []
        request.refresh_from_db()
        assert (in_group(), request.status in ("approved", "withdrawn")) == (["Group Member"], True)
        Membership.objects.filter(pk=membership.pk).update(ended_at=None)


def test_one_of_several_clicks_makes_one_request(people: Cast) -> None:
    put_in(people.vermont, role="lead")

    ended = at_once(
        [lambda: ask_to_join(group=group(), by=User.objects.get(pk=people.colorado.pk), note="Please.")] * 6
    )

    assert {made.pk for made in ended if isinstance(made, JoinRequest)} == {JoinRequest.objects.get().pk}
    assert len([made for made in ended if isinstance(made, JoinRequest)]) == 6
    assert OutboxMail.objects.count() == 1
