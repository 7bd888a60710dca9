"""What a person may do in a working group. What they may see is in the querysets."""

from typing import Literal

from django.db import models
from django.db.models import F, Func, Value

from accounts.models import User
from accounts.standing import Viewer, standing_of
from workinggroups.models import GroupMembership, WorkingGroup

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


def has_lead(group: WorkingGroup) -> bool:
    """Whether somebody leads it now; where nobody does, the administrators take care of it."""
    return leads_of(group).exists()


def leads_of(group: WorkingGroup) -> models.QuerySet[User]:
    """The people who lead it now."""
    # SECURITY: role, group and end are asked of one and the same membership row.
    places = GroupMembership.objects.current().filter(group=group, role=GroupMembership.Role.LEAD)
    return User.objects.filter(is_active=True, pk__in=places.values("user")).order_by("name", "pk")


def may_belong(user_id: int, group: WorkingGroup) -> bool:
    """Whether the group's rules let this person in: by their current membership's agency, never by what they typed.

    Regional: agencies of its states. Topical: state staff only. Collaborative: invited organizations.
    """
    return who_may_belong(group).filter(pk=user_id).exists()


def who_may_belong(group: WorkingGroup) -> "models.QuerySet[User]":
    """Everybody whom the group's rules let in. The rules are a function of the database, which its triggers ask too."""
    return User.objects.filter(is_active=True).filter(MayBelong(F("pk"), Value(group.pk)))


class MayBelong(Func):
    """workinggroups_may_belong(person, group) of migration 0005."""

    function = "workinggroups_may_belong"
    output_field = models.BooleanField()
