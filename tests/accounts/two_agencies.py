"""People who serve two agencies, as administrators approve it."""

from typing import Any

from accounts import actions
from accounts.models import Agency, Membership, MembershipRequest, User
from tests.cast import Cast, request_for
from tests.moving import again


def ask_to_serve(person: User, at: Agency) -> MembershipRequest:
    """A request that waits."""
    return request_for(person, at, is_further=True)


def serve(cast: Cast, person: User, at: Agency, **more: Any) -> Membership:
    """Approved beside the first one."""
    return actions.approve_request(
        request=ask_to_serve(person, at), by=cast.administrator, agency=at, tier="member",
        **{"role": "reader", "reason": "I asked the agency.", **more},
    )  # fmt: skip


def main_of(person: User) -> Membership:
    """The main membership, suspended or not."""
    return Membership.objects.not_ended().get(user=person, is_main=True)


def end(cast: Cast, membership: Membership) -> User:
    """An administrator ends it; the person as the next request reads them."""
    actions.end_membership(membership=membership, by=cast.administrator, reason="No longer there.")
    return again(membership.user)
