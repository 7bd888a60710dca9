"""Words for the same thing, as administrators keep them: which other ways to say it a typed word has."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import lru_cache

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.words import typed
from documents.finding.asking import idle
from documents.finding.asking.sayings import ARTICLES, plainly
from documents.finding.asking.wanted import PLAINLY, SAME_THING, Run
from documents.finding.synonyms import Same, synonym_sets

LONGEST_TERM = 6  # words of a term that are compared with what was typed
# A word of a saying tells what is meant where it has so many letters and leads to no more sets.
SHORTEST_TELLING, MOST_TOLD = 4, 3

Way = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """By a term's words, the words of every term that stands in for it.

    `everyday` are those that lead one way, as `plainly` has them: what people say, and documents don't, such as “out of
    order”. Apart, the words of one mean something else, so it is looked for as one thing. `telling` are single words
    that only few sets have in such a saying: “secondhand” is told by “secondhand car”.
    """

    others: Mapping[Way, tuple[Way, ...]] = field(default_factory=dict)
    everyday: frozenset[Way] = frozenset()
    telling: Mapping[str, tuple[Way, ...]] = field(default_factory=dict)

    def __contains__(self, way: Way) -> bool:
        return way in self.others

    def is_saying(self, words: Sequence[str]) -> bool:
        """Whether these words, side by side, are one of them."""
        plain = plainly(words)
        return len(plain) > 1 and not {words[0], words[-1]} & ARTICLES and plain in self.everyday

    def of(self, words: Way) -> tuple[Way, ...]:
        """What stands in for these words."""
        found = self.others.get(words)
        return found if found is not None else self.others.get(plainly(words), ())


def same_thing_table() -> Table:
    """Every term with what stands in for it, now."""
    return table_of(synonym_sets())


@lru_cache(maxsize=8)
def table_of(sets: tuple[Same, ...]) -> Table:
    """The table of these sets. A word that leads one way may lead to several of them."""
    others: dict[Way, tuple[Way, ...]] = {}
    everyday: set[Way] = set()
    for same in sets:
        for term, stand_in in same.others():
            way = words_of(term)
            if not way:
                continue
            read = [other for one in stand_in if (other := words_of(one))]
            keys = {way}
            if term in same.one_way:
                keys.add(plainly(way))
                everyday.add(plainly(way))
            for key in keys:
                others[key] = tuple(dict.fromkeys([*others.get(key, ()), *read]))
    return Table(others, frozenset(everyday), _telling(sets))


def _telling(sets: Sequence[Same]) -> dict[str, tuple[Way, ...]]:
    """By a word of everyday sayings, the words of the sets it leads to; not of one that stands in many."""
    led: dict[str, dict[int, tuple[Way, ...]]] = {}
    for number, same in enumerate(sets):
        words = {word for term in same.one_way if " " in term for word in term.lower().split()}
        for word in words - idle.GRAMMAR - idle.QUESTIONS - idle.LIGHT:
            way = words_of(word)
            if len(way) == 1 and len(word) >= SHORTEST_TELLING:
                led.setdefault(way[0], {})[number] = tuple(read for term in same.terms if (read := words_of(term)))
    return {
        word: tuple(dict.fromkeys(way for ways in found.values() for way in ways))
        for word, found in led.items()
        if len(found) <= MOST_TOLD
    }


@lru_cache(maxsize=8)
def everyday_words(sets: tuple[Same, ...]) -> tuple[str, ...]:
    """The single words of what leads one way, in small letters: no document's words, and known to everybody."""
    words = (word for same in sets for term in same.one_way for word in term.lower().split())
    return tuple(dict.fromkeys(word for word in words if word.isalpha()))


@lru_cache(maxsize=8192)
def words_of(term: str) -> Way:
    """A term's words as they are looked for."""
    unit = typed.phrase(term)
    return unit.stemmed[0] if unit is not None else ()


def otherwise(table: Table, words: Way) -> tuple[Run, ...]:
    """Other ways to say the term of these words."""
    weight = PLAINLY if table.is_saying(words) else SAME_THING
    return tuple(Run(way, weight) for way in table.of(words) if way != words)


def told_by(table: Table, word: str) -> tuple[Run, ...]:
    """What a word of everyday sayings leads to, for one that hardly any page has."""
    return tuple(Run(way, SAME_THING) for way in table.telling.get(word, ()))
