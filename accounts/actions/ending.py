"""A membership ends; of two, the other one stays."""

from django.db import transaction
from django.utils import timezone

from accounts import audiences, emails
from accounts.actions.people import ActionRefused, check_actor
from accounts.actions.suspending import suspend
from accounts.audit import write_event
from accounts.belonging import is_at_domain_of
from accounts.handing_over import open_hand_over
from accounts.models import Membership, User
from accounts.models.membership import Suspension
from accounts.sessions import end_all_sessions
from accounts.standing import standing_of
from clearinghouse.lib.locking import locked


@transaction.atomic
def end_membership(*, membership: Membership, by: User, reason: str) -> None:
    """End a membership: the person leaves every audience that no other membership gives, and is signed out.

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
    """End a membership that is locked; what the person took care of waits for a successor.

    Of two, the other one stays, and is the main one from now on.
    """
    end_row(membership)
    write_event("membership.ended", by=by, about=membership, sentence=sentence)
    stays = membership.user.memberships.select_for_update(of=("self",)).not_ended().first()
    if stays is None:
        _forget_approved_address(membership.user)
    elif membership.is_main:
        _make_main(stays)
    end_all_sessions(membership.user)
    emails.notify_ended(membership, reason)


def end_row(membership: Membership) -> None:
    """Of a membership that ends for whatever reason: the row, its circles, and the note of what waits."""
    open_hand_over(membership)
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    audiences.leave_circles_of(membership)


def _make_main(membership: Membership) -> None:
    person, agency = membership.user, membership.agency
    membership.is_main = True
    if membership.suspended_for == Suspension.ADDRESS:
        # SECURITY: going back to the address of the agency they left gives nothing back.
        membership.suspended_for = Suspension.ALONE
    membership.save(update_fields=["is_main", "suspended_for"])
    # SECURITY: it was approved beside the other one, whose agency may give the mailbox to somebody else now. Only a
    # domain on the agency's own list speaks for it; else an administrator looks, or the person changes the address.
    if is_at_domain_of(person.email, agency=agency, day=timezone.localdate()):
        return
    sentence = f"The access of {person} for {agency} is paused: {person.email} is not at a domain of {agency}."
    suspend(membership, Suspension.ALONE, by=None, sentence=sentence)


def _forget_approved_address(person: User) -> None:
    """No rights wait any more for an administrator to look at a new address."""
    if not standing_of(person).is_administrator:
        person.approved_email, person.email_changed_at = "", None
        person.save(update_fields=["approved_email", "email_changed_at"])
