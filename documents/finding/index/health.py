"""How the search index is doing: on the system page, and for programs that watch the portal."""

from dataclasses import field
from datetime import datetime, timedelta
from enum import Enum

from django.db import DatabaseError, InterfaceError
from django.utils import timezone
from psycopg_pool import PoolTimeout

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import counted
from documents.finding.index import folder, reading
from documents.finding.index.changes import Lag, lag_of
from documents.models import SearchFollower

BEHIND_SECONDS = 60
SILENCE = timedelta(seconds=60)
ANY_NUMBER = 10**12  # counts for administrators are exact


class Condition(Enum):
    """What this host's index is good for; all but OK and BEHIND mean that full text answers."""

    OK = "ok"
    BEHIND = "behind"
    MISSING = "missing"
    OLDER = "older"
    DAMAGED = "damaged"
    UNKNOWN = "unknown"  # the database doesn't say what changed


@dataclass(frozen=True)
class State:
    """The index of the host that is asked, at one moment; `lag` is what it hasn't followed yet."""

    condition: Condition
    pages: int = 0
    lag: Lag = field(default_factory=Lag)

    @property
    def is_fine(self) -> bool:
        """Whether search answers from an index that knows the last minute."""
        return self.condition is Condition.OK

    @property
    def answers(self) -> bool:
        """Whether search asks it at all."""
        return self.condition in (Condition.OK, Condition.BEHIND)

    @property
    def pages_in_words(self) -> str:
        """ "1,409 pages"."""
        return counted(self.pages, "page", cap=ANY_NUMBER)

    @property
    def lag_in_words(self) -> str:
        """ "3 documents, the first for 12 seconds", or "0"."""
        if not self.lag.documents:
            return "0"
        documents = counted(self.lag.documents, "document", cap=ANY_NUMBER)
        return f"{documents}, the first for {counted(round(self.lag.seconds), 'second', cap=ANY_NUMBER)}"

    def in_figures(self) -> dict[str, str | int]:
        """For programs: {"state": "ok", "behind_seconds": 0, "behind_documents": 0}."""
        return {
            "state": self.condition.value,
            "behind_seconds": round(self.lag.seconds),
            "behind_documents": self.lag.documents,
        }


@dataclass(frozen=True)
class HostState:
    """The process that keeps the index of one host, as it last told."""

    host: str
    pages: int
    is_building: bool
    problem: str
    seen_at: datetime
    is_alive: bool

    @property
    def pages_in_words(self) -> str:
        """ "1,409 pages"."""
        return counted(self.pages, "page", cap=ANY_NUMBER)


def state() -> State:
    """One query where there is an index, and none where there is none."""
    found = reading.open_index()
    if found is None or found.position is None:
        return State(_why_there_is_none())
    try:
        lag = lag_of(found.position)
    except (DatabaseError, InterfaceError, PoolTimeout):
        return State(Condition.UNKNOWN, found.pages)
    return State(Condition.BEHIND if lag.seconds > BEHIND_SECONDS else Condition.OK, found.pages, lag)


def hosts() -> list[HostState]:
    """All hosts that keep an index, by name; one query."""
    now = timezone.now()
    return [
        HostState(row.host, row.pages, row.is_building, row.problem, row.seen_at, is_alive=row.seen_at > now - SILENCE)
        for row in SearchFollower.objects.order_by("host", "pk")
    ]


def _why_there_is_none() -> Condition:
    named = folder.current()
    if named is None:
        return Condition.MISSING
    return Condition.DAMAGED if named.is_readable else Condition.OLDER
