"""How good ranked pages are, query by query and in the mean."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import mean

from benchmarks.search_quality.judged import Judged

MOST = 10  # hits that are looked at
Search = Callable[[str], Sequence[str]]  # from a query to the names of the pages, best first


@dataclass(frozen=True)
class Answer:
    """What a search brought for a judged query."""

    judged: Judged
    found: tuple[str, ...]

    @property
    def first(self) -> int:
        """The place of the first page that answers; 0 without one."""
        return next((place for place, page in enumerate(self.found, 1) if page in self.judged.relevant), 0)

    @property
    def reciprocal(self) -> float:
        """1 for an answer in the first place, 1/2 in the second, 0 for none."""
        return 1 / self.first if self.first else 0.0

    @property
    def recall(self) -> float:
        """Of the pages that could be among the first ten, the share that is."""
        return len(self.judged.relevant.intersection(self.found)) / min(MOST, len(self.judged.relevant))


@dataclass(frozen=True)
class Score:
    """The means over some queries, and how many brought no hit at all."""

    queries: int
    reciprocal: float
    recall: float
    without_hit: int


def answers(search: Search, queries: Iterable[Judged]) -> list[Answer]:
    """Ask everything."""
    return [Answer(judged, tuple(search(judged.query)[:MOST])) for judged in queries]


def score(answered: Sequence[Answer]) -> Score:
    """MRR@10 and recall@10 over the answers; there must be some."""
    return Score(
        len(answered),
        mean(answer.reciprocal for answer in answered),
        mean(answer.recall for answer in answered),
        sum(not answer.found for answer in answered),
    )


def by_kind(answered: Sequence[Answer]) -> dict[str, Score]:
    """A score for each kind of query, in alphabetical order, then for all."""
    kinds = sorted({answer.judged.kind for answer in answered})
    scores = {kind: score([answer for answer in answered if answer.judged.kind == kind]) for kind in kinds}
    return scores | {"all": score(answered)}


def is_at_least(measured: Score, floor: Score) -> bool:
    """Whether nothing became worse than the floor."""
    return (
        measured.reciprocal >= floor.reciprocal
        and measured.recall >= floor.recall
        and measured.without_hit <= floor.without_hit
    )
