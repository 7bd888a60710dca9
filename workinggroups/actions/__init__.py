"""What changes working groups and who belongs to them."""

from workinggroups.actions.groups import GroupDetails, PublicDetails, make_group, save_group, set_closed
from workinggroups.actions.joining import (
    AlreadyDecided,
    approve_request,
    ask_to_join,
    decline_request,
    withdraw_request,
)
from workinggroups.actions.roster import add_person, change_role, leave_group, remove_person
from workinggroups.actions.rules import ActionRefused

__all__ = [
    "ActionRefused",
    "AlreadyDecided",
    "GroupDetails",
    "PublicDetails",
    "add_person",
    "approve_request",
    "ask_to_join",
    "change_role",
    "decline_request",
    "leave_group",
    "make_group",
    "remove_person",
    "save_group",
    "set_closed",
    "withdraw_request",
]
