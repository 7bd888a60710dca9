"""A member's new address: some or all of their rights wait until an administrator has looked at it.

Within the agency's domains an editor's and a lead's rights wait. Outside of them all that came with the agency does.
"""

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from accounts import approval_emails, emails
from accounts.actions.people import ActionRefused, check_actor
from accounts.actions.suspending import lift, suspend
from accounts.audit import write_event
from accounts.belonging import is_at_domain_of, is_inside
from accounts.models import Membership, User
from accounts.models.membership import FOR_ADMINISTRATORS, Suspension
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.locking import locked


@transaction.atomic
def keep_approved_address(*, person: User, before: str) -> None:
    """Let a new address wait for an administrator, where an approval was given for the one before.

    Who goes back to the approved address waits no longer.
    """
    memberships = list(Membership.objects.select_for_update(of=("self",)).not_ended().filter(user=person).main_first())
    current = locked(person)
    if not before or not (memberships or standing_of(current).is_approved):
        return
    approved = current.approved_email or before
    if approved == current.email:
        _settle(current, memberships)
        return
    current.approved_email, current.email_changed_at = approved, timezone.now()
    current.save(update_fields=["approved_email", "email_changed_at"])
    forget_standing(person)
    outside = _outside(memberships, current, approved)
    for membership in memberships:
        if membership in outside:
            _suspend(membership, current)
        elif membership.suspended_for in (Suspension.ADDRESS, Suspension.ALONE):
            lift(membership)
    if len(outside) < len(memberships) or not memberships:
        approval_emails.notify_address_waits(current)
    forget_standing(person)


def _outside(memberships: Sequence[Membership], person: User, approved: str) -> list[Membership]:
    """Those for which the new address does not speak."""
    found, speaks_for_main = [], False
    today = timezone.localdate()
    for membership in memberships:  # the main one first
        agency = membership.agency
        fits = is_at_domain_of(person.email, agency=agency, day=today)
        # SECURITY: what was approved for an agency they left, or beside another one, is not approved for this one.
        if membership.is_main and membership.suspended_for != Suspension.ALONE:
            fits = speaks_for_main = is_inside(person.email, agency=agency, approved=approved, day=today)
        # A second agency took the person at the address of the first: who stays within that is still the same person.
        if not (fits or (speaks_for_main and not membership.is_main)):
            found.append(membership)
    return found


def _suspend(membership: Membership, person: User) -> None:
    sentence = f"The access of {person} is paused: {person.email} is outside the domains of {membership.agency}."
    already_known = membership.suspended_for == Suspension.ADDRESS
    suspend(membership, Suspension.ADDRESS, by=None, sentence=sentence)
    if already_known:  # by another address outside of them
        approval_emails.notify_suspended(membership)


@transaction.atomic
def confirm_address(*, person: User, by: User, email: str) -> None:
    """Give an administrator's word that the new address is the same person's at the same agency.

    `email` is what the administrator saw: another one that came meanwhile is not confirmed with it.
    """
    check_actor(by, person)
    memberships = list(Membership.objects.select_for_update(of=("self",)).to_look_at().filter(user=person).main_first())
    current = locked(person)
    if not current.approved_email and not memberships:
        raise ActionRefused(f"The address of {current} is already confirmed.")
    if current.email != email:
        raise ActionRefused(f"{current} has changed the address again. Check the new one.")
    before = current.approved_email
    _settle(current, memberships, FOR_ADMINISTRATORS)
    instead = f" instead of {before}" if before else ""
    sentence = f"{by} confirmed the address of {current}: {current.email}{instead}."
    write_event("person.email_confirmed", by=by, about=current, sentence=sentence)
    emails.notify_address_confirmed(current)


def _settle(
    person: User, memberships: Iterable[Membership], reasons: Collection[Suspension] = (Suspension.ADDRESS,)
) -> None:
    person.approved_email, person.email_changed_at = "", None
    person.save(update_fields=["approved_email", "email_changed_at"])
    for membership in memberships:
        if membership.suspended_for in reasons:
            lift(membership)
    forget_standing(person)
