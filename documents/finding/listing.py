"""One page of the list of documents, by key: the cost of page 200 is that of page 1."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Literal, NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, Expression, F, Func, Q, QuerySet
from django.db.models.expressions import OrderBy

from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor, reader_keys_of
from clearinghouse.lib.among import numbers
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.statements import Statement, together
from documents.finding.filters import BY_NAME, Filters
from documents.models import Document, DocumentsStamp, Reader
from documents.models.document import DATE_OR_LAST
from documents.reused import reused

Sort = Literal["shared", "dated"]
PAGE_SIZE = 25

# Each of the person's keys gives its newest rows from the index; the newest of them all are the page.
NEWEST = """
SELECT document_id FROM (
    SELECT DISTINCT top.shared_at, top.document_key, top.document_id
    FROM unnest(%(keys)s::bigint[]) AS mine (key) {chosen}
    CROSS JOIN LATERAL (
        SELECT r.shared_at, r.document_key, r.document_id FROM documents_reader r
        WHERE r.key = mine.key {narrow} {after}
        ORDER BY r.shared_at {order}, r.document_key {order} LIMIT %(limit)s
    ) AS top
) AS merged ORDER BY shared_at {order}, document_key {order} LIMIT %(limit)s
"""

# One filter alone is read the same way, per key and chosen value: its column of the reader rows, and that one's type.
READ_BY = {
    "family": ("kind_id", "bigint"),
    "kind": ("kind_id", "bigint"),
    "state": ("state_id", "text"),
    "region": ("state_id", "text"),
    "era": ("era_id", "bigint"),
    "year": ("year", "smallint"),
    "type": ("file_type", "text"),
}


class ListedDocument(NamedTuple):
    """A document as lists read it: plain values, for a page of them is shown more often than anything else."""

    pk: int
    key: str
    title: str
    state_id: str | None
    state_name: str | None
    kind_slug: str | None
    kind_name: str | None
    agency_name: str | None
    era_code: str | None
    era_name: str | None
    dated_on: date | None
    shared_at: datetime | None
    page_count: int | None
    file_type: str
    file_size: int | None
    sharing: str
    is_sample: bool
    label: str
    is_printed: bool | None  # an office file whose pages can be drawn
    reused: int = 0  # by so many other states

    @property
    def era_label(self) -> str:
        """The era by its name, which says nothing of the document itself."""
        return f"Guidance era: {self.era_name}" if self.era_code else ""


LISTED = (
    *("pk", "key", "title", "state_id", "state__name", "kind__slug", "kind__name", "agency__name"),
    *("era__code", "era__name", "dated_on", "shared_at", "page_count", "file_type", "file_size"),
    *("sharing", "is_sample", "label", "current_version__status__is_printed"),
)


@dataclass(frozen=True)
class Cursor:
    """A place between two rows: the sort value and key of the row beside it."""

    value: str
    key: str
    backwards: bool = False

    def __str__(self) -> str:
        return f"{'-' if self.backwards else ''}{self.value}~{self.key}"


@dataclass(frozen=True)
class ListPage:
    """Rows in order, and cursors to what is newer and older, where there is any."""

    rows: list[ListedDocument]
    newer: Cursor | None
    older: Cursor | None
    stamp: int  # of the documents list when the rows were read; it moves with every change of what anybody may list


def read_cursor(text: str, sort: Sort) -> Cursor | None:
    """The cursor in an address, or None for the first page; anything else means the first page too."""
    value, _, key = text.removeprefix("-").partition("~")
    # SECURITY: Python reads more spellings of a date than PostgreSQL; only our own spelling goes on.
    try:
        place = _spelled(datetime.fromisoformat(value)) if sort == "shared" else date.fromisoformat(value).isoformat()
    except (ValueError, OverflowError):
        return None
    if not key.isalnum() or not key.isascii() or len(key) > 12:
        return None
    return Cursor(place, key, text.startswith("-"))


def _spelled(moment: datetime) -> str:
    """A moment as cursors spell it; ValueError without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def list_documents(
    user: Viewer, filters: Filters, *, sort: Sort = "shared", cursor: Cursor | None = None, size: int = PAGE_SIZE
) -> ListPage:
    """A page of what the person may see, newest first; the same number of queries at any number of documents."""
    limit = size + 1
    if sort == "shared" and not filters.values and cursor is None:
        found, counters = together(_newest.asked(user, limit=limit), stamps.asked())
        rows, stamp = [ListedDocument._make(row) for row in found], sum(counters)
    elif sort == "shared" and (not filters.values or (len(filters.values) == 1 and READ_BY.keys() & filters.values)):
        pks = newest_pks(user, filters, cursor, limit)
        found, counters = together(_listed.asked(user, pks=tuple(pks)), stamps.asked())
        rows, stamp = [ListedDocument._make(row) for row in found], sum(counters)
    else:
        visible = Document.objects.visible_to(user).published()
        beyond = filters.apply(_after(visible, sort, cursor))
        backwards = bool(cursor and cursor.backwards)
        order = _order(sort, backwards, may_walk=not Reader.objects.of(user).are_few())
        values = beyond.order_by(*order).values_list(*LISTED, reused())[:limit]
        rows = [ListedDocument._make(row) for row in values][:: -1 if backwards else 1]
        stamp = read_stamp()
    return _cut(rows, sort, cursor, size, stamp)


def read_stamp() -> int:
    """The stamp of the documents list; kept counts carry the one they belong to."""
    return sum(stamps.rows())


@Statement
def stamps() -> QuerySet[DocumentsStamp, int]:
    """What read_stamp() adds up, for pages that ask it together with more."""
    return DocumentsStamp.objects.order_by("pk").values_list("counter", flat=True)[:1]


@StatementFor
def _listed(user: Viewer, pks: tuple[int, ...]) -> QuerySet[Document, tuple[Any, ...]]:
    documents = Document.objects.visible_to(user).published().filter(pk__in=unnested(pks))
    return documents.order_by("-shared_at", "-key").values_list(*LISTED, reused())


@StatementFor
def _newest(user: Viewer, limit: int) -> QuerySet[Document, tuple[Any, ...]]:
    """The first page in one statement, for it is asked for most."""
    keys = reader_keys_of(user)
    documents = Document.objects.visible_to(user).published().filter(pk__in=_NewestOf(keys, limit))
    return documents.order_by("-shared_at", "-key").values_list(*LISTED, reused())


class _NewestOf(Func):
    """For pk__in: what newest_pks() reads for these keys, without filters, as a subquery."""

    output_field = BigIntegerField()

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> Any:  # Django’s types know no lists here
        """The statement with both values in their places; the limit stands there twice."""
        (keys, keys_values), (limit, limits) = map(compiler.compile, self.source_expressions)
        sql = NEWEST.format(chosen="", narrow="", after="", order="DESC") % {"keys": keys, "limit": limit}
        return f"({sql})", [*keys_values, *limits, *limits]


def unnested(pks: Sequence[int]) -> Func:
    """Keys for pk__in as one parameter: as a thousand they take longer to write down than to look up."""
    return Func(numbers(pks), template="(SELECT unnest(%(expressions)s))", output_field=BigIntegerField())


def newest_pks(user: Viewer, filters: Filters, cursor: Cursor | None, limit: int) -> list[int]:
    """Primary keys of what the person may see, newest first, read from the reader rows; at most one filter."""
    backwards = bool(cursor and cursor.backwards)
    parts = {"chosen": "", "narrow": "", "after": "", "order": "ASC" if backwards else "DESC"}
    parameters: dict[str, Any] = {"keys": list(standing_of(user).reader_keys), "limit": limit}
    for name, values in filters.values.items():
        column, kind = READ_BY[name]
        parts["chosen"] = f"CROSS JOIN unnest(%(values)s::{kind}[]) AS chosen (value)"
        parts["narrow"] = f"AND r.{column} = chosen.value"
        parameters["values"] = BY_NAME[name].keys(values)
    if cursor:
        side = ">" if backwards else "<"
        parts["after"] = f"AND (r.shared_at, r.document_key) {side} (%(moment)s::timestamptz, %(key)s)"
        parameters |= {"moment": cursor.value, "key": cursor.key}
    with connection.cursor() as database:
        database.execute(NEWEST.format(**parts), parameters)
        return [row[0] for row in database.fetchall()]


def _order(sort: Sort, backwards: bool, *, may_walk: bool) -> tuple[OrderBy, str]:
    """By the sort value, then the key. Unless it may walk an index of all documents, PostgreSQL is kept from it."""
    value: Expression | F = DATE_OR_LAST if sort == "dated" else F("shared_at")
    if not may_walk:
        value = Func(value, function="GREATEST")
    return (value.asc(), "key") if backwards else (value.desc(), "-key")


def _after(documents: QuerySet[Document], sort: Sort, cursor: Cursor | None) -> QuerySet[Document]:
    if cursor is None:
        return documents
    side = "gt" if cursor.backwards else "lt"
    name = "shared_at"
    if sort == "dated":
        documents, name = documents.alias(sort_date=DATE_OR_LAST), "sort_date"
    beyond = Q(**{f"{name}__{side}": cursor.value}) | Q(**{name: cursor.value, f"key__{side}": cursor.key})
    # The first condition alone lets the index start in the right place; the second breaks ties.
    return documents.filter(Q(**{f"{name}__{side}e": cursor.value}) & beyond)


def _cut(rows: list[ListedDocument], sort: Sort, cursor: Cursor | None, size: int, stamp: int) -> ListPage:
    """From rows newest first, of which one more than the page may be there, on the far side."""
    backwards = bool(cursor and cursor.backwards)
    more = len(rows) > size
    rows = rows[-size:] if backwards else rows[:size]
    if not rows:
        return ListPage([], None, None, stamp)
    newer = cursor is not None and (not backwards or more)
    older = backwards or more
    return ListPage(
        rows,
        _cursor_at(rows[0], sort, backwards=True) if newer else None,
        _cursor_at(rows[-1], sort, backwards=False) if older else None,
        stamp,
    )


def _cursor_at(row: ListedDocument, sort: Sort, *, backwards: bool) -> Cursor:
    if sort == "dated":
        return Cursor((row.dated_on or date(1, 1, 1)).isoformat(), row.key, backwards)
    assert row.shared_at is not None  # the database holds published rows to it
    return Cursor(_spelled(row.shared_at), row.key, backwards)
