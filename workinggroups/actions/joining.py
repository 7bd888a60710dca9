"""Asking to join a working group, and the one decision on it."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import audiences
from accounts.audit import write_event
from accounts.models import User
from accounts.standing import forget_standing
from clearinghouse.lib.files.text import clean_text
from clearinghouse.lib.locking import locked
from workinggroups import emails
from workinggroups.actions.rules import MAX_REASON, ActionRefused, belongs, locked_group, must_fit, must_lead
from workinggroups.models import Joining, JoinRequest, WorkingGroup
from workinggroups.permissions import can

Status = JoinRequest.Status
REQUESTS_A_DAY = 3  # each writes to all leads, and may be withdrawn and sent again


class AlreadyDecided(Exception):
    """Somebody was faster: `request` carries what became of it."""

    def __init__(self, request: JoinRequest) -> None:
        self.request = request
        super().__init__(f"This request was already {request.status}.")


@transaction.atomic
def ask_to_join(*, group: WorkingGroup, by: User, note: str) -> JoinRequest | None:
    """Ask to join; where the group is open the person is in at once, and there is no request.

    A second click gives the request that waits already. Raises PermissionDenied for whom the rules leave out.
    """
    held = locked_group(group, by)
    forget_standing(by)
    if belongs(by, held):
        raise ActionRefused(f"You belong to {held} already.")
    if not can(by, "join", held):
        raise PermissionDenied(f"You cannot join this group. Who may: {held.who_may_join}")
    if held.joining == Joining.INVITATION:
        raise ActionRefused("People come into this group by invitation. Write to the person to ask.")
    if held.joining == Joining.OPEN:
        _close_waiting(held, by)
        audiences.join(by, held.audience)
        write_event("group.joined", by=by, about=held, sentence=f"{by} joined {held}.")
        return None
    waiting = JoinRequest.objects.waiting().filter(group=held, user=by).first()
    if waiting is not None:
        return waiting
    recent = JoinRequest.objects.filter(group=held, user=by, requested_at__gt=timezone.now() - timedelta(days=1))
    if recent.count() >= REQUESTS_A_DAY:
        raise ActionRefused("You asked several times within a day. Ask again tomorrow.")
    made = JoinRequest.objects.create(group=held, user=by, note=clean_text(note, 1000).strip())
    write_event("group.join_requested", by=by, about=made, sentence=f"{by} asked to join {held}.")
    emails.tell_deciders(made)
    return made


@transaction.atomic
def withdraw_request(*, request: JoinRequest, by: User) -> None:
    """Take one's own waiting request back."""
    if request.user_id != by.pk:
        raise PermissionDenied("Only the person who asked can withdraw a request.")
    held = _take(request)
    held.status = Status.WITHDRAWN
    held.save(update_fields=["status"])
    write_event("group.join_withdrawn", by=by, about=held, sentence=f"{by} no longer asks to join {held.group}.")


@transaction.atomic
def approve_request(*, request: JoinRequest, by: User) -> JoinRequest:
    """Let the person in. The group's rules are asked again: since they asked, the person may have moved.

    Raises AlreadyDecided when somebody was faster, ActionRefused when the rules no longer let the person in.
    """
    held = _take_to_decide(request, by)
    must_fit(held.user, held.group)
    _decide(held, Status.APPROVED, by, "")
    audiences.join(held.user, held.group.audience)
    sentence = f"{by} let {held.user} into {held.group}."
    write_event("group.join_approved", by=by, about=held, sentence=sentence)
    emails.tell_approved(held)
    return held


@transaction.atomic
def decline_request(*, request: JoinRequest, by: User, reason: str) -> JoinRequest:
    """Decline with a reason, which the person is told. Raises AlreadyDecided when somebody was faster."""
    reason = clean_text(reason, MAX_REASON).strip()
    if not reason:
        raise ActionRefused("Give a reason: the person is told it.")
    held = _take_to_decide(request, by)
    _decide(held, Status.DECLINED, by, reason)
    sentence = f"{by} declined the request of {held.user} to join {held.group}: {reason}"
    write_event("group.join_declined", by=by, about=held, sentence=sentence)
    emails.tell_declined(held)
    return held


def settle_waiting(group: WorkingGroup, person: User, by: User) -> None:
    """What becomes of a waiting request when its person is added directly: approved, unless it is one's own."""
    if person.pk == by.pk:
        _close_waiting(group, person)
        return
    for held in JoinRequest.objects.select_for_update().waiting().filter(group=group, user=person):
        _decide(held, Status.APPROVED, by, "")


def _close_waiting(group: WorkingGroup, person: User) -> None:
    JoinRequest.objects.waiting().filter(group=group, user=person).update(status=Status.WITHDRAWN)


def _take(request: JoinRequest) -> JoinRequest:
    """Lock the request; of several who decide the others wait here and are then told what was decided."""
    locked_group(request.group, request.user)
    # Without joins: PostgreSQL reads the locked row anew after the wait, but joined rows as they were before it.
    held = locked(request)
    if held.status != Status.WAITING:
        raise AlreadyDecided(held)
    return held


def _take_to_decide(request: JoinRequest, by: User) -> JoinRequest:
    # Held first: who waits here for somebody to take their role away has lost it afterwards.
    locked_group(request.group, request.user)
    must_lead(by, request.group)
    if request.user_id == by.pk:
        raise PermissionDenied("Nobody decides on their own request. Ask another lead or an administrator.")
    return _take(request)


def _decide(held: JoinRequest, status: str, by: User, reason: str) -> None:
    held.status, held.decided_at, held.decided_by, held.decision_reason = status, timezone.now(), by, reason
    held.save(update_fields=["status", "decided_at", "decided_by", "decision_reason"])
