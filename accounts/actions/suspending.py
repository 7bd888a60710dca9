"""A membership that gives no right for now, and the way back.

Nothing but rights is taken: places in groups, roles and documents stay, and are there when the suspension is lifted.
What a suspension closes is decided in accounts.standing alone.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import approval_emails, emails
from accounts.actions.people import ActionRefused, check_actor
from accounts.audit import write_event
from accounts.belonging import relying_on
from accounts.handing_over import forget_hand_over
from accounts.models import Agency, Membership, User
from accounts.models.membership import FOR_ADMINISTRATORS, Suspension, a_year_from_now
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.locking import locked


def suspend(membership: Membership, reason: Suspension, *, by: User | None, sentence: str) -> Membership:
    """Suspend a membership that is locked, and tell who must know. Call in a transaction.

    A reason that an administrator has to look at stands over one that the person can settle alone.
    """
    if membership.suspended_at and (membership.suspended_for in FOR_ADMINISTRATORS or reason not in FOR_ADMINISTRATORS):
        return membership
    membership.suspended_at, membership.suspended_for = timezone.now(), reason
    membership.save(update_fields=["suspended_at", "suspended_for"])
    forget_standing(membership.user)
    write_event("membership.suspended", by=by, about=membership, sentence=sentence, detail={"reason": reason.value})
    emails.notify_suspended(membership)
    if reason in FOR_ADMINISTRATORS:
        approval_emails.notify_suspended(membership)
    return membership


def lift(membership: Membership) -> None:
    """Let a membership that is locked give its rights again. Call in a transaction, which says why in the log."""
    membership.suspended_at, membership.suspended_for = None, ""
    membership.save(update_fields=["suspended_at", "suspended_for"])
    forget_hand_over(membership)
    forget_standing(membership.user)


@transaction.atomic
def restore_membership(*, membership: Membership, by: User) -> None:
    """An administrator's word that the person still works there: what was suspended holds again, for a year."""
    check_actor(by, membership.user)
    current = locked(membership)
    if current.ended_at is not None:
        raise ActionRefused("This membership has ended.")
    if current.suspended_at is None:
        raise ActionRefused(f"The access of {current.user} isn’t paused any more.")
    if current.user.approved_email:
        raise ActionRefused("Check this person’s new email address first.")
    current.confirm_by = a_year_from_now()
    current.save(update_fields=["confirm_by"])
    lift(current)
    sentence = f"{by} restored the access of {current.user} for {current.agency}."
    write_event("membership.restored", by=by, about=current, sentence=sentence)
    emails.notify_restored(current)


@transaction.atomic
def suspend_at_domain(*, agency: Agency, domain: str, by: User) -> int:
    """After a domain was taken off an agency's list: those with an address there wait for an administrator.

    Returns how many. A domain with a last day stays on the list and suspends nobody: old accounts stay linked.
    """
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can do this.")
    found = Membership.objects.select_for_update().filter(pk__in=relying_on(agency, domain)).order_by("pk")
    for membership in found:
        person = membership.user
        sentence = f"{by} took {domain} off the list of {agency}. The access of {person} is paused."
        suspend(membership, Suspension.DOMAIN, by=by, sentence=sentence)
    return len(found)
