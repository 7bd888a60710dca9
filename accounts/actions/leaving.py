"""Somebody leaves an agency, and somebody else takes over what they took care of."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import emails, handing_over
from accounts.actions.ending import end_current
from accounts.actions.people import ActionRefused
from accounts.actions.suspending import suspend
from accounts.audit import write_event
from accounts.handing_over import leaving_of, may_take, open_hand_over, parts
from accounts.leading import led_by
from accounts.models import Agency, HandOver, Membership, User
from accounts.models.membership import Suspension
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.locking import locked


@transaction.atomic
def leave_agency(*, by: User, agency: Agency, with_private: bool) -> Membership:
    """End one's own membership at an agency.

    `with_private`: what only they could see goes to the successor too, if they say so.
    """
    mine = Membership.objects.select_for_update(of=("self",)).not_ended().filter(user=by)
    membership = next((row for row in mine.main_first() if row.agency_id == agency.pk), None)
    if membership is None:
        raise ActionRefused("You have no membership to end.")
    if with_private:
        hand_over, _ = HandOver.objects.get_or_create(membership=membership)
        hand_over.with_private = True
        hand_over.save(update_fields=["with_private"])
    reason = "You told us that you no longer work there."
    end_current(membership, by=by, reason=reason, sentence=f"{by} left {membership.agency}.")
    return membership


@transaction.atomic
def report_left(*, membership: Membership, by: User) -> None:
    """An EV lead's word that a colleague has left: access is paused until an administrator decides."""
    forget_standing(by)
    if not led_by(by).filter(pk=membership.agency_id).exists():
        raise PermissionDenied("Only the agency’s EV leads and administrators can do this.")
    if membership.user_id == by.pk:
        raise ActionRefused("To leave the agency yourself, use “I’m leaving” on the page “My membership.”")
    current = locked(membership)
    if current.ended_at is not None:
        raise ActionRefused(f"The membership of {current.user} has already ended.")
    if current.suspended_for == Suspension.LEFT:
        raise ActionRefused(f"It was already reported that {current.user} left.")
    open_hand_over(current)
    sentence = f"{by} reported that {current.user} has left {current.agency}. Access is paused."
    suspend(current, Suspension.LEFT, by=by, sentence=sentence)


@transaction.atomic
def hand_over_to(*, hand_over: HandOver, successor: User, by: User) -> HandOver:
    """Move all that the successor may take, or nothing. Both are told."""
    current = _take(hand_over, by)
    membership, agency = current.membership, current.membership.agency
    if successor.pk == membership.user_id:
        raise ActionRefused("Choose someone other than the person who left.")
    list(Membership.objects.select_for_update().current().filter(user=successor))  # they do not move meanwhile
    forget_standing(successor)
    if not handing_over.works_at(agency, successor) and not standing_of(successor).is_administrator:
        raise ActionRefused(f"{successor} is not an approved member of {agency}. Choose someone else.")
    done: dict[str, list[str]] = {}
    for part in parts():
        if part.name in current.moved or not may_take(part, current, successor):
            continue
        leaving = leaving_of(current, part)
        words = [line.words for line in part.lines(leaving, successor) if line.moves]
        if words:
            part.move(leaving, successor, by)
            forget_standing(successor)
            done[part.name] = words
    if not done:
        raise ActionRefused(f"There is nothing that {successor} could take over.")
    current.moved |= {name: {"successor": str(successor), "words": words} for name, words in done.items()}
    if not handing_over.waits(current):
        current.closed_at, current.closed_by = timezone.now(), by
    current.save(update_fields=["moved", "closed_at", "closed_by"])
    said = ", ".join(words for lines in done.values() for words in lines)
    sentence = f"{by} handed over the work of {membership.user} at {agency} to {successor}: {said}."
    detail = {"successor": successor.pk, "moved": done}
    write_event("membership.handed_over", by=by, about=membership, sentence=sentence, detail=detail)
    emails.notify_handed_over(current, successor, done)
    return current


@transaction.atomic
def close_hand_over(*, hand_over: HandOver, by: User) -> None:
    """Say that nobody has to take over what is left. It stays where it is."""
    current = _take(hand_over, by)
    current.closed_at, current.closed_by = timezone.now(), by
    current.save(update_fields=["closed_at", "closed_by"])
    sentence = f"{by} closed the hand-over of {current.membership.user} at {current.membership.agency}."
    write_event("membership.hand_over_closed", by=by, about=current.membership, sentence=sentence)


def _take(hand_over: HandOver, by: User) -> HandOver:
    forget_standing(by)
    current = locked(hand_over)
    if not HandOver.objects.visible_to(by).filter(pk=current.pk).exists():
        raise PermissionDenied("Only the agency’s EV leads and administrators can do this.")
    if current.closed_at is not None:
        raise ActionRefused("This hand-over is already done.")
    return current
