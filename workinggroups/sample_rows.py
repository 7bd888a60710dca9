"""A working group for the previews of emails, made as it is asked for and never kept."""

from accounts import audiences
from accounts.models import User
from workinggroups.models import GroupMembership, WorkingGroup

SLUG, NAME = "sample-charging-group", "Sample Charging & Grid Working Group"


def group() -> WorkingGroup:
    """A topical group, of which nobody is a member yet."""
    found = WorkingGroup.objects.filter(slug=SLUG).first()
    return found or WorkingGroup.objects.create(
        slug=SLUG, name=NAME, kind=WorkingGroup.Kind.TOPICAL, description="Charging.", who_may_join="All states.",
        contact_name="Nora Sample", contact_email="nora.sample@preview.example",
        audience=audiences.of_working_group(SLUG, NAME),
    )  # fmt: skip


def place(person: User, role: str = GroupMembership.Role.MEMBER) -> GroupMembership:
    """The person's place in the group."""
    audiences.join(person, group().audience)
    GroupMembership.objects.filter(group=group(), user=person).update(role=role)
    return GroupMembership.objects.get(group=group(), user=person)
