"""The portal's own search as an ordinary member sees it: what is measured."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.cache import caches

from accounts.models import User
from benchmarks.people import ORDINARY
from benchmarks.search_quality import plans, report, sets
from benchmarks.search_quality.judged import TUNE, judged
from benchmarks.search_quality.measures import Score, Search, answers, is_at_least, score
from benchmarks.search_quality.plain import PlainSearch
from documents import reference
from documents.finding.filters import Filters
from documents.finding.index import reading, rebuilding
from documents.finding.index.reading import OpenIndex
from documents.finding.search import search_pages
from documents.models import SynonymSet

# What search reached on the set “tune” when the last change landed. Raise it with each improvement.
FLOOR = Score(queries=320, reciprocal=0.772, recall=0.614, without_hit=0)


def check() -> None:
    """Ask the set that people tune on; raises SystemExit when the answers are worse than the floor."""
    _refresh()
    reached = score(answers(_ask, judged([TUNE])))
    if not is_at_least(reached, FLOOR):
        raise SystemExit(f"Search became worse: {reached}. The floor is {FLOOR}.")


def measured_sets(wanted: str) -> str:
    """What each set of words for the same thing does to the queries of a set."""
    _refresh()
    return sets.report(sets.effects(_ask, judged([wanted])))


def measured(wanted: str, *, with_failures: bool) -> str:
    """Ask all queries of a set in every way; the result for people to read."""
    _refresh()
    queries = judged([wanted])
    engines = _ours() | {"plain BM25": PlainSearch(plans.texts()).best}
    answered = {name: answers(search, queries) for name, search in engines.items()}
    lines = [f"{len(queries)} judged queries of the set “{wanted}”", "", report.table(answered)]
    if with_failures:
        first = next(iter(answered))
        lines += ["", f"Where {first} fails (+ marks a page that answers):", report.failures(answered[first])]
    return "\n".join(lines)


class NoIndex:
    """As if the index were missing: PostgreSQL's full text answers."""

    def open(self) -> OpenIndex | None:
        """None."""
        return None

    def report(self, found: OpenIndex, fault: BaseException) -> None:
        """There is nothing to mend."""


def _refresh() -> None:
    """Take in what this checkout ships besides code, words for the same thing above all, and index the pages anew."""
    SynonymSet.objects.all().delete()
    reference.load()
    for cache in caches.all():
        cache.clear()
    rebuilding.rebuild()
    rebuilding.remove_others()


def _ours() -> dict[str, Search]:
    """Each way in which this checkout can search, by its name; the one that people get comes first."""
    return {"ours": _ask, "full text": _ask_full_text}


def _ask(query: str) -> Sequence[str]:
    found = search_pages(User.objects.get(email=ORDINARY), query, Filters())
    return [f"{(hit.document.state_id or '').lower()}:{hit.page}" for hit in found.hits]


def _ask_full_text(query: str) -> Sequence[str]:
    with _without_index():
        return _ask(query)


@contextmanager
def _without_index() -> Iterator[None]:
    source = reading.source
    reading.source = NoIndex()
    try:
        yield
    finally:
        reading.source = source
