"""What people can do in working groups, for the administrators' table of roles."""

from django.db.models import F, QuerySet

from accounts.models import User
from accounts.roles import Capability, Role, Table
from accounts.standing import Viewer
from workinggroups.models import GroupMembership, WorkingGroup
from workinggroups.models.group import Role as GroupRole


def _leads(user: Viewer) -> bool:
    return WorkingGroup.objects.led_by(user).exists()


def _belongs(user: Viewer) -> bool:
    return WorkingGroup.objects.of(user).exists()


def _in_group(role: GroupRole | None = None) -> QuerySet[User]:
    places = GroupMembership.objects.current()
    people = User.objects.with_access()
    if role is None:
        return people.filter(groups__audience__kind="working_group").distinct()
    leads = places.filter(role=role, user__groups=F("group__audience"))
    return people.filter(pk__in=leads.values("user"), approved_email="")


def table() -> Table:
    """Leads and members."""
    capabilities = (
        Capability(
            "lead_group",
            "Manage a group’s charter, roster, and calls",
            "workinggroups.models.group.WorkingGroupQuerySet.led_by",
            _leads,
        ),
        Capability(
            "belong_to_group",
            "See what is shared with a working group",
            "workinggroups.models.group.WorkingGroupQuerySet.of",
            _belongs,
        ),
    )
    roles = (
        Role(
            "group_lead",
            "Lead of a working group",
            "Takes care of one group. Several people can lead one. Waits while a new email address is unchecked.",
            ("lead_group", "belong_to_group"),
            lambda: _in_group(GroupRole.LEAD),
        ),
        Role(
            "group_member",
            "Member of a working group",
            "Belongs to one group, and reads what is shared with it.",
            ("belong_to_group",),
            _in_group,
        ),
    )
    return capabilities, roles
