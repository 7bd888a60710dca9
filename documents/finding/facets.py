"""How many documents each filter value would leave, among what the person may see.

Counts are exact and kept in this process until the documents change: they are kept by the person's reader keys and
with the documents' stamp, so nobody ever gets another's counts and no change is missed. Only where a person sees more
than 10,000 documents may they be half a minute old.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from itertools import chain
from operator import attrgetter, is_
from typing import Any, TypeVar

from django.core.cache import caches
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, QuerySet, Value

from accounts.models.place import RegionState
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.frozen import dataclass
from documents.finding.allowed import Allowed, Seen
from documents.finding.filters import BY_NAME, CHOICES_SECONDS, FACETS, Choice, Counts, Facet, Filters
from documents.finding.listing import read_stamp
from documents.models import Document, Era, Kind, Reader, Topic

CACHE_SECONDS = 3600
# Counting so many documents takes a tenth of a second and more, and most of their numbers read "1,000+" anyway.
MANY, MANY_SECONDS = 10_000, 30
T = TypeVar("T")


@dataclass(frozen=True)
class Option:
    """A value of a facet with its count, as the filter panel shows it."""

    value: str
    label: str
    count: int
    checked: bool


@dataclass(frozen=True)
class FacetGroup:
    """A facet with the options worth showing."""

    name: str
    label: str
    options: list[Option]


@dataclass(frozen=True)
class Kept:
    """Counts in the cache, with the stamp of the documents they belong to."""

    counts: Counts
    stamp: int
    counted_at: float = field(default_factory=time.monotonic)

    def holds(self, stamp: int) -> bool:
        """Whether they still tell the truth, or nearly so for very many documents."""
        is_young = time.monotonic() - self.counted_at < MANY_SECONDS
        return self.stamp == stamp or (is_young and self.counts.total > MANY)


def count_facets(user: Viewer, filters: Filters, stamp: int | None = None) -> Counts:
    """Counts over everything the person may see; from the cache when nothing changed.

    `stamp` is that of the documents list, for who has just read it.
    """
    return _count_once(user, filters, read_stamp() if stamp is None else stamp)


def _count_once(user: Viewer, filters: Filters, stamp: int) -> Counts:
    parts = [standing_of(user).reader_keys, sorted(filters.values.items())]
    cache_key = "counts:" + hashlib.sha256(repr(parts).encode()).hexdigest()
    kept: Kept | None = caches["facets"].get(cache_key)
    if kept is None or not kept.holds(stamp):
        # A filter alone leaves its own counts as they are without it: mostly those are in the cache.
        whole = _count_once(user, Filters(), stamp) if len(filters.values) == 1 else None
        kept = Kept(count_facets_of(Document.objects.visible_to(user).published(), filters, whole), stamp)
        caches["facets"].set(cache_key, kept, CACHE_SECONDS)
    return kept.counts


def count_facets_of(documents: QuerySet[Document], filters: Filters, whole: Counts | None = None) -> Counts:
    """Counts over the given documents. A facet's own choice does not narrow its own counts.

    `whole` are the counts without any filter, for somebody who has them and filters by one facet.
    """
    total, by_facet = _count(filters.apply(documents))
    for name in filters.values:
        others = whole.by_facet if whole else _count(filters.apply(documents, leaving_out=name))[1]
        by_facet[name] = others[name]
    return Counts(total, by_facet)


@dataclass(frozen=True)
class Tally:
    """Documents, and by column how many have each value."""

    documents: int
    by_column: dict[str, Counter[Any]]


@dataclass(frozen=True)
class Tallies:
    """What counts are made of: of the documents that meet all filters, and by filter of those that meet the others."""

    meeting: Tally
    by_filter: dict[str, Tally]

    def counts(self) -> Counts:
        """With the names that values have now."""
        by_facet = _named(self.meeting)
        for name, tally in self.by_filter.items():
            by_facet[name] = _named(tally)[name]
        return Counts(self.meeting.documents, by_facet)


def tallies_of(allowed: Allowed, documents: Iterable[int], filters: Filters) -> Tallies:
    """Of documents that the person was found to see, without asking the database again."""
    rows = [allowed.seen[pk] for pk in documents]
    if not filters.values:
        return Tallies(_tallied(rows, allowed), {})
    failed = [(row, allowed.failed(row.pk, filters)) for row in rows]
    meeting = _tallied([row for row, names in failed if not names], allowed)
    others = {name: [row for row, names in failed if names in ([], [name])] for name in filters.values}
    return Tallies(meeting, {name: _tallied(rows, allowed) for name, rows in others.items()})


def counts_of(allowed: Allowed, documents: Iterable[int], filters: Filters) -> Counts:
    """Counts over documents that the person was found to see."""
    return tallies_of(allowed, documents, filters).counts()


def _tallied(rows: Sequence[Seen], allowed: Allowed) -> Tally:
    by_column = {column: Counter(map(attrgetter(column), rows)) for column in TALLIED}
    by_column["topics"] = Counter(chain.from_iterable(allowed.topics.get(row.pk, ()) for row in rows))
    by_column["reader_keys"] = Counter(key for row in rows for key in row.reader_keys if key > 0)
    return Tally(len(rows), by_column)


def _named(tally: Tally) -> dict[str, dict[str, int]]:
    def count(column: str) -> dict[str, int]:
        return {str(value): found for value, found in tally.by_column[column].items() if value not in (None, "")}

    eras: dict[int | None, str] = dict(_kept("eras", lambda: list(Era.objects.values_list("pk", "code"))))
    by_era = {eras[pk]: found for pk, found in tally.by_column["era_id"].items() if pk in eras}
    by_state = count("state_id")
    return {
        **_by_kind(count("kind_id")),
        "state": by_state,
        "region": _by_region(by_state),
        "era": by_era,
        "year": count("year"),
        "agency": count("agency_id"),
        "type": count("file_type"),
        "topic": _by_topic(tally.by_column["topics"]),
        "group": _by_group(tally.by_column["reader_keys"]),
    }


def option_groups(counts: Counts, filters: Filters) -> list[FacetGroup]:
    """What the filter panel shows: values that occur or are chosen, in the facet's own order.

    Kept with the counts, while these are kept and the choices are the same: a panel has hundreds of options.
    """
    choices = [facet.choices() for facet in FACETS]
    for values, made_of, groups in counts.offered:
        if values == filters.values and all(map(is_, made_of, choices)):
            return groups
    groups = [
        group for facet, known in zip(FACETS, choices, strict=True) if (group := _group(facet, known, counts, filters))
    ]
    counts.offered[:] = [(filters.values, choices, groups)]
    return groups


def _group(facet: Facet, known: list[Choice], counts: Counts, filters: Filters) -> FacetGroup | None:
    found, chosen = counts.by_facet.get(facet.name, {}), filters.values.get(facet.name, ())
    labels = {choice.value: choice.label for choice in known}
    if facet.name == "year":
        labels = {value: value for value in sorted({*found, *chosen}, reverse=True)}
    options = [
        Option(value, label, found.get(value, 0), value in chosen)
        for value, label in labels.items()
        if found.get(value) or value in chosen
    ]
    return FacetGroup(facet.name, facet.label, options) if options else None


GROUPINGS = """
SELECT kind_id, state_id, era_code, year, agency_id, file_type, count(*),
       grouping(kind_id, state_id, era_code, year, agency_id, file_type)
FROM (
    SELECT d.kind_id, d.state_id, e.code AS era_code, extract(year FROM d.dated_on)::int AS year,
           d.agency_id, d.file_type
    FROM ({documents}) AS d LEFT JOIN documents_era e ON e.id = d.era_id
) AS narrow
GROUP BY GROUPING SETS ((kind_id), (state_id), (era_code), (year), (agency_id), (file_type), ())
"""
COLUMNS = ("kind_id", "state", "era", "year", "agency", "type")
TALLIED = ("kind_id", "state_id", "era_id", "year", "agency_id", "file_type")


def _count(documents: QuerySet[Document]) -> tuple[int, dict[str, dict[str, int]]]:
    narrow = documents.order_by().values("kind_id", "state_id", "era_id", "dated_on", "agency_id", "file_type")
    try:
        sql, parameters = narrow.query.sql_with_params()
    except EmptyResultSet:  # Django knows already that nothing can match, for example a search for "the"
        return 0, {facet.name: {} for facet in FACETS}
    total, counts = 0, {name: Counter[str]() for name in COLUMNS}
    with connection.cursor() as cursor:
        cursor.execute(GROUPINGS.format(documents=sql), parameters)
        for *values, count, mask in cursor.fetchall():
            if mask == 0b111111:
                total = count
                continue
            # grouping() sets a bit for each column that is *not* grouped by, the first column highest.
            column = next(i for i in range(len(COLUMNS)) if not mask & (1 << (len(COLUMNS) - 1 - i)))
            if values[column] not in (None, ""):
                counts[COLUMNS[column]][str(values[column])] += count
    by_facet: dict[str, dict[str, int]] = {name: dict(counts[name]) for name in COLUMNS}
    by_facet |= _by_kind(by_facet.pop("kind_id"))
    by_facet["region"] = _by_region(by_facet["state"])
    return total, by_facet | _by_topic_and_group(documents)


def _by_kind(by_id: dict[str, int]) -> dict[str, dict[str, int]]:
    kinds, families = Counter[str](), Counter[str]()
    for pk, slug, family in _kept("kinds", lambda: list(Kind.objects.values_list("pk", "slug", "family__slug"))):
        if str(pk) in by_id:
            kinds[slug] += by_id[str(pk)]
            families[family] += by_id[str(pk)]
    return {"kind": dict(kinds), "family": dict(families)}


def _by_region(by_state: dict[str, int]) -> dict[str, int]:
    regions = Counter[str]()
    rows = _kept("regions", lambda: list(RegionState.objects.values_list("region__slug", "state_id")))
    for slug, state in rows:
        regions[slug] += by_state.get(state, 0)
    return {slug: count for slug, count in regions.items() if count}


def _by_topic_and_group(documents: QuerySet[Document]) -> dict[str, dict[str, int]]:
    """Both in one statement: a document may have several topics, and may be shared with several groups."""
    chosen = documents.order_by().values("pk")
    tagged = _counted(Document.topics.through.objects.filter(document_id__in=chosen), "topic", "topic_id")
    shared = _counted(Reader.objects.filter(document_id__in=chosen, reader_key__in=_groups()), "group", "reader_key")
    counts: dict[str, dict[int, int]] = {"topic": {}, "group": {}}
    for name, key, count in tagged.union(shared, all=True):
        counts[name][key] = count
    return {"topic": _by_topic(counts["topic"]), "group": _by_group(counts["group"])}


def _by_topic(by_id: Mapping[int, int]) -> dict[str, int]:
    topics = _kept("topics", lambda: list(Topic.objects.values_list("pk", "slug")))
    return {slug: by_id[pk] for pk, slug in topics if pk in by_id}


def _by_group(by_key: Mapping[int, int]) -> dict[str, int]:
    return {str(key): by_key[key] for key in _groups() if key in by_key}


def _groups() -> list[int]:
    """The reader keys of working groups."""
    return [int(key) for choice in BY_NAME["group"].choices() for key in choice.keys]


def _counted(rows: QuerySet[Any], name: str, column: str) -> QuerySet[Any, tuple[str, int, int]]:
    """Rows of this name, a value of the column, and how many documents have it."""
    return rows.values(column).annotate(facet=Value(name), of=Count("pk")).values_list("facet", column, "of")


def _kept(name: str, read: Callable[[], T]) -> T:
    """Reference data: what an administrator edits counts within a minute."""
    cached: T | None = caches["facets"].get(f"counted:{name}")
    if cached is None:
        cached = read()
        caches["facets"].set(f"counted:{name}", cached, CHOICES_SECONDS)
    return cached
