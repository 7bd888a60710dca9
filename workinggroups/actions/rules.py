"""What the actions on working groups have in common: who may act, and holding still what they look at."""

from django.core.exceptions import PermissionDenied

from accounts.models import Membership, User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.locking import locked
from workinggroups.models import WorkingGroup
from workinggroups.permissions import can, may_belong

MAX_REASON = 1000


class ActionRefused(Exception):
    """The action cannot be done as asked. str() is a sentence for the person."""


def locked_group(group: WorkingGroup, person: User | None = None) -> WorkingGroup:
    """Lock the group, and the membership the person's right to belong comes from: neither changes until the commit.

    Group first, then membership, then request: everybody takes them in this order, so nobody waits in a circle.
    """
    current = locked(group)
    if person is not None:
        list(Membership.objects.select_for_update().current().filter(user=person))
    return current


def must_lead(by: User, group: WorkingGroup) -> None:
    """Leads and administrators only, as they stand now: who lost the role a moment ago is refused."""
    forget_standing(by)
    if not can(by, "lead", group):
        raise PermissionDenied("Only the group’s leads and administrators can do this.")


def must_be_open(group: WorkingGroup) -> None:
    """Refuse, in a sentence, to let anybody into a closed group."""
    if group.closed_at is not None:
        raise ActionRefused(f"{group} is closed. An administrator can reopen it.")


def must_fit(person: User, group: WorkingGroup) -> None:
    """Refuse, in a sentence, somebody whom the group's rules do not let in."""
    must_be_open(group)
    if not may_belong(person.pk, group):
        raise ActionRefused(f"{person} can’t join under this group’s rules. Who can join: {group.who_may_join}")


def belongs(person: User, group: WorkingGroup) -> bool:
    """Whether the person is in the group's audience now."""
    return person.groups.filter(pk=group.audience_id).exists()


def is_administrator(person: User) -> bool:
    """Read anew."""
    forget_standing(person)
    return standing_of(person).is_administrator
