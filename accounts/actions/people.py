"""What administrators change about people: role, membership, account, post. Nobody changes their own."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import audiences
from accounts.audit import write_event
from accounts.handing_over import forget_hand_over, open_hand_over
from accounts.models import Audience, Membership, User
from accounts.sessions import end_all_sessions
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.locking import locked


class ActionRefused(Exception):
    """The change cannot be made; the message is a sentence for the administrator."""


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User) -> None:
    """Make a member a reader or an editor (EV lead) of the agency."""
    check_actor(by, membership.user)
    current = locked(membership)
    if current.ended_at is not None:
        raise ActionRefused("This membership has ended.")
    if current.tier == Membership.Tier.GUEST and role != Membership.Role.READER:
        raise ActionRefused("Guests share their own documents. They can’t edit an agency’s documents.")
    if current.role == role:
        return
    current.role = Membership.Role(role)
    current.save(update_fields=["role"])
    sentence = f"{by} changed the role of {current.user} at {current.agency} to “{current.get_role_display()}.”"
    write_event("membership.role_changed", by=by, about=current, sentence=sentence, detail={"role": role})


@transaction.atomic
def deactivate_person(*, person: User, by: User) -> None:
    """Close an account: every session ends at once, nothing is sent, and the name stays on what they did."""
    check_actor(by, person)
    current = locked(person)
    if not current.is_active:
        raise ActionRefused(f"{current} is already deactivated.")
    _keep_an_administrator(without=current)
    for membership in current.memberships.not_ended():
        open_hand_over(membership)
    current.is_active = False
    current.save(update_fields=["is_active"])
    end_all_sessions(current)
    audiences.notify_apps_that_left(current)
    write_event("person.deactivated", by=by, about=current, sentence=f"{by} deactivated the account of {current}.")


@transaction.atomic
def reactivate_person(*, person: User, by: User) -> None:
    """Open a closed account again, with the audiences it had."""
    check_actor(by, person)
    current = locked(person)
    if current.is_active:
        raise ActionRefused(f"{current} is already active.")
    current.is_active = True
    current.save(update_fields=["is_active"])
    for membership in current.memberships.not_ended():
        forget_hand_over(membership)
    write_event("person.reactivated", by=by, about=current, sentence=f"{by} reactivated the account of {current}.")


@transaction.atomic
def end_sessions(*, person: User, by: User) -> int:
    """Sign the person out of every browser; returns how many sessions ended."""
    check_actor(by, person)
    ended = end_all_sessions(person)
    write_event("person.signed_out", by=by, about=person, sentence=f"{by} signed {person} out everywhere.")
    return ended


@transaction.atomic
def make_administrator(*, person: User, by: User | None) -> None:
    """Give somebody the administrators' post. Without an actor it is the operator at the server's console."""
    audience = _lock_administrators()
    if by is not None:
        check_actor(by, person)
    if not person.is_active:
        raise ActionRefused(f"{person} is deactivated. Reactivate the account first.")
    if audience.group.user_set.filter(pk=person.pk).exists():
        raise ActionRefused(f"{person} is already an administrator.")
    person.groups.add(audience.group)
    person.is_staff = True
    person.save(update_fields=["is_staff"])
    end_all_sessions(person)
    forget_standing(person)
    actor = by or "The operator"
    write_event("administrator.made", by=by, about=person, sentence=f"{actor} made {person} an administrator.")


@transaction.atomic
def remove_administrator(*, person: User, by: User) -> None:
    """Take the administrators' post from somebody; there is always one left."""
    audience = _lock_administrators()
    check_actor(by, person)
    if not audience.group.user_set.filter(pk=person.pk).exists():
        raise ActionRefused(f"{person} is not an administrator.")
    _keep_an_administrator(without=person)
    person.groups.remove(audience.group)
    person.is_staff = False
    person.save(update_fields=["is_staff"])
    end_all_sessions(person)
    audiences.notify_apps_that_post_ended(person)
    sentence = f"{by} removed {person} as an administrator."
    write_event("administrator.removed", by=by, about=person, sentence=sentence)


def check_actor(by: User, person: User) -> None:
    # Read anew: of two administrators who remove each other, the second has lost the post by now.
    forget_standing(by)
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can do this.")
    if by.pk == person.pk:
        raise ActionRefused("You can’t change your own account here. Ask another administrator.")


def _lock_administrators() -> Audience:
    """One change of administrators at a time."""
    return Audience.objects.select_for_update().get(kind=Audience.Kind.ADMINISTRATORS)


def _keep_an_administrator(*, without: User) -> None:
    others = User.objects.filter(is_active=True, groups=_lock_administrators().group_id).exclude(pk=without.pk)
    if not others.exists():
        raise ActionRefused("This is the last administrator. Make someone else an administrator first.")
