"""What a page is looked for by, as plain values that know neither the index nor the database."""

from collections.abc import Callable
from dataclasses import replace

from clearinghouse.lib.frozen import dataclass
from documents.finding.hits import Preference

# A word said otherwise is worth less than the word itself, and stands in its place: never on top of it.
SAME_THING = 0.8
# A saying such as “out of order” stands in hardly any document: what documents say for it is what was meant.
PLAINLY = 0.95
# A word that is only near in meaning, such as “storm” for “hurricane”.
NEAR = 0.33
LITTLE = 0.4  # what a common word such as “keep” counts, of its rarity


@dataclass(frozen=True)
class Run:
    """Words side by side, as the index has them. weight is below 1 for another way to say it."""

    words: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True)
class Column:
    """A fact of the document that says the same as the word: its state, kind, era or year."""

    facet: str
    value: str
    weight: float


@dataclass(frozen=True)
class Concept:
    """One word as typed (or several that are one, such as “J 1772”), with every way to say it, the best first."""

    typed: str
    runs: tuple[Run, ...]
    columns: tuple[Column, ...] = ()
    share: float = 1.0  # of its rarity that counts
    is_asking: bool = False  # a saying and no name of anything, such as “who gets hired” or “right now”
    is_name: bool = False  # typed with a capital among other words, such as “Ford”

    @property
    def is_known(self) -> bool:
        """Whether it needs no page to be a word: it names a fact of documents, or leads to other words."""
        return bool(self.columns) or any(run.weight < 1 for run in self.runs)

    @property
    def said_runs(self) -> tuple[Run, ...]:
        """The ways to say it, without words that are only near."""
        return tuple(run for run in self.runs if run.weight > NEAR)

    def standing(self, stands: Callable[[str], bool]) -> "Concept":
        """Without the ways that have a word which stands on no page at all; the first stays, and one of other words."""
        first, *others = self.runs
        standing = [run for run in others if all(map(stands, run.words))]
        if self.is_known and not any(run.weight < 1 for run in standing):
            standing += [run for run in others if run.weight < 1][:1]
        return replace(self, runs=(first, *standing))

    @property
    def is_place(self) -> bool:
        """Whether it names a state, which a page of that state's document needn't repeat."""
        return any(column.facet == "state" for column in self.columns)


@dataclass(frozen=True)
class Held:
    """Something that must stand on the page, in one of its ways."""

    concept: Concept


@dataclass(frozen=True)
class Every:
    """Parts that must all hold."""

    parts: tuple["Demand", ...]


@dataclass(frozen=True)
class Either:
    """Parts of which one must hold."""

    parts: tuple["Demand", ...]


@dataclass(frozen=True)
class Without:
    """What must not hold."""

    part: "Demand"


Demand = Held | Every | Either | Without


@dataclass(frozen=True)
class Asked:
    """A query understood. Pages with all of `concepts` come first; `demands` must hold, whatever else does."""

    concepts: tuple[Concept, ...] = ()
    demands: tuple[Demand, ...] = ()
    preferences: tuple[Preference, ...] = ()
    problem: str = ""

    @property
    def ranked(self) -> tuple[Concept, ...]:
        """Everything whose presence makes a page better: the words, and what was demanded."""
        return (*self.concepts, *(concept for demand in self.demands for concept in wished(demand)))

    def standing(self, stands: Callable[[str], bool]) -> "Asked":
        """The same without ways to say its words that could find nothing; `stands`: whether any page has a word."""
        return replace(self, concepts=tuple(concept.standing(stands) for concept in self.concepts))

    @property
    def names_place(self) -> bool:
        return any(concept.is_place for concept in self.ranked)

    @property
    def is_empty(self) -> bool:
        return not self.concepts and not self.demands


def wished(demand: Demand) -> tuple[Concept, ...]:
    """The concepts of a demand that speak for a page, not those it must not hold."""
    match demand:
        case Held(concept):
            return (concept,)
        case Without():
            return ()
        case Every(parts) | Either(parts):
            return tuple(concept for part in parts for concept in wished(part))
