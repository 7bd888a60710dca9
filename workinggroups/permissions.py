"""What a person may do in a working group. What they may see is in the querysets."""

from typing import Literal

from accounts.models import Agency, Membership
from accounts.standing import Viewer, standing_of
from workinggroups.models import WorkingGroup

Action = Literal["lead", "see_inside", "see_roster", "join"]


def can(user: Viewer, action: Action, group: WorkingGroup) -> bool:
    """lead: charter, roster, requests, calls. see_inside: what the group holds. join: the rules allow it."""
    standing = standing_of(user)
    if action == "lead":
        return WorkingGroup.objects.led_by(user).filter(pk=group.pk).exists()
    if action == "see_inside":
        return standing.is_administrator or group.audience_id in standing.reader_keys
    if action == "see_roster":
        return WorkingGroup.objects.roster_visible_to(user).filter(pk=group.pk).exists()
    return standing.is_approved and may_belong(standing.user_id, group)


def may_belong(user_id: int, group: WorkingGroup) -> bool:
    """Whether the group's rules let this person in: by their current membership's agency, never by what they typed.

    Regional: agencies of its states. Topical: state staff only. Collaborative: invited organizations.
    """
    membership = Membership.objects.current().filter(user_id=user_id).select_related("agency").first()
    if membership is None:
        return False
    agency = membership.agency
    if group.kind == WorkingGroup.Kind.COLLABORATIVE:
        return group.invited_agencies.filter(pk=agency.pk).exists()
    # SECURITY: cities and national associations are no state staff, whatever their membership says.
    if membership.tier != Membership.Tier.MEMBER or agency.kind in (Agency.Kind.CITY, Agency.Kind.NATIONAL):
        return False
    if group.region is None:
        return True
    return group.region.states.filter(pk=agency.state_id).exists()
