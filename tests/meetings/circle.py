"""A working group with a lead and a member, beside the fixed cast."""

from dataclasses import dataclass

from accounts.models import User
from accounts.standing import forget_standing
from tests.cast import Cast
from workinggroups.models import GroupMembership, WorkingGroup


@dataclass(frozen=True)
class Circle:
    """The cybersecurity group: group_member leads it, vermont belongs to it."""

    group: WorkingGroup
    lead: User
    member: User
    cast: Cast


def make_circle(cast: Cast) -> Circle:
    """With the cast's people in their places."""
    group = WorkingGroup.objects.get(slug="cybersecurity")
    cast.vermont.groups.add(group.audience.group_id)
    GroupMembership.objects.filter(group=group, user=cast.group_member).update(role="lead")
    for person in (cast.group_member, cast.vermont):
        forget_standing(person)
    return Circle(group=group, lead=cast.group_member, member=cast.vermont, cast=cast)
