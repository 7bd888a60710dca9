"""What a person may do in the space of the EV Workforce Collaborative. What they may see is in the querysets."""

from accounts.deciding import decides_on_guests
from accounts.standing import Viewer, standing_of


def in_space(user: Viewer) -> bool:
    """Members of states, guests of the Collaborative, and administrators."""
    return standing_of(user).is_approved


def takes_care(user: Viewer) -> bool:
    """Administrators of the portal, and those whom they named for the space: they also decide on its guests."""
    return decides_on_guests(user)
