"""How well a page answers: what of the query it holds, how often, where, and how near together.

Computed anew for the few hundred best proposals from the words the index keeps of each page, with weights that rest on
what the person may see and a fixed measure of length, so that nothing hidden moves the order. The numbers were tuned on
benchmarks/search_quality; docs/decisions/0044-ranking.md tells what each is worth.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise

from documents.finding.asking.wanted import Column, Concept, Run
from documents.finding.page_words import IN_HEADING, LENGTH_SHARE, ORDINARY_LENGTH, PageWords, Places, name_of
from documents.finding.proposing import Weighed

# BM25's saturation.
SATURATION = 0.9
# One word in the heading, the title or the first lines counts as so many more in the text.
IN_TITLE, IN_BEGINNING = 0.5, 0.5
BEGINNING = 40  # words
NEAR = 8  # words apart, of two that stand side by side in the query
PASSAGE = 80  # words
# What a word in a passage counts because it stands there, and what because it stands there often.
STANDS, OFTEN = 0.5, 0.5
NEARNESS, COVERAGE = 0.5, 0.5
SAID_OF_PLACE = 0.4  # what a page counts that names a state, of one of the state's own documents
LISTED = 0.5  # what a page without a sentence is worth: contents, lists of acronyms, tables of figures


@dataclass(frozen=True)
class Evidence:
    """What speaks for a page: its score, and the words it lacks."""

    score: float
    lacks: tuple[Concept, ...]

    @property
    def lacks_weight(self) -> bool:
        """Whether a word is lacking that says more than “must” or “without”."""
        return any(concept.share == 1.0 for concept in self.lacks)

    def told(self) -> tuple[str, ...]:
        """The lacking words, as typed, that a reader would miss: neither “must” nor a saying such as “how many”."""
        return tuple(concept.typed for concept in self.lacks if concept.share == 1.0 and not concept.is_asking)


@dataclass(frozen=True)
class _Found:
    """A concept on a page: its strength from 0 to about 2.2, and where in the text it begins."""

    strength: float
    places: tuple[int, ...] = ()


class Scale:
    """What pages are weighed by, with what is found out once for all of them."""

    def __init__(self, wanted: Sequence[Weighed], stands: Callable[[str], bool]) -> None:
        """`stands` tells whether any page at all has a word: what stands nowhere needn't be looked for."""
        self.wanted = wanted
        self.weights = [weighed.weight for weighed in wanted]
        self.total = sum(self.weights) or 1.0
        forms = {form for weighed in wanted for run in weighed.concept.runs for form in run.words}
        self.names = {form: name_of(form) for form in forms if stands(form)}

    def weigh(self, page: PageWords, facts: Set[Column]) -> Evidence:
        """How well the page answers. facts are those that its document has, of the query's."""
        at = page.places(self.names)
        length = 1 - LENGTH_SHARE + LENGTH_SHARE * page.length / ORDINARY_LENGTH
        found = [_found(weighed.concept, at, length, facts) for weighed in self.wanted]
        held = sum(weight for weight, one in zip(self.weights, found, strict=True) if one.strength)
        words = sum(weight * one.strength for weight, one in zip(self.weights, found, strict=True))
        score = words + NEARNESS * _nearness(self.weights, found) + _passage(self.weights, found)
        score *= (held / self.total) ** COVERAGE * (LISTED + (1 - LISTED) * page.prose)
        lacks = tuple(weighed.concept for weighed, one in zip(self.wanted, found, strict=True) if not one.strength)
        return Evidence(score, lacks)


def _found(concept: Concept, at: Places, length: float, facts: Set[Column]) -> _Found:
    """The best of the ways to say it: a word said otherwise stands instead of the word, not on top of it."""
    best, places = 0.0, list[Sequence[int]]()
    for run in concept.runs:
        first = run.words[0]
        starts = run_places(run, at.text) if first in at.text else ()
        often = len(starts) + IN_BEGINNING * bisect_left(starts, BEGINNING)
        if first in at.heading:
            often += IN_HEADING * bool(run_places(run, at.heading))
        if first in at.title:
            often += IN_TITLE * bool(run_places(run, at.title))
        if often:
            best = max(best, run.weight * often * (SATURATION + 1) / (often + SATURATION * length))
            places.append(starts)
    if concept.is_place:
        best, places = best * SAID_OF_PLACE, []  # and it is no word that others stand near
    for column in concept.columns:
        if column in facts:
            best = max(best, column.weight * (SATURATION + 1))
    return _Found(best, tuple(places[0]) if len(places) == 1 else tuple(sorted({*chain.from_iterable(places)})))


def run_places(run: Run, at: Mapping[str, list[int]]) -> Sequence[int]:
    """Where a run begins: its words side by side."""
    first = at.get(run.words[0])
    if not first or len(run.words) == 1:
        return first or ()
    starts = set(first)
    for offset, word in enumerate(run.words[1:], 1):
        starts &= {place - offset for place in at.get(word, ())}
        if not starts:
            return ()
    return sorted(starts)


def _nearness(weights: Sequence[float], found: Sequence[_Found]) -> float:
    """For each two words side by side in the query, the lesser weight, the more the nearer they stand."""
    nearness = 0.0
    standing = [(weight, one.places) for weight, one in zip(weights, found, strict=True) if one.places]
    for (weight, places), (other, others) in pairwise(standing):
        apart = _least_apart(places, others)
        if apart <= NEAR:
            nearness += min(weight, other) * (1 - (apart - 1) / NEAR if apart else 1)
    return nearness


def _least_apart(places: Iterable[int], others: Sequence[int]) -> int:
    """The smallest distance between two sorted lists of places."""
    least, index = 1_000_000, 0
    for place in places:
        while index < len(others) and others[index] < place:
            index += 1
        for other in others[max(0, index - 1) : index + 1]:
            least = min(least, abs(place - other))
    return least


def _passage(weights: Sequence[float], found: Sequence[_Found]) -> float:
    """The weight of the query within the passage that holds most of it; a word said again counts less each time."""
    standing = sorted((place, index) for index, one in enumerate(found) for place in one.places)
    within = [0] * len(weights)
    best = held = 0.0
    first = 0
    for place, index in standing:
        held += weights[index] * _gain(within[index])
        within[index] += 1
        while place - standing[first][0] > PASSAGE:
            gone = standing[first][1]
            within[gone] -= 1
            held -= weights[gone] * _gain(within[gone])
            first += 1
        best = max(best, held)
    return best


@cache
def _gain(times: int) -> float:
    """What one more of a word adds to a passage that holds it so many times."""
    return _said(times + 1) - _said(times)


def _said(times: int) -> float:
    return (STANDS if times else 0.0) + OFTEN * times * (SATURATION + 1) / (times + SATURATION)
