"""What a state's page says of requests: what the state is asked for, and the way to ask."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from gaps.models import DocumentRequest, Listing
from gaps.table import ask_url

MOST = 5


@dataclass(frozen=True)
class OpenRequest:
    """What the state is asked for."""

    what: str
    url: str
    people: int


@dataclass(frozen=True)
class Asking:
    """For a state's page; `can_ask` is whether this person may ask the state for documents."""

    can_ask: bool
    ask_url: str
    requests: tuple[OpenRequest, ...] = ()
    listed: int = 0  # documents that the person knows to exist and cannot open
    listed_url: str = ""


def asking_of(state: str, user: Viewer) -> Part[Asking]:
    """What members and administrators see of it; others see nothing, and cannot ask."""
    standing, url = standing_of(user), ask_url(state)
    if not (standing.is_member or standing.is_administrator):
        return Part((), lambda: Asking(can_ask=False, ask_url=url))
    listed_url = f"{address_of('gaps:listed')}?{urlencode({'state': state})}"
    return Part(
        (_open.asked(user, state=state), _closed.asked(user, state=state)),
        lambda rows, closed: Asking(True, url, tuple([_request(*row) for row in rows]), len(closed), listed_url),
    )


@StatementFor
def _closed(user: Viewer, state: str) -> QuerySet[Any, int]:
    closed = Listing.objects.closed_to(user).filter(document__state=state).order_by("pk")
    return closed.values_list("pk", flat=True)


@StatementFor
def _open(user: Viewer, state: str) -> QuerySet[Any, tuple[str, str, str | None, int]]:
    rows = DocumentRequest.objects.visible_to(user).open().filter(state=state).order_by("-asked_at", "-key")
    counted = rows.annotate(people=Count("askers", filter=Q(askers__withdrawn_at=None)))
    return counted.values_list("key", "title", "kind__name", "people")[:MOST]


def _request(key: str, title: str, kind: str | None, people: int) -> OpenRequest:
    return OpenRequest(": ".join(part for part in (kind, title) if part), address_of("gaps:request", key), people)
