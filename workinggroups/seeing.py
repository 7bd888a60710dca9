"""Who can see a group's roster; that a group exists and what it is for is public."""

from collections.abc import Sequence

from accounts.kinds import AudienceKind
from accounts.seeing import Circle, Kind, Seen, holders_of, in_audience, of_administrators
from accounts.standing import Viewer
from workinggroups.models import GroupMembership, WorkingGroup
from workinggroups.models.group import Role, RosterFor


def _describe(group: WorkingGroup, viewer: Viewer) -> Seen:
    members = holders_of([group.audience_id])
    places = GroupMembership.objects.filter(group=group, role=Role.LEAD, ended_at=None)
    leads = members.filter(pk__in=places.values("user_id"), approved_email="")
    circles = [of_administrators("roster"), Circle("Leads of the group", "because they manage the roster", leads)]
    if group.roster_for != RosterFor.LEADS:
        circles.append(Circle("Members of the group", "because they belong to it", members))
    if group.roster_for == RosterFor.ALL_MEMBERS:
        everyone = in_audience(AudienceKind.ALL_MEMBERS)
        circles.append(Circle("All member states", "because the roster is shared with all member states", everyone))
    return Seen(f"Roster of {group}", "roster", group.get_absolute_url(), circles)


def seeable() -> Sequence[Kind]:
    """Rosters."""
    return (Kind("roster", WorkingGroup.objects.roster_visible_to, _describe, "slug"),)
