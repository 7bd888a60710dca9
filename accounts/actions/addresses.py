"""A member's new address: an editor's and a lead's rights wait until an administrator has looked at it."""

from django.db import transaction
from django.utils import timezone

from accounts import approval_emails, emails
from accounts.actions.people import ActionRefused, check_actor
from accounts.audit import write_event
from accounts.models import User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.locking import locked


@transaction.atomic
def keep_approved_address(*, person: User, before: str) -> None:
    """Let a new address wait for an administrator, where an approval was given for the one before.

    Who goes back to the approved address waits no longer.
    """
    current = locked(person)
    if not before or not standing_of(current).is_approved:
        return
    approved = current.approved_email or before
    if approved == current.email:
        _settle(current)
        return
    current.approved_email, current.email_changed_at = approved, timezone.now()
    current.save(update_fields=["approved_email", "email_changed_at"])
    forget_standing(person)
    approval_emails.notify_address_waits(current)


@transaction.atomic
def confirm_address(*, person: User, by: User, email: str) -> None:
    """Give an administrator's word that the new address is the same person's at the same agency.

    `email` is what the administrator saw: another one that came meanwhile is not confirmed with it.
    """
    check_actor(by, person)
    current = locked(person)
    if not current.approved_email:
        raise ActionRefused(f"The address of {current} is already confirmed.")
    if current.email != email:
        raise ActionRefused(f"{current} has changed the address again. Check the new one.")
    before = current.approved_email
    _settle(current)
    sentence = f"{by} confirmed the new address of {current}: {current.email} instead of {before}."
    write_event("person.email_confirmed", by=by, about=current, sentence=sentence)
    emails.notify_address_confirmed(current)


def _settle(person: User) -> None:
    person.approved_email, person.email_changed_at = "", None
    person.save(update_fields=["approved_email", "email_changed_at"])
    forget_standing(person)
