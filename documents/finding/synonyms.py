"""The sets of words for the same thing that search uses now: those administrators keep, or those they try."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.cache import caches

from clearinghouse.lib.frozen import dataclass
from documents.models import SynonymSet

KEPT_SECONDS = 60


@dataclass(frozen=True)
class Same:
    """Words for one thing. Those of one_way find pages with the terms; a search for a term doesn't look for them."""

    terms: tuple[str, ...]
    one_way: tuple[str, ...] = ()

    def others(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each word that somebody may type, with the words that stand in for it, itself included."""
        for term in self.terms:
            yield term, self.terms
        for term in self.one_way:
            yield term, (term, *self.terms)


class Sets(tuple[Same, ...]):
    """All sets. They are the key to what was made of them, so their hash is made once."""

    _hash: int | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = super().__hash__()
        return self._hash


_tried: ContextVar[Sets | None] = ContextVar("tried synonyms", default=None)
# What was read last: while nobody edits a set, what is read anew is this very object, which nothing compares.
_read_last = Sets()


def synonym_sets() -> Sets:
    """All sets; what an administrator edits counts within a minute."""
    tried = _tried.get()
    if tried is not None:
        return tried
    kept: Sets | None = caches["facets"].get("synonyms")
    if kept is None:
        kept = _as_before(stored_sets())
        caches["facets"].set("synonyms", kept, KEPT_SECONDS)
    return kept


def _as_before(sets: Sets) -> Sets:
    """The sets read last, if these are the same: tables are looked up by them, several times a search."""
    global _read_last
    if sets != _read_last:
        _read_last = sets
    return _read_last


def stored_sets(*, without: int = 0) -> Sets:
    """The sets as the database has them this moment, without the one of that number."""
    rows = SynonymSet.objects.exclude(pk=without).order_by("pk").values_list("terms", "one_way")
    return Sets(Same(tuple(terms), tuple(one_way)) for terms, one_way in rows)


@contextmanager
def trying(sets: Sequence[Same]) -> Iterator[None]:
    """Within the block searches of this thread use these sets, and nobody else's do."""
    token = _tried.set(Sets(sets))
    try:
        yield
    finally:
        _tried.reset(token)
