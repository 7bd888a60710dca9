"""What people do in the space of the EV Workforce Collaborative."""

from workforce.actions.people import (
    Invited,
    end_administrator,
    invite_to_space,
    name_administrator,
    withdraw_invitation,
)
from workforce.actions.refusals import SpaceRefused

__all__ = [
    "Invited",
    "SpaceRefused",
    "end_administrator",
    "invite_to_space",
    "name_administrator",
    "withdraw_invitation",
]
