"""Filters that words suggest: the state, document type, guidance era, year or region they name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from clearinghouse.lib.words import typed
from documents.finding.asking.places import places_in
from documents.finding.filters import BY_NAME
from documents.finding.hits import Preference

_YEAR = re.compile(r"(?:19|20)\d\d")
# Names that are common words: alone they suggest nothing.
COMMON_NAMES = frozenset({"report", "contract", "template", "slides", "roadmap", "west", "central"})
LONGEST_NAME = 5
Key = tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """The portal's own words: states by code, and by the words of their names the values of other filters."""

    states: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[Key, Preference] = field(default_factory=dict)

    def preferences_in(self, words: Sequence[str]) -> tuple[Preference, ...]:
        """Each filter value that the words name, in order."""
        found = [Preference("state", place.code, self.states[place.code]) for place in places_in(words, self.states)]
        at = 0
        while at < len(words):
            length, preference = self._named_at(words, at)
            if preference is not None:
                found.append(preference)
            at += length
        return tuple(dict.fromkeys(found))

    def _named_at(self, words: Sequence[str], at: int) -> tuple[int, Preference | None]:
        for length in range(min(LONGEST_NAME, len(words) - at), 0, -1):
            preference = self.named.get(_key(" ".join(words[at : at + length])))
            if preference is not None:
                return length, preference
        return 1, year_of(words[at])


def year_of(word: str) -> Preference | None:
    """The year that a word is."""
    bare = word.strip(".,;:?!()")
    return Preference("year", bare, bare) if _YEAR.fullmatch(bare) else None


@lru_cache(maxsize=2048)
def _key(text: str) -> Key:
    unit = typed.phrase(text)
    return unit.stemmed[0] if unit is not None else ()


def read_reference() -> Reference:
    """The reference data of now; what an administrator edits counts within a minute."""
    states = {choice.value: choice.label for choice in BY_NAME["state"].choices()}
    named: dict[Key, Preference] = {}
    for facet in ("region", "era", "kind"):
        for choice in BY_NAME[facet].choices():
            label = choice.label.partition(" (")[0]
            if label.lower() not in COMMON_NAMES:
                named[_key(label)] = Preference(facet, choice.value, label)
    named.pop((), None)
    return Reference(states, named)
