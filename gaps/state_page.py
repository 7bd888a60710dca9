"""What a state's page says of requests: what the state is asked for, and the way to ask."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from gaps.models import DocumentRequest
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


def asking_of(state: str, user: Viewer) -> Part[Asking]:
    """What members and administrators see of it; others see nothing, and cannot ask."""
    standing, url = standing_of(user), ask_url(state)
    if not (standing.is_member or standing.is_administrator):
        return Part((), lambda: Asking(can_ask=False, ask_url=url))
    return Part(
        (_open.asked(user, state=state),), lambda rows: Asking(True, url, tuple([_request(*row) for row in rows]))
    )


@StatementFor
def _open(user: Viewer, state: str) -> QuerySet[Any, tuple[str, str, str | None, int]]:
    rows = DocumentRequest.objects.visible_to(user).open().filter(state=state).order_by("-asked_at", "-key")
    counted = rows.annotate(people=Count("askers", filter=Q(askers__withdrawn_at=None)))
    return counted.values_list("key", "title", "kind__name", "people")[:MOST]


def _request(key: str, title: str, kind: str | None, people: int) -> OpenRequest:
    return OpenRequest(": ".join(part for part in (kind, title) if part), address_of("gaps:request", key), people)
