"""Deciders at the same moment, on real transactions. One decision stands; the others are told."""

import os
from functools import partial

import pytest

from accounts import audiences
from accounts.actions import (
    AlreadyDecided,
    approve_request,
    deactivate_person,
    decline_request,
    remove_administrator,
    request_membership,
    withdraw_request,
)
from accounts.models import Audience, AuditEvent, MembershipRequest, OutboxMail, User
from tests.accounts.at_once import at_once
from tests.accounts.people import agency_at, answers, newcomer, waiting
from tests.cast import person

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("CLEARINGHOUSE_ROUNDS", "4"))


def administrators(count: int) -> list[User]:
    made = [person(f"administrator_{number}") for number in range(count)]
    audiences.single("administrators").group.user_set.add(*made)
    return made


def decide(request: MembershipRequest, by: User, *, approve: bool) -> str:
    """Decide with objects read anew, as a request of one's own would."""
    asked, by = MembershipRequest.objects.get(pk=request.pk), User.objects.get(pk=by.pk)
    if approve:
        approve_request(request=asked, by=by, agency=agency_at("TX", "TxDOT"), tier="member", role="reader")
    else:
        decline_request(request=asked, by=by, reason="No.")
    return str(by)


@pytest.mark.parametrize("deciders", [2, 3, 5, 8])
def test_one_of_several_decisions_stands_and_the_others_are_told(deciders: int) -> None:
    people = administrators(deciders)
    texas = agency_at("TX", "TxDOT")
    for number in range(ROUNDS):
        request = waiting(f"kim{number}@txdot.gov", texas)

        ended = at_once(
            [partial(decide, request, by, approve=(place + number) % 2 == 0) for place, by in enumerate(people)]
        )

        request.refresh_from_db()
        winners = [name for name in ended if isinstance(name, str)]
        losers = [error for error in ended if isinstance(error, AlreadyDecided)]
        assert (len(winners), len(losers)) == (1, deciders - 1)
        assert winners == [str(request.decided_by)]
        assert {error.request.decided_by for error in losers} == {request.decided_by}
        about = AuditEvent.objects.filter(object_type="accounts.membershiprequest", object_id=str(request.pk))
        assert list(about.values_list("action", flat=True)) == [f"membership.{request.status}"]
        assert OutboxMail.objects.filter(to=request.email).count() == 1
        assert request.user.memberships.count() == (1 if request.status == "approved" else 0)


def test_withdrawing_and_approving_at_once_gives_one_outcome() -> None:
    (by,) = administrators(1)
    for number in range(ROUNDS):
        request = waiting(f"kim{number}@txdot.gov", agency_at("TX", "TxDOT"))

        ended = at_once(
            [
                partial(decide, request, by, approve=True),
                lambda request=request: withdraw_request(request=request, by=request.user),
            ]
        )

        request.refresh_from_db()
        assert len([error for error in ended if isinstance(error, AlreadyDecided)]) == 1
        assert request.status in ("approved", "withdrawn")
        assert request.user.memberships.exists() == (request.status == "approved")


def test_one_of_several_clicks_makes_one_request() -> None:
    kim, said = newcomer("kim@vtrans.example"), answers()

    ended = at_once([lambda: request_membership(by=User.objects.get(pk=kim.pk), answers=said)] * 6)

    assert len([made for made in ended if isinstance(made, MembershipRequest)]) == 1
    assert kim.membership_requests.count() == 1
    assert AuditEvent.objects.filter(action="membership.requested").count() == 1


@pytest.mark.parametrize("action", [remove_administrator, deactivate_person])
def test_two_administrators_who_remove_each_other_leave_one(action: object) -> None:
    for _ in range(ROUNDS):
        User.objects.filter(email__startswith="administrator").delete()
        first, second = administrators(2)

        ended = at_once(
            [
                lambda first=first, second=second: action(person=second, by=User.objects.get(pk=first.pk)),
                lambda first=first, second=second: action(person=first, by=User.objects.get(pk=second.pk)),
            ]
        )

        left = User.objects.filter(is_active=True, groups__audience__kind=Audience.Kind.ADMINISTRATORS)
        assert left.count() == 1
        assert sorted(type(error).__name__ for error in ended) in (
            ["ActionRefused", "NoneType"],
            ["NoneType", "PermissionDenied"],
        )
