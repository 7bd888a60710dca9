"""People of the space that tests act as."""

from accounts.models import User
from tests.cast import Cast, member
from workforce.models import SpaceAdministrator


def carer(cast: Cast) -> User:
    """A guest whom an administrator named to take care of the space."""
    person = member("carer", cast.guest.memberships.get().agency, cast.administrator, tier="guest")
    SpaceAdministrator.objects.create(person=person, named_by=cast.administrator)
    return person
