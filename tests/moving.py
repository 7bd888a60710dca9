"""People who move: to another agency, to a city, or away and back, as administrators approve it."""

from accounts import actions
from accounts.models import Agency, Membership, User
from tests.cast import Cast, request_for


def move(cast: Cast, person: User, to: Agency, *, tier: str = "member") -> User:
    """Approved somewhere else, which ends what they were; the person as the next request reads them."""
    asked = request_for(person, to)
    actions.approve_request(request=asked, by=cast.administrator, agency=to, tier=tier, role="reader")
    return again(person)


def to_a_city(cast: Cast, person: User) -> User:
    """Approved as a guest of the EV Workforce Collaborative."""
    return move(cast, person, Agency.objects.get(kind="CITY"), tier="guest")


def leave(cast: Cast, person: User) -> User:
    """The membership ends."""
    membership = Membership.objects.current().get(user=person)
    actions.end_membership(membership=membership, by=cast.administrator, reason="Left the agency.")
    return again(person)


def again(person: User) -> User:
    """As the next request reads them."""
    return User.objects.get(pk=person.pk)
