"""Who decides on requests to join: administrators on each, those who take care of the Collaborative on its guests'."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from accounts.kinds import AudienceKind
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.slots import Slot
from clearinghouse.lib.statements import Statement

if TYPE_CHECKING:
    from accounts.models import MembershipRequest, User

# Ids of people, besides administrators, who decide on requests to be a guest; an app above knows them.
GUEST_DECIDERS: Slot[Callable[[], QuerySet[Any, int]]] = Slot()
GUEST = "guest"  # of the tiers


def decides_on_guests(user: Viewer) -> bool:
    """Whether they decide on requests to be a guest; asked once per user object."""
    standing = standing_of(user)
    if standing.is_administrator:
        return True
    # SECURITY: as an editor's and a group lead's rights, this one waits while an address is unchecked.
    if not standing.is_approved or standing.has_unchecked_address:
        return False
    known: bool | None = getattr(user, "_decides_on_guests", None)
    if known is None:
        known = any(_naming(people).rows(person=standing.user_id) for people in GUEST_DECIDERS)
        user._decides_on_guests = known  # type: ignore[union-attr]
    return known


@cache
def _naming(people: Callable[[], QuerySet[Any, int]]) -> Statement[int]:
    """Whether these name a person, compiled once: each page of the Collaborative asks it."""

    def naming(person: int) -> QuerySet[Any, int]:
        return people().filter(person=person)[:1]

    return Statement(naming)


def can_decide(user: Viewer, request: "MembershipRequest") -> bool:
    """Administrators on each request; those who decide on guests on requests to be one, and on nothing of a state."""
    return standing_of(user).is_administrator or (request.tier == GUEST and decides_on_guests(user))


def deciders(tier: str) -> "QuerySet[User]":
    """The people who decide on such a request."""
    is_one = Q(groups__audience__kind=AudienceKind.ADMINISTRATORS)
    if tier == GUEST:
        for people in GUEST_DECIDERS:
            is_one |= Q(pk__in=people())
    return get_user_model().objects.filter(is_one, is_active=True).distinct()
