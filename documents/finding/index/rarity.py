"""How rare a word is in what somebody may see. What they may not see has no part in it: it would show in the order."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from django.core.cache import caches
from tantivy import Occur, Query

from documents.finding.index.reading import OpenIndex

SECONDS = 300


def weights(
    index: OpenIndex, reader_keys: Sequence[int], terms: Iterable[str], *, field: str = "text"
) -> dict[str, int]:
    """For each term, as it stands in the index, on how many pages it is among those readable with these keys.

    Counts are kept for some minutes, by index and keys: they order hits and are shown to nobody.
    """
    return {
        term: _kept(index, reader_keys, f"{field}:{term}", partial(Query.term_query, index.schema, field, term))
        for term in terms
    }


def pages_seen(index: OpenIndex, reader_keys: Sequence[int]) -> int:
    """How many pages are readable with these keys; kept as the weights are."""
    return _kept(index, reader_keys, "*", Query.all_query)


def count(index: OpenIndex, reader_keys: Sequence[int], what: str, query: Callable[[], Query]) -> int:
    """On how many of the pages readable with these keys a query holds; kept as the weights are, by the name `what`."""
    return _kept(index, reader_keys, what, query)


def _kept(index: OpenIndex, reader_keys: Sequence[int], what: str, query: Callable[[], Query]) -> int:
    whole = f"{index.name} {sorted(set(reader_keys))} {what}"
    name = f"rarity-{hashlib.sha256(whole.encode()).hexdigest()}"
    found: int | None = caches["facets"].get(name)
    if found is None:
        found = _count(index, reader_keys, query())
        caches["facets"].set(name, found, SECONDS)
    return found


def _count(index: OpenIndex, reader_keys: Sequence[int], query: Query) -> int:
    return index.count(Query.boolean_query([(Occur.Must, index.readable_by(reader_keys)), (Occur.Must, query)]))
