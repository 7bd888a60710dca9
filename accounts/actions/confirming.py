"""That somebody still works there: by a link mailed to the agency's address, or of a second agency by its word."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import emails
from accounts.actions.people import ActionRefused
from accounts.actions.suspending import lift
from accounts.audit import write_event
from accounts.confirming import Link, confirms_by_mail, is_time, send_link
from accounts.leading import led_by
from accounts.models import Membership, User
from accounts.models.membership import Suspension, a_year_from_now
from accounts.standing import forget_standing
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
    if not confirms_by_mail(current):
        raise ActionRefused(f"Your email address isn’t at a domain of {current.agency}. Ask an EV lead there.")
    _confirm(current, f"{by} confirmed the membership at {current.agency}.", by)
    return current


@transaction.atomic
def confirm_by_word(*, membership: Membership, by: User) -> Membership:
    """An EV lead's or administrator's word that somebody for whom this is the second agency still serves it."""
    forget_standing(by)
    if not led_by(by).filter(pk=membership.agency_id).exists():
        raise PermissionDenied("Only the agency’s EV leads and administrators can do this.")
    if membership.user_id == by.pk:
        raise PermissionDenied("You can’t confirm your own membership. Ask someone else.")
    current = locked(membership)
    if current.ended_at is not None:
        raise ActionRefused(f"The membership of {current.user} has ended.")
    if current.is_main:
        raise ActionRefused(f"{current.user} confirms this membership with a link we email.")
    if current.suspended_for not in ("", Suspension.UNCONFIRMED):
        raise ActionRefused("An administrator must look at this membership first.")
    _confirm(current, f"{by} confirmed that {current.user} still serves {current.agency}.", by)
    return current


def _confirm(membership: Membership, sentence: str, by: User) -> None:
    """For a year; who was suspended for not confirming has access again."""
    was_suspended = membership.suspended_at is not None
    membership.confirmed_at, membership.confirm_by = timezone.now(), a_year_from_now()
    membership.save(update_fields=["confirmed_at", "confirm_by"])
    write_event("membership.confirmed", by=by, about=membership, sentence=sentence)
    if was_suspended:
        lift(membership)
        emails.notify_restored(membership)


@transaction.atomic
def ask_for_link(*, by: User) -> list[Membership]:
    """Have links mailed to one's own address, for each membership that it is time to confirm."""
    mine = list(Membership.objects.select_for_update(of=("self",)).not_ended().filter(user=by).main_first())
    if not mine:
        raise ActionRefused("You have no membership to confirm.")
    rows = [membership for membership in mine if membership.suspended_for in ("", Suspension.UNCONFIRMED)]
    if not rows:
        raise ActionRefused("An administrator must look at your membership first. We’ll email you.")
    due = [membership for membership in rows if is_time(membership) and confirms_by_mail(membership)]
    if not due:
        raise ActionRefused("You don’t need to confirm your membership yet.")
    for membership in due:
        send_link(membership)
    return due
