"""How many documents each filter value would leave, among what the person may see.

Counts are exact and kept in this process until the shelf changes: the cache key holds the person's reader
keys and the shelf's stamp, so nobody ever gets another's counts and no change is missed.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass

from django.core.cache import caches
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, QuerySet

from accounts.models.place import RegionState
from accounts.standing import Viewer, standing_of
from documents.filters import FACETS, Filters
from documents.models import Document, Kind, ShelfStamp, Topic

CACHE_SECONDS = 3600


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
class Counts:
    """The number of documents, and per facet name the number per value."""

    total: int
    by_facet: dict[str, dict[str, int]]


def count_facets(user: Viewer, filters: Filters) -> Counts:
    """Exact counts over everything the person may see; from the cache when nothing changed."""
    stamp = ShelfStamp.objects.values_list("counter", flat=True).first() or 0
    parts = [stamp, standing_of(user).reader_keys, sorted(filters.values.items())]
    cache_key = "facets:" + hashlib.sha256(repr(parts).encode()).hexdigest()
    cached: Counts | None = caches["facets"].get(cache_key)
    if cached is None:
        cached = count_facets_of(Document.objects.visible_to(user).published(), filters)
        caches["facets"].set(cache_key, cached, CACHE_SECONDS)
    return cached


def count_facets_of(documents: QuerySet[Document], filters: Filters) -> Counts:
    """Counts over the given documents. A facet's own choice does not narrow its own counts."""
    total, by_facet = _count(filters.apply(documents))
    for name in filters.values:
        by_facet[name] = _count(filters.apply(documents, leaving_out=name))[1][name]
    return Counts(total, by_facet)


def option_groups(counts: Counts, filters: Filters) -> list[FacetGroup]:
    """What the filter panel shows: values that occur or are chosen, in the facet's own order."""
    groups = []
    for facet in FACETS:
        found, chosen = counts.by_facet.get(facet.name, {}), filters.values.get(facet.name, ())
        labels = {choice.value: choice.label for choice in facet.choices()}
        if facet.name == "year":
            labels = {value: value for value in sorted({*found, *chosen}, reverse=True)}
        options = [
            Option(value, label, found.get(value, 0), value in chosen)
            for value, label in labels.items()
            if found.get(value) or value in chosen
        ]
        if options:
            groups.append(FacetGroup(facet.name, facet.label, options))
    return groups


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
    by_facet["topic"] = _by_topic(documents)
    return total, by_facet


def _by_kind(by_id: dict[str, int]) -> dict[str, dict[str, int]]:
    kinds, families = Counter[str](), Counter[str]()
    for pk, slug, family in Kind.objects.values_list("pk", "slug", "family__slug"):
        if str(pk) in by_id:
            kinds[slug] += by_id[str(pk)]
            families[family] += by_id[str(pk)]
    return {"kind": dict(kinds), "family": dict(families)}


def _by_region(by_state: dict[str, int]) -> dict[str, int]:
    regions = Counter[str]()
    for slug, state in RegionState.objects.values_list("region__slug", "state_id"):
        regions[slug] += by_state.get(state, 0)
    return {slug: count for slug, count in regions.items() if count}


def _by_topic(documents: QuerySet[Document]) -> dict[str, int]:
    through = Document.topics.through
    rows = through.objects.filter(document_id__in=documents.order_by().values("pk"))
    by_id = dict(rows.values_list("topic_id").annotate(Count("pk")).values_list("topic_id", "pk__count"))
    return {slug: by_id[pk] for pk, slug in Topic.objects.values_list("pk", "slug") if pk in by_id}
