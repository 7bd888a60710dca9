"""Short ways into groups, and to read mail, in the tests of this app."""

from accounts.models import AuditEvent, OutboxMail, User
from workinggroups.models import GroupMembership, JoinRequest, WorkingGroup


def group(slug: str = "cybersecurity") -> WorkingGroup:
    """One of the ten."""
    return WorkingGroup.objects.get(slug=slug)


def put_in(person: User, slug: str = "cybersecurity", role: str = "member") -> GroupMembership:
    """Put somebody into the group; their place."""
    person.groups.add(group(slug).audience_id)
    place = GroupMembership.objects.get(group__slug=slug, user=person, ended_at=None)
    GroupMembership.objects.filter(pk=place.pk).update(role=role)
    place.refresh_from_db()
    return place


def asks(person: User, slug: str = "cybersecurity", note: str = "") -> JoinRequest:
    """A waiting request."""
    return JoinRequest.objects.create(user=person, group=group(slug), note=note)


def in_group(slug: str = "cybersecurity") -> list[str]:
    """Names of those whose place has not ended, by name."""
    rows = GroupMembership.objects.filter(group__slug=slug, ended_at=None).order_by("user__name")
    return list(rows.values_list("user__name", flat=True))


def mails() -> list[tuple[str, str]]:
    """What was posted, oldest first: (address, subject)."""
    return list(OutboxMail.objects.order_by("pk").values_list("to", "subject"))


def lines() -> list[str]:
    """The audit log's sentences, oldest first."""
    return list(AuditEvent.objects.order_by("pk").values_list("sentence", flat=True))
