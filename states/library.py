"""What a state shared, as far as a person may see it: by type and guidance era, and the newest."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from django.db.models import Count, QuerySet
from django.utils.safestring import SafeString

from accounts.standing import Viewer
from accounts.statements import StatementFor, reader_keys_of
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.among import Among
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.joining import joined
from clearinghouse.lib.parts import Part
from clearinghouse.lib.recent import Recent
from documents.finding.filters import BY_NAME
from documents.finding.listing import LISTED, ListedDocument
from documents.finding.rows import DocumentRow, document_row
from documents.models import Document, Reader
from documents.reused import reused
from states.matrix import Cell, Row, rows_drawn

NEWEST = 5
LEVELS = (1, 2, 4, 10)  # from how many documents on a cell is darker
NO_ERA = "Era unknown"


@dataclass(frozen=True)
class Column:
    """An era."""

    label: str


@dataclass(frozen=True)
class Family:
    """A category of document types, with how many documents of the state stand in it."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class Library:
    """A state's documents by type and era."""

    total: int
    columns: list[Column]
    rows: list[Row]
    families: list[Family]

    @cached_property
    def drawn_rows(self) -> SafeString:
        """The rows of the table."""
        return rows_drawn(self.rows)

    @property
    def missing(self) -> str:
        """Categories without a document that this person may see, in words."""
        return joined([family.label for family in self.families if not family.count])


_libraries = Recent["Library"](100)  # each takes up to fifty kilobytes


def documents_url(state: str, **filters: str) -> str:
    """The list of documents narrowed to the state, and to more."""
    return f"{address_of('documents:browse')}?{urlencode({'state': state, **filters})}"


def library_of(state: str, user: Viewer) -> Part[Library]:
    """Counts by type and era of what this person may see."""
    return Part((_by_type_and_era.asked(user, state=state),), lambda rows: _kept_library(state, rows))


def newest_of(state: str, user: Viewer) -> Part[list[DocumentRow]]:
    """What was shared last."""
    return Part(
        (_newest.asked(user, state=state),),
        lambda rows: [document_row(ListedDocument._make(row)) for row in rows],
    )


# Planned anew: with the state in sight PostgreSQL reads that state's few documents, else all that the person may see.
@StatementFor.planned_anew
def _by_type_and_era(user: Viewer, state: str) -> QuerySet[Any, tuple[int, int | None, int]]:
    documents = Document.objects.visible_to(user).published().filter(state=state)
    return documents.order_by().values("kind").annotate(found=Count("pk")).values_list("kind", "era", "found")


@StatementFor
def _newest(user: Viewer, state: str) -> QuerySet[Document, tuple[Any, ...]]:
    """From the reader rows, as lists with one filter are read; several may be of one document."""
    mine = Reader.objects.filter(Among("reader_key", reader_keys_of(user)), state_id=state)
    each = mine.order_by("-shared_at", "-document_key").distinct("shared_at", "document_key")
    documents = Document.objects.visible_to(user).published().filter(pk__in=each.values("document")[:NEWEST])
    return documents.newest().values_list(*LISTED, reused())[:NEWEST]


def _kept_library(state: str, rows: Iterable[tuple[int, int | None, int]]) -> Library:
    """Kept by all that it is made of: the counts of this request, and what there is to choose from."""
    counts = tuple(sorted(rows, key=repr))
    choices = (tuple(BY_NAME[name].choices()) for name in ("kind", "era", "family"))
    return _libraries.get((state, counts, *choices), lambda: _library(state, counts))


def _library(state: str, rows: Iterable[tuple[int, int | None, int]]) -> Library:
    counts = {(kind, era): found for kind, era, found in rows}
    eras: list[tuple[int | None, str, str]] = [
        (int(choice.keys[0]), quote(choice.value), choice.label) for choice in BY_NAME["era"].choices()
    ]
    if any(era is None for _, era in counts):
        eras.append((None, "", NO_ERA))
    kinds = {kind for kind, _ in counts}
    return Library(
        total=sum(counts.values()),
        columns=[Column(label) for _, _, label in eras],
        rows=[
            _row(state, choice.value, choice.label, int(choice.keys[0]), eras, counts)
            for choice in BY_NAME["kind"].choices()
            if choice.keys[0] in kinds
        ],
        families=[
            Family(
                choice.label,
                sum(found for (kind, _), found in counts.items() if kind in choice.keys),
                documents_url(state, family=choice.value),
            )
            for choice in BY_NAME["family"].choices()
        ],
    )


def _row(
    state: str,
    slug: str,
    label: str,
    kind: int,
    eras: list[tuple[int | None, str, str]],
    counts: dict[tuple[int, int | None], int],
) -> Row:
    here = documents_url(state, kind=slug)
    cells = []
    for era, code, _ in eras:
        count = counts.get((kind, era), 0)
        # Codes of eras are quoted where they are read: a page has two hundred of these addresses.
        cells.append(Cell(count, f"{here}&era={code}" if code else "", sum(count >= level for level in LEVELS)))
    return Row(label, here, cells)
