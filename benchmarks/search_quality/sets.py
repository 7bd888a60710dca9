"""What each set of words for the same thing does to the judged queries: which it helps, and which it harms."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.search_quality.judged import Judged
from benchmarks.search_quality.measures import Answer, Search, answers
from clearinghouse.lib.words import typed
from documents.finding.synonyms import Same, stored_sets, trying


@dataclass(frozen=True)
class SetEffect:
    """A set, and the queries whose answers are others with it than without it."""

    same: Same
    without: tuple[Answer, ...]
    within: tuple[Answer, ...]

    @property
    def gain(self) -> float:
        """How much better the queries are with the set, in places of the first answer and in recall together."""
        return sum(map(_worth, self.within)) - sum(map(_worth, self.without))


def effects(search: Search, queries: Sequence[Judged]) -> list[SetEffect]:
    """The sets that change the worth of a query, those that harm most first."""
    sets = stored_sets()
    found = (_effect(search, same, sets, queries) for same in sets)
    return sorted((effect for effect in found if abs(effect.gain) > 1e-9), key=lambda effect: effect.gain)


def report(found: Iterable[SetEffect]) -> str:
    """Each set with what it does, query by query."""
    return "\n".join(line for effect in found for line in _lines(effect))


def _effect(search: Search, same: Same, sets: Sequence[Same], queries: Sequence[Judged]) -> SetEffect:
    asked = [judged for judged in queries if _is_said(same, judged.query)]
    within = answers(search, asked)
    with trying([other for other in sets if other != same]):
        without = answers(search, asked)
    changed = [both for both in zip(without, within, strict=True) if _worth(both[0]) != _worth(both[1])]
    return SetEffect(same, tuple(one for one, _ in changed), tuple(other for _, other in changed))


def _is_said(same: Same, query: str) -> bool:
    """Whether one of the set's words may be in the query."""
    said = f" {' '.join(_stems(query))} "
    return any(f" {' '.join(stems)} " in said for word, _ in same.others() if (stems := _stems(word)))


def _stems(text: str) -> tuple[str, ...]:
    return tuple(word.forms[0] for word in typed.read(text))


def _worth(answer: Answer) -> float:
    return answer.reciprocal + answer.recall


def _lines(effect: SetEffect) -> Iterator[str]:
    yield f"{effect.gain:+.3f}  {' = '.join(effect.same.terms)}"
    for without, within in zip(effect.without, effect.within, strict=True):
        change = (
            f"{without.reciprocal:.2f} → {within.reciprocal:.2f}, recall {without.recall:.2f} → {within.recall:.2f}"
        )
        yield f"        {within.judged.query}: {change}"
