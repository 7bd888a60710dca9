"""The portal's own search as an ordinary member sees it: what is measured."""

from collections.abc import Sequence

from django.core.cache import caches

from accounts.models import User
from benchmarks.people import ORDINARY
from benchmarks.search_quality import plans, report
from benchmarks.search_quality.judged import TUNE, judged
from benchmarks.search_quality.measures import Score, Search, answers, is_at_least, score
from benchmarks.search_quality.plain import PlainSearch
from documents import reference
from documents.finding.filters import Filters
from documents.finding.search import search_pages

# What search reached on the set “tune” when the last change landed. Raise it with each improvement.
FLOOR = Score(queries=111, reciprocal=0.53, recall=0.34, without_hit=39)


def check() -> None:
    """Ask the set that people tune on; raises SystemExit when the answers are worse than the floor."""
    _refresh()
    reached = score(answers(_ask, judged([TUNE])))
    if not is_at_least(reached, FLOOR):
        raise SystemExit(f"Search became worse: {reached}. The floor is {FLOOR}.")


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


def _refresh() -> None:
    """Take in what this checkout ships besides code: kinds, synonyms."""
    reference.load()
    for cache in caches.all():
        cache.clear()


def _ours() -> dict[str, Search]:
    """Each way in which this checkout can search, by its name; the one that people get comes first."""
    return {"ours": _ask}


def _ask(query: str) -> Sequence[str]:
    found = search_pages(User.objects.get(email=ORDINARY), query, Filters())
    return [f"{(hit.document.state_id or '').lower()}:{hit.page}" for hit in found.hits]
