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
from workinggroups.actions.rules import (
    MAX_REASON,
    ActionRefused,
    belongs,
    locked_group,
    must_be_open,
    must_fit,
    must_lead,
)
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
    current = locked_group(group, by)
    forget_standing(by)
    if belongs(by, current):
        raise ActionRefused(f"You’re already a member of {current}.")
    must_be_open(current)
    if not can(by, "join", current):
        raise PermissionDenied(f"You can’t join this group. Who can join: {current.who_may_join}")
    if current.joining == Joining.INVITATION:
        raise ActionRefused("This group is by invitation. To ask for an invitation, contact the group.")
    if current.joining == Joining.OPEN:
        _close_waiting(current, by)
        audiences.join(by, current.audience)
        write_event("group.joined", by=by, about=current, sentence=f"{by} joined {current}.")
        return None
    waiting = JoinRequest.objects.waiting().filter(group=current, user=by).first()
    if waiting is not None:
        return waiting
    recent = JoinRequest.objects.filter(group=current, user=by, requested_at__gt=timezone.now() - timedelta(days=1))
    if recent.count() >= REQUESTS_A_DAY:
        raise ActionRefused("You’ve asked several times today. Try again tomorrow.")
    made = JoinRequest.objects.create(group=current, user=by, note=clean_text(note, 1000).strip())
    write_event("group.join_requested", by=by, about=made, sentence=f"{by} asked to join {current}.")
    emails.notify_deciders(made)
    return made


@transaction.atomic
def withdraw_request(*, request: JoinRequest, by: User) -> None:
    """Take one's own waiting request back."""
    if request.user_id != by.pk:
        raise PermissionDenied("Only the person who asked can withdraw a request.")
    current = _take(request)
    current.status = Status.WITHDRAWN
    current.save(update_fields=["status"])
    write_event(
        "group.join_withdrawn", by=by, about=current, sentence=f"{by} withdrew their request to join {current.group}."
    )


@transaction.atomic
def approve_request(*, request: JoinRequest, by: User) -> JoinRequest:
    """Let the person in. The group's rules are asked again: since they asked, the person may have moved.

    Raises AlreadyDecided when somebody was faster, ActionRefused when the rules no longer let the person in.
    """
    current = _take_to_decide(request, by)
    must_fit(current.user, current.group)
    _decide(current, Status.APPROVED, by, "")
    audiences.join(current.user, current.group.audience)
    sentence = f"{by} approved the request from {current.user} to join {current.group}."
    write_event("group.join_approved", by=by, about=current, sentence=sentence)
    emails.notify_approved(current)
    return current


@transaction.atomic
def decline_request(*, request: JoinRequest, by: User, reason: str) -> JoinRequest:
    """Decline with a reason, which the person is told. Raises AlreadyDecided when somebody was faster."""
    reason = clean_text(reason, MAX_REASON).strip()
    if not reason:
        raise ActionRefused("Enter a reason. We’ll send it to the person.")
    current = _take_to_decide(request, by)
    _decide(current, Status.DECLINED, by, reason)
    sentence = f"{by} declined the request from {current.user} to join {current.group}: {reason}"
    write_event("group.join_declined", by=by, about=current, sentence=sentence)
    emails.notify_declined(current)
    return current


def settle_waiting(group: WorkingGroup, person: User, by: User) -> None:
    """What becomes of a waiting request when its person is added directly: approved, unless it is one's own."""
    if person.pk == by.pk:
        _close_waiting(group, person)
        return
    for join_request in JoinRequest.objects.select_for_update().waiting().filter(group=group, user=person):
        _decide(join_request, Status.APPROVED, by, "")


def _close_waiting(group: WorkingGroup, person: User) -> None:
    JoinRequest.objects.waiting().filter(group=group, user=person).update(status=Status.WITHDRAWN)


def _take(request: JoinRequest) -> JoinRequest:
    """Lock the request; of several who decide the others wait here and are then told what was decided."""
    locked_group(request.group, request.user)
    # Without joins: PostgreSQL reads the locked row anew after the wait, but joined rows as they were before it.
    current = locked(request)
    if current.status != Status.WAITING:
        raise AlreadyDecided(current)
    return current


def _take_to_decide(request: JoinRequest, by: User) -> JoinRequest:
    # Held first: who waits here for somebody to take their role away has lost it afterwards.
    locked_group(request.group, request.user)
    must_lead(by, request.group)
    if request.user_id == by.pk:
        raise PermissionDenied("You can’t decide on your own request. Ask another lead or an administrator.")
    return _take(request)


def _decide(join_request: JoinRequest, status: str, by: User, reason: str) -> None:
    join_request.status, join_request.decided_at, join_request.decided_by, join_request.decision_reason = (
        status,
        timezone.now(),
        by,
        reason,
    )
    join_request.save(update_fields=["status", "decided_at", "decided_by", "decision_reason"])
