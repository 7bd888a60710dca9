"""Filters that words suggest: the state, document type, guidance era, year, region or working group they name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import lru_cache

from django.core.cache import caches

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.words import typed
from documents.finding.asking.places import places_in
from documents.finding.filters import BY_NAME, Choice
from documents.finding.hits import Preference

_GROUP = re.compile(r"(?: regional)?(?: working)? group$", re.IGNORECASE)
_PARTS = re.compile(r" (?:and|of|for|in|on) ")
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
    choices = {facet: BY_NAME[facet].choices() for facet in ("state", "region", "era", "kind", "group")}
    kept: _Kept | None = caches["facets"].get("reference")
    if kept is None or any(choices[facet] is not kept.choices[facet] for facet in choices):
        kept = _Kept(choices, _reference(choices))
        caches["facets"].set("reference", kept)
    return kept.reference


@dataclass(frozen=True)
class _Kept:
    """The reference data, and the very lists of choices that it was made of."""

    choices: Mapping[str, Sequence[Choice]]
    reference: Reference


def _reference(choices: Mapping[str, Sequence[Choice]]) -> Reference:
    states = {choice.value: choice.label for choice in choices["state"]}
    named: dict[Key, Preference] = {}
    for facet in ("region", "era", "kind"):
        for choice in choices[facet]:
            label = choice.label.partition(" (")[0]
            if label.lower() not in COMMON_NAMES:
                named[_key(label)] = Preference(facet, choice.value, label)
    named |= _groups(choices["group"])
    named.pop((), None)
    return Reference(states, named)


def _groups(choices: Sequence[Choice]) -> dict[Key, Preference]:
    """Working groups by what people call them; a name that two of them share means neither."""
    called: dict[Key, set[Preference]] = {}
    for choice in choices:
        for name in _names_of_group(choice.label):
            called.setdefault(_key(name), set()).add(Preference("group", choice.value, _documents_of(choice.label)))
    return {key: next(iter(groups)) for key, groups in called.items() if len(groups) == 1}


def _documents_of(label: str) -> str:
    """ "Cybersecurity of EV Charging group documents", as they are called where they are listed first."""
    return f"{label} documents" if label.lower().endswith("group") else f"{label} group documents"


def _names_of_group(label: str) -> list[str]:
    """ "Cybersecurity of EV Charging" is the cybersecurity group; by its matter alone it is never meant."""
    whole, _, rest = _GROUP.sub("", label).partition(" (")
    names = dict.fromkeys([whole, *_PARTS.split(whole), rest.partition(")")[0]])  # (M/HD) is short for the whole
    return [f"{name} {ending}" for name in names if name for ending in ("group", "working group")]
