"""Which of the proposed documents the person may see, as the database knows it at this moment, and what they are."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import xor
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg, BitXor
from django.db.models import BigIntegerField, Count, Func, QuerySet, Value
from django.db.models.functions import ExtractYear

from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.among import Among, numbers
from clearinghouse.lib.statements import Asked, Statement, together
from documents.finding.asking.wanted import Column
from documents.finding.filters import BY_NAME, Filters
from documents.finding.proposing import Proposal
from documents.models import Document
from documents.models.document import DocumentQuerySet


class Seen(NamedTuple):
    """A document that the person may see, with what filters and words name of it, by its columns."""

    pk: int
    current_version_id: int | None
    kind_id: int | None
    state_id: str | None
    era_id: int | None
    year: int | None  # of the document's date
    agency_id: int | None
    file_type: str
    reader_keys: list[int]
    mark: int  # another one, whatever of it changes

    def holds(self, column: str, keys: Set[int | str]) -> bool:
        """Whether its column, that a filter asks for, has one of the keys; topics are asked of Allowed."""
        if column == "reader_keys":
            return not keys.isdisjoint(self.reader_keys)
        return (self.year if column == "dated_on__year" else getattr(self, column)) in keys

    def has(self, column: Column) -> bool:
        """Whether it is of the state, kind, era, year, region or group that a word names."""
        facet = BY_NAME[column.facet]
        return self.holds(facet.column, frozenset(facet.keys((column.value,))))


# What Seen holds, and by what the newest come first.
COLUMNS = (*("dated_on" if name == "year" else name for name in Seen._fields if name != "mark"), "shared_at")
TOPIC_COLUMNS = ("document_id", "topic_id")


class State(NamedTuple):
    """What the database said of some documents, in three numbers: others, whatever of it changes.

    How many of them the person may see, all that search knows of these, and the topics of all that were asked about.
    """

    seen: int
    documents: int
    topics: int = 0


@dataclass
class Allowed:
    """What one person may see of all that was asked about, for the length of one request.

    SECURITY: everything that is shown of what an index proposed, counts included, rests on this.
    """

    user: Viewer
    with_topics: bool = False
    seen: dict[int, Seen] = field(default_factory=dict)
    topics: dict[int, list[int]] = field(default_factory=dict)
    _asked: set[int] = field(default_factory=set)
    _topic_marks: dict[int, int] = field(default_factory=dict)

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
        for document, of_it, mark in topics:
            self.topics[document], self._topic_marks[document] = of_it, mark

    @property
    def asked_about(self) -> Set[int]:
        """The documents that the database was asked about."""
        return self._asked

    def state_of(self, documents: Iterable[int]) -> State:
        """Of documents that were asked about: what asked_state() would bring now, for who asks the same later."""
        found = tuple(set(documents))
        seen = [self.seen[pk].mark for pk in found if pk in self.seen]
        return State(len(seen), reduce(xor, seen, 0), reduce(xor, [self._topic_marks.get(pk, 0) for pk in found], 0))

    def asked_state(self, documents: Sequence[int]) -> list[Asked[Any]]:
        """Asks the database whether it says the same of these documents as it did then; see read_state().

        SECURITY: what rests on that earlier answer may be shown again only if it does.
        """
        asked: list[Asked[Any]] = [_state.asked(self.user, documents=tuple(documents))]
        return [*asked, _topics_state.asked(documents=tuple(documents))] if self.with_topics else asked

    def read_state(self, answers: Sequence[Sequence[Any]]) -> State:
        """What the answers to asked_state() say."""
        (seen, documents), *topics = [rows[0] if rows else (0, 0) for rows in answers]
        return State(seen, documents or 0, (topics[0][1] or 0) if topics else 0)

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


class _Mark(Func):
    """A number that stands for columns of a row."""

    template = "hash_record_extended(ROW(%(expressions)s), 0)"
    output_field = BigIntegerField()


def _visible(user: Viewer, documents: tuple[int, ...]) -> DocumentQuerySet:
    return Document.objects.visible_to(user).published().filter(Among("pk", numbers(documents))).order_by()


@StatementFor
def _seen(user: Viewer, documents: tuple[int, ...]) -> QuerySet[Document, tuple[Any, ...]]:
    rows = _visible(user, documents).annotate(year=ExtractYear("dated_on"), mark=_Mark(*COLUMNS))
    return rows.values_list(*Seen._fields)


@StatementFor
def _state(user: Viewer, documents: tuple[int, ...]) -> QuerySet[Document, tuple[int, int]]:
    """What _seen() would bring, in two numbers."""
    return _in_one(_visible(user, documents), _Mark(*COLUMNS))


def _tagged(documents: tuple[int, ...]) -> QuerySet[Any]:
    """SECURITY: of all that were asked about; whoever reads it looks up only what the person may see."""
    return Document.topics.through.objects.filter(Among("document_id", numbers(documents))).order_by()


@Statement
def _topics(documents: tuple[int, ...]) -> QuerySet[Any, tuple[int, list[int], int]]:
    """By document."""
    rows = _tagged(documents).values("document_id")
    rows = rows.annotate(topics=ArrayAgg("topic_id"), mark=BitXor(_Mark(*TOPIC_COLUMNS)))
    return rows.values_list("document_id", "topics", "mark")


@Statement
def _topics_state(documents: tuple[int, ...]) -> QuerySet[Any, tuple[int, int]]:
    """What _topics() would bring, in two numbers."""
    return _in_one(_tagged(documents), _Mark(*TOPIC_COLUMNS))


def _in_one(rows: QuerySet[Any], mark: Func) -> QuerySet[Any, tuple[int, int]]:
    """How many rows there are, and all of them as one number."""
    whole = rows.annotate(whole=Value(1)).values("whole")
    return whole.annotate(rows=Count("pk"), mark=BitXor(mark)).values_list("rows", "mark")
