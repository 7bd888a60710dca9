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
    held = locked_group(group, person)
    must_lead(by, held)
    if belongs(person, held):
        raise ActionRefused(f"{person} belongs to {held} already.")
    if not is_administrator(person):
        must_fit(person, held)
    settle_waiting(held, person, by)
    audiences.join(person, held.audience)
    place = GroupMembership.objects.select_for_update().get(group=held, user=person, ended_at=None)
    _give(place, role)
    sentence = f"{by} put {person} into {held} as {place.get_role_display().lower()}."
    write_event("group.member_added", by=by, about=held, sentence=sentence, detail={"person": person.pk, "role": role})
    if person.pk != by.pk:
        emails.tell_added(place, by)
    return place


@transaction.atomic
def remove_person(*, place: GroupMembership, by: User, reason: str) -> None:
    """Take somebody out of the group, with a reason they are told."""
    reason = clean_text(reason, MAX_REASON).strip()
    held = _take(place, by)
    if held.user_id == by.pk:
        raise ActionRefused("To leave the group yourself, choose “Leave the group” on its page.")
    if not reason:
        raise ActionRefused("Give a reason: the person is told it.")
    audiences.leave(held.user, held.group.audience)
    sentence = f"{by} took {held.user} out of {held.group}: {reason}"
    write_event("group.member_removed", by=by, about=held.group, sentence=sentence, detail={"person": held.user_id})
    emails.tell_removed(held, by, reason)


@transaction.atomic
def change_role(*, place: GroupMembership, by: User, role: str) -> GroupMembership:
    """Make somebody of the group a lead or a member. A second click changes nothing."""
    held = _take(place, by)
    if held.role == role:
        return held
    _give(held, role)
    sentence = f"{by} changed the role of {held.user} in {held.group} to: {held.get_role_display()}."
    detail = {"person": held.user_id, "role": role}
    write_event("group.role_changed", by=by, about=held.group, sentence=sentence, detail=detail)
    if held.user_id != by.pk:
        emails.tell_role(held, by)
    return held


@transaction.atomic
def leave_group(*, group: WorkingGroup, by: User) -> None:
    """Leave by oneself. A group may lose its last lead: then the administrators take care of it."""
    held = locked_group(group)
    if not belongs(by, held):
        raise ActionRefused(f"You do not belong to {held} any more.")
    audiences.leave(by, held.audience)
    write_event("group.left", by=by, about=held, sentence=f"{by} left {held}.")


def _take(place: GroupMembership, by: User) -> GroupMembership:
    group = locked_group(place.group)
    must_lead(by, group)
    held = locked(place)
    if held.ended_at is not None:
        raise ActionRefused(f"{held.user} does not belong to {group} any more.")
    if held.group_id != group.pk:
        raise PermissionDenied
    return held


def _give(place: GroupMembership, role: str) -> None:
    if place.role != role:
        place.role = Role(role)
        place.save(update_fields=["role"])
