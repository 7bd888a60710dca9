"""How well a page answers: what of the query it holds, how often, where, and how near together.

Computed anew for the few hundred best proposals from the words the index keeps of each page, with weights that rest on
what the person may see and a fixed measure of length, so that nothing hidden moves the order. The numbers were tuned on
benchmarks/search_quality; docs/decisions/0044-ranking.md tells what each is worth.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence, Set
from itertools import chain, pairwise

from clearinghouse.lib.frozen import dataclass
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
STANDS, OFTEN = 0.5, 1.0
NEARNESS, COVERAGE = 0.5, 0.5
SAID_OF_PLACE = 0.4  # what a page counts that names a state, of one of the state's own documents
LISTED = 0.6  # what a page without a sentence is worth: contents, lists of acronyms, tables of figures


@dataclass(frozen=True)
class Evidence:
    """What speaks for a page: its score, and the words it lacks."""

    score: float
    lacks: tuple[Concept, ...]
    only_near: tuple[Concept, ...] = ()  # instead of these it has words near them in meaning

    @property
    def lacks_weight(self) -> bool:
        """Whether a word is lacking that says more than “must” or “without”."""
        return any(concept.share == 1.0 for concept in self.lacks)

    def told(self) -> tuple[str, ...]:
        """The lacking words, as typed, that a reader would miss: neither “must” nor a saying such as “how many”."""
        missed = (concept for concept in (*self.lacks, *self.only_near) if concept.share == 1.0)
        return tuple(concept.typed for concept in missed if not concept.is_asking)


# A concept on a page: its strength from 0 to about 2.2, and where in the text it begins.
_Found = tuple[float, Sequence[int]]
_NOWHERE: Sequence[int] = ()


class Scale:
    """What pages are weighed by, with what is found out once for all of them."""

    def __init__(self, wanted: Sequence[Weighed], stands: Callable[[str], bool]) -> None:
        """`stands` tells whether any page at all has a word: what stands nowhere needn't be looked for."""
        self.concepts = [weighed.concept for weighed in wanted]
        self.weights = [weighed.weight for weighed in wanted]
        self.total = sum(self.weights) or 1.0
        forms = {form for concept in self.concepts for run in concept.runs for form in run.words}
        self.names = {form: name_of(form) for form in forms if stands(form)}
        self._ways = [
            [(run.words[0], run) for run in concept.runs if self.names.keys() >= set(run.words)]
            for concept in self.concepts
        ]
        self._are_places = [concept.is_place for concept in self.concepts]
        self._said = {
            place: [run for run in concept.said_runs if self.names.keys() >= set(run.words)]
            for place, concept in enumerate(self.concepts)
            if len(concept.said_runs) < len(concept.runs)
        }

    def weigh(self, page: PageWords, facts: Set[Column]) -> Evidence:
        """How well the page answers. facts are those that its document has, of the query's."""
        at = page.places(self.names)
        length = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * page.length / ORDINARY_LENGTH)
        found = [self._found(place, at, length, facts) for place in range(len(self.concepts))]
        held = words = 0.0
        for weight, (strength, _) in zip(self.weights, found, strict=True):
            if strength:
                held += weight
                words += weight * strength
        score = words + NEARNESS * _nearness(self.weights, found) + _passage(self.weights, found)
        score *= (held / self.total) ** COVERAGE * (LISTED + (1 - LISTED) * page.prose)
        near = tuple(self.concepts[place] for place in self._said if found[place][0] and not self._is_said(place, at))
        if all(strength for strength, _ in found):
            return Evidence(score, (), near)
        lacks = tuple(concept for concept, one in zip(self.concepts, found, strict=True) if not one[0])
        return Evidence(score, lacks, near)

    def _is_said(self, place: int, at: Places) -> bool:
        """Whether the page has the word itself, or one for the same, and not only one that is near."""
        return any(run_places(run, part) for run in self._said[place] for part in at)

    def _found(self, place: int, at: Places, length: float, facts: Set[Column]) -> _Found:
        """The best of the ways to say it: a word said otherwise stands instead of the word, not on top of it."""
        text, heading, title = at
        best, places = 0.0, list[Sequence[int]]()
        for first, run in self._ways[place]:
            is_one = len(run.words) == 1
            starts: Sequence[int] = _NOWHERE
            if first in text:
                starts = text[first] if is_one else run_places(run, text)
            often = len(starts) + IN_BEGINNING * bisect_left(starts, BEGINNING)
            if first in heading and (is_one or run_places(run, heading)):
                often += IN_HEADING
            if first in title and (is_one or run_places(run, title)):
                often += IN_TITLE
            if often:
                strength = run.weight * often * (SATURATION + 1) / (often + length)
                if strength > best:
                    best = strength
                places.append(starts)
        if self._are_places[place]:
            best, places = best * SAID_OF_PLACE, []  # and it is no word that others stand near
        for column in self.concepts[place].columns:
            if column in facts:
                best = max(best, column.weight * (SATURATION + 1))
        if len(places) == 1:
            return best, places[0]
        return best, sorted({*chain.from_iterable(places)}) if places else _NOWHERE


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
    standing = [(weight, places) for weight, (_, places) in zip(weights, found, strict=True) if places]
    for (weight, places), (other, others) in pairwise(standing):
        apart = _least_apart(places, others)
        if apart <= NEAR:
            nearness += min(weight, other) * (1 - (apart - 1) / NEAR if apart else 1)
    return nearness


def _least_apart(places: Sequence[int], others: Sequence[int]) -> int:
    """The smallest distance between two sorted lists of places."""
    least = 1_000_000
    at = other = 0
    while at < len(places) and other < len(others):
        apart = places[at] - others[other]
        if apart < 0:
            at, apart = at + 1, -apart
        else:
            other += 1
        if apart < least:
            least = apart
    return least


def _passage(weights: Sequence[float], found: Sequence[_Found]) -> float:
    """The weight of the query within the passage that holds most of it; a word said again counts less each time."""
    standing = sorted([(place, index) for index, (_, places) in enumerate(found) for place in places])
    within = [0] * len(weights)
    best = held = 0.0
    first = 0
    for place, index in standing:
        held += weights[index] * _GAINS[within[index]]
        within[index] += 1
        while place - standing[first][0] > PASSAGE:
            gone = standing[first][1]
            within[gone] -= 1
            held -= weights[gone] * _GAINS[within[gone]]
            first += 1
        if held > best:
            best = held
    return best


def _said(times: int) -> float:
    return (STANDS if times else 0.0) + OFTEN * times * (SATURATION + 1) / (times + SATURATION)


# What one more of a word adds to a passage that holds it so many times; few stand at one place.
_GAINS = [_said(times + 1) - _said(times) for times in range(1_000)]
