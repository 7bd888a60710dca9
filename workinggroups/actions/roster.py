"""Who belongs to a working group and in which role. The roster follows the audience; see migration 0003."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import audiences
from accounts.audit import write_event
from accounts.models import User
from clearinghouse.lib.files.text import clean_text
from clearinghouse.lib.locking import locked
from workinggroups import emails
from workinggroups.actions.joining import settle_waiting
from workinggroups.actions.rules import (
    MAX_REASON,
    ActionRefused,
    belongs,
    is_administrator,
    locked_group,
    must_be_open,
    must_fit,
    must_lead,
)
from workinggroups.models import GroupMembership, WorkingGroup

Role = GroupMembership.Role


@transaction.atomic
def add_person(*, group: WorkingGroup, person: User, by: User, role: str = Role.MEMBER) -> GroupMembership:
    """Put somebody into the group without a request: whom the rules let in, and administrators, who may lead any group.

    The person is told. A request of theirs that waits is thereby approved.
    """
    current = locked_group(group, person)
    must_lead(by, current)
    must_be_open(current)
    if belongs(person, current):
        raise ActionRefused(f"{person} is already a member of {current}.")
    if not is_administrator(person):
        must_fit(person, current)
    settle_waiting(current, person, by)
    audiences.join(person, current.audience)
    place = GroupMembership.objects.select_for_update().get(group=current, user=person, ended_at=None)
    _give(place, role)
    sentence = f"{by} added {person} to {current} as {place.get_role_display().lower()}."
    write_event(
        "group.member_added", by=by, about=current, sentence=sentence, detail={"person": person.pk, "role": role}
    )
    if person.pk != by.pk:
        emails.notify_added(place, by)
    return place


@transaction.atomic
def remove_person(*, place: GroupMembership, by: User, reason: str) -> None:
    """Take somebody out of the group, with a reason they are told."""
    reason = clean_text(reason, MAX_REASON).strip()
    current = _take(place, by)
    if current.user_id == by.pk:
        raise ActionRefused("To leave the group yourself, choose “Leave group” on its page.")
    if not reason:
        raise ActionRefused("Enter a reason. We’ll send it to the person.")
    audiences.leave(current.user, current.group.audience)
    sentence = f"{by} removed {current.user} from {current.group}: {reason}"
    write_event(
        "group.member_removed", by=by, about=current.group, sentence=sentence, detail={"person": current.user_id}
    )
    emails.notify_removed(current, by, reason)


@transaction.atomic
def change_role(*, place: GroupMembership, by: User, role: str) -> GroupMembership:
    """Make somebody of the group a lead or a member. A second click changes nothing."""
    current = _take(place, by)
    if current.role == role:
        return current
    _give(current, role)
    sentence = f"{by} changed the role of {current.user} in {current.group} to {current.get_role_display()}."
    detail = {"person": current.user_id, "role": role}
    write_event("group.role_changed", by=by, about=current.group, sentence=sentence, detail=detail)
    if current.user_id != by.pk:
        emails.notify_role(current, by)
    return current


@transaction.atomic
def leave_group(*, group: WorkingGroup, by: User) -> None:
    """Leave by oneself. A group may lose its last lead: then the administrators take care of it."""
    current = locked_group(group)
    if not belongs(by, current):
        raise ActionRefused(f"You’re no longer a member of {current}.")
    audiences.leave(by, current.audience)
    write_event("group.left", by=by, about=current, sentence=f"{by} left {current}.")


def _take(place: GroupMembership, by: User) -> GroupMembership:
    group = locked_group(place.group)
    must_lead(by, group)
    current = locked(place)
    if current.ended_at is not None:
        raise ActionRefused(f"{current.user} is no longer a member of {group}.")
    if current.group_id != group.pk:
        raise PermissionDenied
    return current


def _give(place: GroupMembership, role: str) -> None:
    if place.role != role:
        place.role = Role(role)
        place.save(update_fields=["role"])
