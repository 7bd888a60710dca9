"""Beginning and ending to view the portal as others see it; the log tells of both, with both identities."""

from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest

from accounts import viewing
from accounts.actions.people import ActionRefused
from accounts.audit import write_event
from accounts.models import User
from accounts.standing import forget_standing, standing_of


@transaction.atomic
def start_viewing(*, request: HttpRequest, wanted: str, by: User) -> str:
    """View as this audience or kind of person, for a quarter of an hour; returns as whom, in words."""
    forget_standing(by)
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can view the portal as others see it.")
    found = viewing.stand_in(wanted)
    if found is None:
        raise ActionRefused("Choose whom to view the portal as.")
    words = found[1]
    until = datetime.fromtimestamp(viewing.begin(request.session, wanted), UTC)
    sentence = f"{by} began to view the portal as {words}, for up to {viewing.MINUTES} minutes."
    detail = {"as": wanted, "words": words, "until": until.isoformat(timespec="seconds")}
    write_event("viewing.started", by=by, about=by, sentence=sentence, detail=detail)
    return words


@transaction.atomic
def stop_viewing(*, request: HttpRequest) -> bool:
    """Be oneself again; again it changes nothing. Returns whether somebody viewed."""
    ended = viewing.end(request)
    if ended:
        sentence = f"{ended.actor} stopped viewing the portal as {ended.words}."
        write_event("viewing.stopped", by=ended.actor, about=ended.actor, sentence=sentence)
    return ended is not None
