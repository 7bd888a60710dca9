"""Words for the same thing, as administrators keep them: which other ways to say it a typed word has."""

from collections.abc import Mapping
from functools import lru_cache

from clearinghouse.lib.words import typed
from documents.finding.asking.wanted import Run
from documents.finding.synonyms import Same, synonym_sets

LONGEST_TERM = 6  # words of a term that are compared with what was typed

Way = tuple[str, ...]
# By its words: the words of every term that stands in for it.
Table = Mapping[Way, tuple[Way, ...]]


def same_thing_table() -> Table:
    """Every term with what stands in for it, now."""
    return table_of(synonym_sets())


@lru_cache(maxsize=8)
def table_of(sets: tuple[Same, ...]) -> Table:
    """The table of these sets."""
    table: dict[Way, tuple[Way, ...]] = {}
    for same in sets:
        for term, others in same.others():
            if way := words_of(term):
                read = [other for one in others if (other := words_of(one))]
                table[way] = tuple(dict.fromkeys([*table.get(way, ()), *read]))
    return table


@lru_cache(maxsize=8192)
def words_of(term: str) -> Way:
    """A term's words as they are looked for."""
    unit = typed.phrase(term)
    return unit.stemmed[0] if unit is not None else ()


def otherwise(table: Table, words: Way, weight: float) -> tuple[Run, ...]:
    """Other ways to say the term of these words."""
    return tuple(Run(way, weight) for way in table.get(words, ()) if way != words)
