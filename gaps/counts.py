"""How many documents of each state, type and guidance era a person may see, and the newest of each.

Kept in this process until the documents change, as the counts beside filters are (documents.finding.facets): by the
person's reader keys and with the documents' stamp. SECURITY: so nobody gets another's counts, and a document that the
person may not see is in none of them.
"""

import hashlib
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import field
from datetime import date
from typing import Any, NamedTuple

from django.core.cache import caches
from django.db.models import Count, Max, Q, QuerySet

from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.among import numbers
from clearinghouse.lib.frozen import dataclass
from documents.finding.facets import CACHE_SECONDS, MANY, MANY_SECONDS
from documents.models import Document


class Found(NamedTuple):
    """How many documents there are, and the date of the newest that has one."""

    documents: int = 0
    newest: date | None = None

    def with_(self, other: "Found") -> "Found":
        """Of both."""
        dates = [day for day in (self.newest, other.newest) if day]
        return Found(self.documents + other.documents, max(dates, default=None))


NONE = Found()
ByCell = dict[tuple[str, int | None], Found]  # by state and type


@dataclass(frozen=True)
class Counts:
    """Everything that one person may see, counted. `drawn` keeps what was made of it."""

    rows: list[tuple[str, int | None, int | None, int, date | None]]  # state, type, era, documents, newest
    stamp: int
    counted_at: float = field(default_factory=time.monotonic)
    drawn: dict[Any, Any] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All documents of a state."""
        return sum(row[3] for row in self.rows)

    def holds(self, stamp: int) -> bool:
        """Whether they still tell the truth, or nearly so for very many documents."""
        return self.stamp == stamp or (time.monotonic() - self.counted_at < MANY_SECONDS and self.total > MANY)

    def by_cell(self, eras: Iterable[int] = ()) -> ByCell:
        """By state and type; of these eras, or of all."""
        wanted, found = set(eras), defaultdict[tuple[str, int | None], Found](Found)
        for state, kind, era, documents, newest in self.rows:
            if not wanted or era in wanted:
                found[state, kind] = found[state, kind].with_(Found(documents, newest))
        return dict(found)

    def of_kinds(self, kinds: Iterable[int]) -> "dict[tuple[str, int | None], Found]":
        """By state and era; of these types."""
        wanted, found = set(kinds), defaultdict[tuple[str, int | None], Found](Found)
        for state, kind, era, documents, newest in self.rows:
            if kind in wanted:
                found[state, era] = found[state, era].with_(Found(documents, newest))
        return dict(found)


def counts_for(user: Viewer, stamp: int, audiences: tuple[int, ...] = ()) -> Counts:
    """Of what the person may see; with `audiences` only of what one of these audiences may see too."""
    whose = hashlib.sha256(repr((standing_of(user).reader_keys, audiences)).encode()).hexdigest()
    kept: Counts | None = caches["facets"].get(f"coverage:{whose}")
    if kept is None or not kept.holds(stamp):
        rows = _shared.rows(user, audiences=audiences) if audiences else _all.rows(user)
        kept = Counts(rows, stamp)
        caches["facets"].set(f"coverage:{whose}", kept, CACHE_SECONDS)
    return kept


def _counted(user: Viewer, narrow: Q) -> QuerySet[Any, Any]:
    documents = Document.objects.visible_to(user).published().filter(narrow, state__isnull=False).order_by()
    cells = documents.values("state", "kind", "era").annotate(found=Count("pk"), newest=Max("dated_on"))
    return cells.values_list("state", "kind", "era", "found", "newest")


# Planned anew: with one plan for all, PostgreSQL takes everybody for somebody who may see little.
@StatementFor.planned_anew
def _all(user: Viewer) -> QuerySet[Any, Any]:
    return _counted(user, Q())


@StatementFor.planned_anew
def _shared(user: Viewer, audiences: tuple[int, ...]) -> QuerySet[Any, Any]:
    return _counted(user, Q(reader_keys__overlap=numbers(audiences)))
