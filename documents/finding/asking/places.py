"""States and territories in what was typed: by name, possessive, postal code, or the name of their DOT.

“Vermont’s sites” and “VT” mean the state; “Vermont Avenue”, “Georgia Power” and “George Washington” do not.
"""

import re
from collections.abc import Mapping, Sequence

from clearinghouse.lib.frozen import dataclass

_WORDS_TOO = "al ak ar as co ct de dc ga gu hi id il in la ma md me mi mn mo mp ms mt ne oh ok or pa pr vi"
_NAMES_OF_OTHERS = """
avenue ave street st road rd boulevard blvd drive dr lane ln highway hwy parkway pkwy turnpike way plaza square power
edison gas light river lake bay creek gulf mountain mountains valley springs falls beach city county university college
tech instruments post monument bridge island sound
"""
_COMMON_AFTER = "power gas light city county way highway drive beach mountain mountains valley river university bridge"
# Postal codes that are words, or short for something else, in lower case; in upper case beside other words they count.
WORDS_TOO = frozenset(_WORDS_TOO.split())
# With one of these after it, a state's name is part of another name: Vermont Avenue.
NAMES_OF_OTHERS_AFTER = frozenset(_NAMES_OF_OTHERS.split())
# In lower case these follow a state's name as common words: “vermont power outages”.
COMMON_AFTER = frozenset(_COMMON_AFTER.split())
NAMES_OF_OTHERS_BEFORE = frozenset({"george", "mount", "mt", "fort", "ft", "lake", "port", "gulf"})
# What departments of transportation are called in speech, where it isn't the code and “DOT”.
DEPARTMENTS = {
    "caltrans": "CA", "deldot": "DE", "fdot": "FL", "gdot": "GA", "hdot": "HI", "iowadot": "IA", "indot": "IN",
    "kytc": "KY", "ladotd": "LA", "massdot": "MA", "mainedot": "ME", "mndot": "MN", "modot": "MO", "ncdot": "NC",
    "nddot": "ND", "nhdot": "NH", "njdot": "NJ", "nmdot": "NM", "nysdot": "NY", "odot": "OH", "penndot": "PA",
    "ridot": "RI", "scdot": "SC", "sddot": "SD", "tdot": "TN", "txdot": "TX", "udot": "UT", "vdot": "VA",
    "vtrans": "VT", "wsdot": "WA", "wisdot": "WI", "wvdot": "WV", "wydot": "WY",
}  # fmt: skip
ALSO_CALLED = {"washington dc": "DC", "washington d c": "DC", "u s virgin islands": "VI", "us virgin islands": "VI"}
_LETTERS = re.compile(r"[^a-z]+")
_POSSESSIVE = re.compile(r"['’ʼ]s$|(?<=s)['’ʼ]$")


@dataclass(frozen=True)
class Place:
    """Words from `start` up to `stop` name a state. A department also stands as a word of its own."""

    start: int
    stop: int
    code: str
    is_department: bool = False


def places_in(words: Sequence[str], names: Mapping[str, str]) -> list[Place]:
    """The states among words as typed; `names` are theirs by postal code."""
    known = {_plain(name): code for code, name in names.items()} | {
        name: code for name, code in ALSO_CALLED.items() if code in names
    }
    plain = [_plain(_POSSESSIVE.sub("", word.strip(".,;:?!()"))) for word in words]
    found, at = [], 0
    while at < len(words):
        place = _named(words, plain, at, known) or _coded(words, plain, at, names)
        if place is not None:
            found.append(place)
        at = place.stop if place is not None else at + 1
    return found


def _plain(word: str) -> str:
    """Lower-case letters, other characters as one blank: “Hawaiʻi” is hawaii, “D.C.” is d c."""
    return _LETTERS.sub(" ", re.sub(r"['’ʻʼ]", "", word.lower())).strip()


def _named(words: Sequence[str], plain: Sequence[str], at: int, known: Mapping[str, str]) -> Place | None:
    for length in range(min(5, len(words) - at), 0, -1):
        code = known.get(" ".join(plain[at : at + length]))
        if code is not None:
            stop = at + length
            return None if _names_something_else(words, plain, at, stop) else Place(at, stop, code)
    return None


def _names_something_else(words: Sequence[str], plain: Sequence[str], at: int, stop: int) -> bool:
    if at and plain[at - 1] in NAMES_OF_OTHERS_BEFORE:
        return True
    if stop >= len(words) or _POSSESSIVE.search(words[stop - 1]) or plain[stop] not in NAMES_OF_OTHERS_AFTER:
        return False
    if plain[stop] == "power" and stop + 1 == len(words):
        return True  # “georgia power” is the utility
    return words[stop][:1].isupper() or plain[stop] not in COMMON_AFTER


def _coded(words: Sequence[str], plain: Sequence[str], at: int, names: Mapping[str, str]) -> Place | None:
    bare = _POSSESSIVE.sub("", words[at].strip(".,;:?!()"))
    if plain[at] in DEPARTMENTS and DEPARTMENTS[plain[at]] in names:
        return Place(at, at + 1, DEPARTMENTS[plain[at]], is_department=True)
    if bare.upper() not in names or not bare.isalpha():
        return None
    if bare.isupper() and (bare.lower() not in WORDS_TOO or not _is_shouted(words)):
        return Place(at, at + 1, bare)
    return Place(at, at + 1, bare.upper()) if bare.lower() not in WORDS_TOO else None


def _is_shouted(words: Sequence[str]) -> bool:
    """Whether everything is in upper case, so that upper case says nothing."""
    letters = [word for word in words if word.isalpha()]
    return len(letters) > 1 and all(word.isupper() for word in letters)
