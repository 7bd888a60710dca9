"""What a changed set of words for the same thing would do to searches, before anybody keeps it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from documents.finding.filters import Filters
from documents.finding.hits import Hit
from documents.finding.search import search_pages
from documents.finding.synonyms import Same, stored_sets, trying
from documents.models import SampleQuery

FIRST = 10  # hits that are compared
MOST_QUERIES = 30
PAGE = re.compile(r"/documents/(?P<key>[\w-]+)/(?:versions/[\w-]+/)?pages/(?P<number>\d{1,6})")

PageName = tuple[str, int]  # a document's key and the number of its page


class Verdict(StrEnum):
    """What becomes of a search. Only one whose answers are known can become better or worse."""

    BETTER = "Better"
    WORSE = "Worse"
    OTHER = "Other pages"
    SAME = "No change"


@dataclass(frozen=True)
class Sample:
    """A search to try, and the pages that answer it if somebody said so."""

    query: str
    answers: frozenset[PageName] = frozenset()


@dataclass(frozen=True)
class Effect:
    """The first hits of a search as they are and as they would be."""

    sample: Sample
    before: tuple[Hit, ...]
    after: tuple[Hit, ...]

    @property
    def came(self) -> list[Hit]:
        """Pages that would be new among the first."""
        return _without(self.after, self.before)

    @property
    def went(self) -> list[Hit]:
        """Pages that would no longer be among the first."""
        return _without(self.before, self.after)

    @property
    def verdict(self) -> Verdict:
        """By the known answers, if there are any: are they higher up, or more of them there?"""
        if [_name(hit) for hit in self.before] == [_name(hit) for hit in self.after]:
            return Verdict.SAME
        gain = _worth(self.after, self.sample.answers) - _worth(self.before, self.sample.answers)
        if not gain:
            return Verdict.OTHER
        return Verdict.BETTER if gain > 0 else Verdict.WORSE


def effects(user: Viewer, tried: Same, samples: Sequence[Sample], *, instead_of: int = 0) -> list[Effect]:
    """What the set would do to these searches, of pages that the person may see; changed ones come first.

    `instead_of` is the number of the stored set that it would replace.
    """
    now, then = stored_sets(), (*stored_sets(without=instead_of), tried)
    few = samples[:MOST_QUERIES]
    found = [Effect(sample, _first(user, sample, now), _first(user, sample, then)) for sample in few]
    order = list(Verdict)
    return sorted(found, key=lambda effect: order.index(effect.verdict))


def stored_samples() -> list[Sample]:
    """The searches that administrators keep for this."""
    rows = SampleQuery.objects.order_by("pk").values_list("query", "answers")
    return [Sample(query, frozenset(_pages(answers))) for query, answers in rows]


def typed_samples(lines: Iterable[str]) -> list[Sample]:
    """Searches as typed, one on a line; one that is stored comes with its answers."""
    known = {sample.query: sample for sample in stored_samples()}
    queries = dict.fromkeys(query for line in lines if (query := " ".join(line.split())))
    return [known.get(query, Sample(query)) for query in queries]


def _pages(addresses: str) -> Iterator[PageName]:
    for found in PAGE.finditer(addresses):
        yield found["key"], int(found["number"])


def _first(user: Viewer, sample: Sample, sets: Sequence[Same]) -> tuple[Hit, ...]:
    with trying(sets):
        return tuple(search_pages(user, sample.query, Filters(), size=FIRST).hits)


def _name(hit: Hit) -> PageName:
    return hit.document.key, hit.page


def _without(hits: Sequence[Hit], others: Sequence[Hit]) -> list[Hit]:
    names = set(map(_name, others))
    return [hit for hit in hits if _name(hit) not in names]


def _worth(hits: Sequence[Hit], answers: frozenset[PageName]) -> float:
    """1 over the place of the first answer, and the share of the answers that is there."""
    if not answers:
        return 0.0
    places = [place for place, hit in enumerate(hits, 1) if _name(hit) in answers]
    return (1 / places[0] if places else 0.0) + len(places) / min(FIRST, len(answers))
