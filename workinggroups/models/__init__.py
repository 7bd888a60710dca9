from workinggroups.models.group import Joining, RosterFor, WorkingGroup
from workinggroups.models.roster import GroupMembership, JoinRequest

__all__ = ["GroupMembership", "JoinRequest", "Joining", "RosterFor", "WorkingGroup"]
