"""Which of the proposed documents the person may see, as the database knows it at this moment, and what they are."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.among import Among, numbers
from clearinghouse.lib.statements import Statement, together
from documents.finding.asking.wanted import Column
from documents.finding.filters import BY_NAME, Filters
from documents.finding.proposing import Proposal
from documents.models import Document


class Seen(NamedTuple):
    """A document that the person may see, with what filters and words name of it, by its columns."""

    pk: int
    current_version_id: int | None
    kind_id: int | None
    state_id: str | None
    era_id: int | None
    dated_on: date | None
    agency_id: int | None
    file_type: str
    reader_keys: list[int]

    @property
    def year(self) -> int | None:
        """Of the document's date."""
        return self.dated_on.year if self.dated_on else None

    def holds(self, column: str, keys: Set[int | str]) -> bool:
        """Whether its column, that a filter asks for, has one of the keys; topics are asked of Allowed."""
        if column == "reader_keys":
            return not keys.isdisjoint(self.reader_keys)
        return (self.year if column == "dated_on__year" else getattr(self, column)) in keys

    def has(self, column: Column) -> bool:
        """Whether it is of the state, kind, era, year, region or group that a word names."""
        facet = BY_NAME[column.facet]
        return self.holds(facet.column, frozenset(facet.keys((column.value,))))


@dataclass
class Allowed:
    """What one person may see of all that was asked about, for the length of one request.

    SECURITY: everything that is shown of what an index proposed, counts included, rests on this.
    """

    user: Viewer
    with_topics: bool = False
    seen: dict[int, Seen] = field(default_factory=dict)
    topics: dict[int, set[int]] = field(default_factory=dict)
    _asked: set[int] = field(default_factory=set)

    def ask(self, documents: Iterable[int]) -> None:
        """Ask the database about documents, each once."""
        new = tuple(set(documents) - self._asked)
        if not new:
            return
        self._asked.update(new)
        if self.with_topics:
            rows, topics = together(_seen.asked(self.user, documents=new), _topics.asked(documents=new))
        else:
            rows, topics = _seen.rows(self.user, documents=new), []
        self.seen |= {row[0]: Seen._make(row) for row in rows}
        for document, topic in topics:
            self.topics.setdefault(document, set()).add(topic)

    def keep(self, proposals: Sequence[Proposal], filters: Filters) -> list[Proposal]:
        """Those whose document the person may see and which are searched still, if it meets the filters."""
        self.ask(proposal.document for proposal in proposals)
        seen = self.seen
        kept = [
            proposal
            for proposal in proposals
            if (row := seen.get(proposal.document)) and proposal.version in (0, row.current_version_id)
        ]
        if not filters.values:
            return kept
        meeting = {pk for pk in {proposal.document for proposal in kept} if not self.failed(pk, filters)}
        return [proposal for proposal in kept if proposal.document in meeting]

    def failed(self, document: int, filters: Filters) -> list[str]:
        """The names of the filters that a document doesn't meet."""
        row = self.seen[document]
        return [name for name, column, keys in filters.keys if not self._has(row, column, keys)]

    def _has(self, row: Seen, column: str, keys: Set[int | str]) -> bool:
        if column == "topics":
            return not keys.isdisjoint(self.topics.get(row.pk, ()))
        return row.holds(column, keys)

    def by_date(self, documents: Iterable[int]) -> dict[int, tuple[datetime | None, int]]:
        """What puts documents in the order they were shared in; the database reads dates slowly, so only for that."""
        return {pk: (shared_at, pk) for pk, shared_at in _shared_at.rows(documents=tuple(set(documents)))}


@Statement
def _shared_at(documents: tuple[int, ...]) -> QuerySet[Document, tuple[int, datetime | None]]:
    """SECURITY: of documents that the person was found to see."""
    return Document.objects.filter(Among("pk", numbers(documents))).order_by().values_list("pk", "shared_at")


@StatementFor
def _seen(user: Viewer, documents: tuple[int, ...]) -> QuerySet[Document, tuple[Any, ...]]:
    rows = Document.objects.visible_to(user).published().filter(Among("pk", numbers(documents)))
    return rows.order_by().values_list(*Seen._fields)


@Statement
def _topics(documents: tuple[int, ...]) -> QuerySet[Any, tuple[int, int]]:
    """SECURITY: of all that were asked about; whoever reads it looks up only what the person may see."""
    through = Document.topics.through.objects.filter(Among("document_id", numbers(documents)))
    return through.order_by().values_list("document_id", "topic_id")
