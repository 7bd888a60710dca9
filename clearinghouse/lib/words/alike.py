"""How else the same could be written: kW for kilowatt, L2 for Level 2, 5 for five, build out for buildout."""

from collections.abc import Iterator

from clearinghouse.lib.words import spellings
from clearinghouse.lib.words.numbers import LONGEST, in_digits, in_words
from clearinghouse.lib.words.stems import COMMON
from clearinghouse.lib.words.word import Way

# Units of measure, and the forms that are the same unit. The single letters count only after a number.
UNITS: dict[str, tuple[Way, ...]] = {
    "kw": (("kilowatt",),),
    "kwh": (("kilowatt", "hour"), ("kw", "hour")),
    "mw": (("megawatt",),),
    "mwh": (("megawatt", "hour"), ("mw", "hour")),
    "gw": (("gigawatt",),),
    "gwh": (("gigawatt", "hour"),),
    "kv": (("kilovolt",),),
    "kva": (("kilovolt", "ampere"),),
}
_AFTER_NUMBER = {"v": "volt", "a": "amp", "w": "watt", "ft": "feet"}
_SPELLED = {
    **{way: (unit,) for unit, ways in UNITS.items() for way in ways},
    **{(*way[:-1], way[-1] + "s"): (unit,) for unit, ways in UNITS.items() for way in ways},
}
_BEFORE_NUMBER: dict[Way, Way] = {("l",): ("level",), ("i",): ("interstate",)}
_BEFORE_NUMBER |= {long: short for short, long in _BEFORE_NUMBER.items()}
_FIRST_HALVES = frozenset(("on", "off", "up", "down", "out", "under"))  # common words that begin or end a joined one
_LAST_HALVES = frozenset(("on", "off", "up", "down", "out", "over", "in", "by", "through"))
_PREFIXES = frozenset(("e", "re", "co", "de", "bi", "un"))  # e-mail, re-use, co-location; longer ones need no list
_VOWELS = frozenset("aeiouy")
LONGEST_JOINED = 30


def spelled_otherwise(forms: Way, at: int) -> Iterator[tuple[int, Way]]:
    """For the words that begin at a place: (how many of them, what can stand instead)."""
    yield from _measures(forms, at)
    yield from spellings.otherwise(forms, at)
    for length in range(min(LONGEST + 1, len(forms) - at), 0, -1):
        digits = in_digits(forms[at : at + length])
        if digits is not None:
            yield length, (digits,)
            yield from ((length, words) for words in in_words(digits) if words != forms[at : at + length])
            break
    for words in in_words(forms[at]):
        yield 1, words


def _measures(forms: Way, at: int) -> Iterator[tuple[int, Way]]:
    form, following = forms[at], forms[at + 1 : at + 2]
    for way in UNITS.get(form, ()):
        yield 1, way
    for length in (2, 1):
        short = _SPELLED.get(forms[at : at + length])
        if short is not None and at + length <= len(forms):
            yield length, short
    if following and is_number(following[0]) and (form,) in _BEFORE_NUMBER:
        yield 2, (*_BEFORE_NUMBER[form,], *following)
    if following and is_number(form):
        for sign, name in _AFTER_NUMBER.items():
            if following[0] in (sign, name, name + "s"):
                yield 2, (form, name if following[0] == sign else sign)


def in_two(form: str) -> Iterator[Way]:
    """The ways to write one word as two: buildout → build out. Which of them is English, only texts can tell."""
    if not form.isalpha() or not 3 <= len(form) <= LONGEST_JOINED:
        return
    is_acronym = len(form) < 6 and _VOWELS.isdisjoint(form)  # M/HD
    for at in range(1, len(form)):
        first, last = form[:at], form[at:]
        is_first = first in _FIRST_HALVES or first in _PREFIXES or (at > 2 and first not in COMMON)
        is_last = last in _LAST_HALVES or (len(last) > 2 and last not in COMMON)
        if is_acronym or (is_first and is_last):
            yield first, last


def in_one(first: str, last: str) -> Way | None:
    """Two words that may be written as one: cyber security → cybersecurity; never "of the" or "in form"."""
    if not (first.isalpha() and last.isalpha()) or len(first) + len(last) > LONGEST_JOINED:
        return None
    if (first in COMMON and first not in _FIRST_HALVES) or (last in COMMON and last not in _LAST_HALVES):
        return None
    return (first + last,) if len(first) + len(last) > 2 else None


def is_number(form: str) -> bool:
    """Whether it begins with a digit: 80, 12.5."""
    return form[0] in "0123456789"


def is_measure(form: str) -> bool:
    """Whether it is a unit that stands after a number."""
    return form in UNITS or form in _AFTER_NUMBER or (form,) in _SPELLED
