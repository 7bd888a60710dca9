"""What administrators change about people: role, membership, account, post. Nobody changes their own."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import audiences, emails
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
def end_membership(*, membership: Membership, by: User, reason: str) -> None:
    """End a membership: the person leaves every audience, working groups included, and is signed out.

    An administrator's post is not a membership and stays; remove_administrator() takes it.
    """
    check_actor(by, membership.user)
    if not reason.strip():
        raise ActionRefused("Enter a reason. We’ll email it to the person.")
    current = locked(membership)
    if current.ended_at is not None:
        raise ActionRefused("This membership has already ended.")
    sentence = f"{by} ended the membership of {current.user} at {current.agency}: {reason.strip()}"
    end_current(current, by=by, reason=reason.strip(), sentence=sentence)


def end_current(membership: Membership, *, by: User, reason: str, sentence: str) -> None:
    """End a membership that is locked; what the person took care of waits for a successor."""
    open_hand_over(membership)
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    audiences.leave_member_circles(membership.user)
    _forget_approved_address(membership.user)
    end_all_sessions(membership.user)
    write_event("membership.ended", by=by, about=membership, sentence=sentence)
    emails.notify_ended(membership, reason)


def _forget_approved_address(person: User) -> None:
    """No rights wait any more for an administrator to look at a new address."""
    if not standing_of(person).is_administrator:
        person.approved_email, person.email_changed_at = "", None
        person.save(update_fields=["approved_email", "email_changed_at"])


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
