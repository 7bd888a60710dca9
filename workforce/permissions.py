"""What a person may do in the space of the EV Workforce Collaborative. What they may see is in the querysets."""

from accounts.standing import Viewer, standing_of
from workforce.models import SpaceAdministrator


def in_space(user: Viewer) -> bool:
    """Members of states, guests of the Collaborative, and administrators."""
    return standing_of(user).is_approved


def takes_care(user: Viewer) -> bool:
    """Administrators of the portal, and those whom they named for the space; asked once per user object."""
    standing = standing_of(user)
    if standing.is_administrator:
        return True
    # SECURITY: as an editor's and a group lead's rights, those of the space wait while an address is unchecked.
    if not standing.is_approved or standing.has_unchecked_address:
        return False
    known: bool | None = getattr(user, "_takes_care_of_space", None)
    if known is None:
        known = SpaceAdministrator.objects.current().filter(person=standing.user_id).exists()
        user._takes_care_of_space = known  # type: ignore[union-attr]
    return known
