"""A member's own word that they still work there, given with a link that was mailed to the agency's address."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import confirming, emails
from accounts.actions.people import ActionRefused
from accounts.actions.suspending import lift
from accounts.audit import write_event
from accounts.confirming import Link
from accounts.models import Membership, User
from accounts.models.membership import Suspension, a_year_from_now
from clearinghouse.lib.locking import locked


@transaction.atomic
def confirm_membership(*, membership: Membership, link: Link, by: User) -> Membership:
    """Confirm one's own membership for a year; who was suspended for not doing so has access again."""
    if membership.user_id != by.pk:
        raise PermissionDenied("Only the member can confirm a membership.")
    current = locked(membership)
    if not link.fits(current):
        raise ActionRefused("This link was used already, or your address or membership has changed since.")
    if current.suspended_for not in ("", Suspension.UNCONFIRMED):
        raise ActionRefused("An administrator must look at your membership first. We’ll email you.")
    was_suspended = current.suspended_at is not None
    current.confirmed_at, current.confirm_by = timezone.now(), a_year_from_now()
    current.save(update_fields=["confirmed_at", "confirm_by"])
    sentence = f"{by} confirmed the membership at {current.agency}."
    write_event("membership.confirmed", by=by, about=current, sentence=sentence)
    if was_suspended:
        lift(current)
        emails.notify_restored(current)
    return current


@transaction.atomic
def ask_for_link(*, by: User) -> Membership:
    """Have a link mailed to one's own address, where it is time to confirm."""
    membership = Membership.objects.select_for_update(of=("self",)).not_ended().filter(user=by).first()
    if membership is None:
        raise ActionRefused("You have no membership to confirm.")
    if membership.suspended_for not in ("", Suspension.UNCONFIRMED):
        raise ActionRefused("An administrator must look at your membership first. We’ll email you.")
    if not confirming.is_time(membership):
        raise ActionRefused("You don’t need to confirm your membership yet.")
    confirming.send_link(membership)
    return membership
