"""Where in a text stands what is looked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from clearinghouse.lib.words import written
from clearinghouse.lib.words.word import Way, Word

MOST_CHARACTERS = 250_000  # as many as full text reads of a page
MOST_FOUND = 5_000  # places in one text; the rest of a text that repeats one word stays without marks
MOST_COMPARED = 200_000  # words that are compared with what may follow
# What is looked for: for each unit its ways in stems, as `typed.Unit.stemmed` has them.
Wanted = Sequence[Sequence[Way]]


class Found(NamedTuple):
    """A unit of what is wanted, by its place among them, and the characters where it stands."""

    start: int
    end: int
    unit: int


def mark(text: str, wanted: Wanted) -> list[tuple[int, int]]:
    """The spans to mark, in order and apart: whole phrases only, each as one."""
    return spans_of(find(text, wanted))


def spans_of(found: Iterable[Found]) -> list[tuple[int, int]]:
    """The same of what was found."""
    spans: list[tuple[int, int]] = []
    for start, end, _ in sorted(found):
        if spans and start < spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        else:
            spans.append((start, end))
    return spans


def find(text: str, wanted: Wanted) -> list[Found]:
    """Every place where a unit stands in one of its ways."""
    ways, needed = _by_first(tuple(map(tuple, wanted)))
    if not ways:
        return []
    places: dict[int, list[Word]] = {}
    for word in written.among(text[:MOST_CHARACTERS], needed):
        places.setdefault(word.position, []).append(word)
    found: list[Found] = []
    compared = 0
    for word in (word for at in places.values() for word in at):
        for way, unit in ways.get(word.forms[0], ()):
            compared += len(way)
            if span := _stands(way, word, places):
                found.append(Found(*span, unit))
        if len(found) >= MOST_FOUND or compared >= MOST_COMPARED:
            break
    return found


@lru_cache(maxsize=64)
def _by_first(wanted: tuple[tuple[Way, ...], ...]) -> tuple[Mapping[str, list[tuple[Way, int]]], frozenset[str]]:
    """The ways by the form they begin with, each with its unit; and every form of them."""
    ways: dict[str, list[tuple[Way, int]]] = {}
    known: set[Way] = set()
    for unit, alternatives in enumerate(wanted):
        for way in alternatives:
            if way and way not in known:
                known.add(way)
                ways.setdefault(way[0], []).append((way, unit))
    return ways, frozenset(form for way in known for form in way)


def _stands(way: Way, first: Word, places: Mapping[int, Sequence[Word]]) -> tuple[int, int] | None:
    """The characters of a way that begins with this word; None where its other forms don't follow."""
    start, end, position = first.start, first.end, first.position + first.span
    for form in way[1:]:
        word = next((word for word in places.get(position, ()) if word.forms[0] == form), None)
        if word is None:
            return None
        start, end, position = min(start, word.start), max(end, word.end), position + word.span
    return start, end


def with_marks(text: str, spans: Iterable[tuple[int, int]], opening: str, closing: str) -> str:
    """The text with a mark before and after each span."""
    return "".join(_pieces(text, spans, opening, closing))


def _pieces(text: str, spans: Iterable[tuple[int, int]], opening: str, closing: str) -> Iterator[str]:
    at = 0
    for start, end in spans:
        yield from (text[at:start], opening, text[start:end], closing)
        at = end
    yield text[at:]
