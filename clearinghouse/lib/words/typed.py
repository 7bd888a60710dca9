"""What somebody looks for: each word with all the ways it can be written."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, islice, product, zip_longest

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.words import alike, exact, written
from clearinghouse.lib.words.stems import COMMON, stem
from clearinghouse.lib.words.word import Way, Word

MOST_WAYS = 32
_ROADS = ("interstate", "us")
DENYING = "non"  # "-residential" leaves out what is residential, not what is non-residential


@dataclass(frozen=True)
class Unit:
    """One thing looked for. It is found where one of its ways stands, its forms side by side.

    The ways are exact forms, the first as typed; `stemmed` are the same as `written.read` gives them. A word that is
    looked for together with its neighbors has their joint ways too: (cyber or cybersecurity) and (security or
    cybersecurity) is the same as (cyber and security) or cybersecurity.
    """

    typed: str
    ways: tuple[Way, ...]

    @property
    def forms(self) -> Way:
        """As typed."""
        return self.ways[0]

    @property
    def is_common(self) -> bool:
        """Whether it is a word that stands everywhere, such as "the": passed over unless in a phrase."""
        return len(self.forms) == 1 and self.forms[0] in COMMON

    @property
    def stemmed(self) -> tuple[Way, ...]:
        """Its ways in stems, each once."""
        return tuple(dict.fromkeys(tuple(map(stem, way)) for way in self.ways))


def read(text: str) -> list[Word]:
    """What was typed, word by word, as `written.read` reads a text."""
    return written.read(text)


def phrase(text: str) -> Unit | None:
    """Words that stand side by side, as one unit; None where there is none."""
    forms = exact.forms_of(text)
    return Unit(text, _ways(forms)) if forms else None


def units(words: str | Sequence[str]) -> list[Unit]:
    """Words that all must stand somewhere, each as a unit. One with signs inside, such as design/build, is one unit,
    and so are a letter or a number with what belongs to it: I 80, 150 kW.
    """
    typed = words.split() if isinstance(words, str) else words
    read = [(word, _forms_before(word, after)) for word, after in zip_longest(typed, typed[1:], fillvalue="")]
    groups = list(_belonging([(word, forms) for word, forms in read if forms]))
    found = [Unit(word, _ways(forms)) for word, forms in groups]
    for first, last, way in _across([forms for _, forms in groups]):
        for at in range(first, last):
            ways = found[at].ways
            if way not in ways:
                found[at] = replace(found[at], ways=(*ways, way))
    return found


def _forms_before(word: str, after: str) -> Way:
    """The forms of a word where another stands after it: 5.195 is one number before “billion”."""
    following = exact.forms_of(after)
    return exact.forms_of(f"{word} {after}")[: -len(following)] if following else exact.forms_of(word)


def _belonging(words: Sequence[tuple[str, Way]]) -> Iterator[tuple[str, Way]]:
    """A letter or "interstate" and its number, a number and its unit of measure: as one."""
    at = 0
    while at < len(words):
        word, forms = words[at]
        following = words[at + 1] if at + 1 < len(words) else ("", ())
        if len(forms) == len(following[1]) == 1 and _belong(word, forms[0], following[1][0]):
            yield f"{word} {following[0]}", (*forms, *following[1])
            at += 2
        else:
            yield word, forms
            at += 1


def _belong(word: str, form: str, following: str) -> bool:
    if alike.is_number(form):
        return alike.is_measure(following) and following != "a"
    is_letter = len(form) == 1 and form.isalpha() and word != "a"
    return alike.is_number(following) and (is_letter or form in _ROADS)


def _ways(forms: Way) -> tuple[Way, ...]:
    """The ways to write what stands side by side, as typed first: other spellings of each part, and of all parts
    together; two words as one and one as two, one at a time.
    """
    ways = dict.fromkeys([forms, *_joined(forms)])
    slots = list(_slots(forms))
    for choice in islice(product(*slots), MOST_WAYS):
        ways[tuple(form for part in choice for form in part)] = None
    for at, form in enumerate(forms):
        for halves in alike.in_two(form):
            ways[(*forms[:at], *halves, *forms[at + 1 :])] = None
    return tuple(islice(ways, MOST_WAYS))


def _joined(forms: Way) -> Iterator[Way]:
    if 1 < len(forms) < 5 and all(form.isalpha() for form in forms) and len("".join(forms)) <= alike.LONGEST_JOINED:
        yield ("".join(forms),)
    for at in range(len(forms) - 1):
        if joined := alike.in_one(forms[at], forms[at + 1]):
            yield (*forms[:at], *joined, *forms[at + 2 :])


def _slots(forms: Way) -> Iterator[list[Way]]:
    """The parts, each with how else it is spelled: 97 or ninety-seven, kW or kilowatt."""
    at = 0
    while at < len(forms):
        others = list(alike.spelled_otherwise(forms, at))
        length = max((length for length, _ in others), default=1)
        yield [forms[at : at + length], *((*way, *forms[at + many : at + length]) for many, way in others)]
        at += length


def _across(groups: Sequence[Way]) -> Iterator[tuple[int, int, Way]]:
    """What several words typed side by side can be written as: (first, last + 1, way)."""
    forms = tuple(form for group in groups for form in group)
    begins = list(accumulate(map(len, groups), initial=0))
    for at, begin in enumerate(begins[:-1]):
        are_plain = len(groups[at]) == 1 and [len(group) for group in groups[at + 1 : at + 2]] == [1]
        if are_plain and (joined := alike.in_one(forms[begin], forms[begin + 1])):
            yield at, at + 2, joined
        for length, way in alike.spelled_otherwise(forms[begin:], 0):
            stop = bisect_left(begins, begin + length)
            if stop > at + 1:
                yield at, stop, (*way, *forms[begin + length : begins[stop]])
