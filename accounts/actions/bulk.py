"""Approving several requests at once: each by itself, and only those about which nothing is left to ask."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, InterfaceError, connection, transaction

from accounts.actions.approving import Place, approve_request, assess_for
from accounts.actions.requests import AlreadyDecided, RequestChanged, RequestRefused
from accounts.models import MembershipRequest, User
from accounts.standing import standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import long_datetime

MOST = 50
NOT_ON_LIST = "The agency isn’t on the list yet. Open the request and add it."
NOT_COMPLETE = "The evidence isn’t complete, or something speaks against it. Open the request and decide on it alone."
NOT_ANSWERING = "The database did not answer. Nothing was saved for this request. Try again."


@dataclass(frozen=True)
class Outcome:
    """What became of one request: it has been approved (now or before), or why not."""

    pk: int
    name: str
    is_done: bool
    sentence: str


def approve_many(*, chosen: Sequence[tuple[int, int]], by: User) -> list[Outcome]:
    """Approve each request (id, version seen) as what was asked for, in a transaction of its own.

    One that fails leaves the others as they are. Run again it changes nothing more: who is a member stays one.
    """
    return [_approve_one(pk, version, by) for pk, version in chosen[:MOST]]


def _approve_one(pk: int, version: int, by: User) -> Outcome:
    try:
        with transaction.atomic():
            return _approved(pk, version, by)
    except (DatabaseError, InterfaceError):
        # The connection may be gone; the next request is tried on a new one, and this one is named.
        connection.close_if_unusable_or_obsolete()
        return Outcome(pk, f"Request {pk}", False, NOT_ANSWERING)


def _approved(pk: int, version: int, by: User) -> Outcome:
    rows = MembershipRequest.objects.to_decide_by(by).select_related("user", "state", "agency__state", "decided_by")
    request = rows.filter(pk=pk).first()
    if request is None:
        return Outcome(pk, f"Request {pk}", False, "There is no such request.")
    try:
        _approve_if_complete(request, version, by)
    except AlreadyDecided as decided:
        return _already(decided.request)
    except RequestChanged:
        return Outcome(pk, request.name, False, "The request changed while you were looking at it. Look at it first.")
    except (RequestRefused, PermissionDenied) as refused:
        return Outcome(pk, request.name, False, str(refused))
    return Outcome(pk, request.name, True, f"Approved for {request.agency}.")


def _approve_if_complete(request: MembershipRequest, version: int, by: User) -> None:
    if request.status != MembershipRequest.Status.WAITING:
        raise AlreadyDecided(request)
    if request.user_id == by.pk:
        raise PermissionDenied("You can’t decide on your own request. Ask another administrator.")
    if request.agency is None:
        raise RequestRefused(NOT_ON_LIST)
    place = Place(request.agency, request.tier)
    assessment = assess_for(request, place, guests_only=not standing_of(by).is_administrator)
    if request.question_at is not None or not assessment.is_complete:
        raise RequestRefused(NOT_COMPLETE)
    approve_request(request=request, by=by, agency=place.agency, tier=place.tier, role=place.role, seen=version)


def _already(request: MembershipRequest) -> Outcome:
    is_approved = request.status == MembershipRequest.Status.APPROVED
    if request.decided_by is None:
        return Outcome(request.pk, request.name, False, "The person withdrew the request.")
    verb = "approved" if is_approved else "declined"
    sentence = f"{request.decided_by} already {verb} it on {long_datetime(request.decided_at)}."
    return Outcome(request.pk, request.name, is_approved, sentence)
