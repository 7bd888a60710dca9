"""Words of a text that stand elsewhere in its next version."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

SHORTEST = 15  # words; fewer that are found again are chance: headings, table cells, the foot of each page
MOST_CANDIDATES = 20  # places at which the same words are looked at more closely

# A word, or None between two stretches that do not follow one another.
Words = Sequence[str | None]


class Move(NamedTuple):
    """So many words that stood at `first` and stand at `there` now."""

    first: int
    there: int
    length: int


def moves(gone: Words, come: Words) -> list[Move]:
    """Which of the words that are gone came in another stretch, in their order; each place once.

    Stretches of the same number took each other's place: what is found again there did not move. Where several places
    fit, the one with the longest run counts.
    """
    left, right = _stretches(gone), _stretches(come)
    places = defaultdict(list)
    for place in range(len(come) - SHORTEST + 1):
        places[tuple(come[place : place + SHORTEST])].append(place)
    taken, found, first = bytearray(len(come)), list[Move](), 0
    while first <= len(gone) - SHORTEST:
        begin = tuple(gone[first : first + SHORTEST])
        candidates = [] if None in begin else places.get(begin, [])[:MOST_CANDIDATES]
        if any(right[there] == left[first] for there in candidates):
            candidates = []
        runs = [Move(first, there, _length(gone, first, come, there, taken)) for there in candidates]
        longest = max(runs, key=lambda run: run.length, default=Move(first, 0, 0))
        if longest.length >= SHORTEST:
            taken[longest.there : longest.there + longest.length] = b"\x01" * longest.length
            found.append(longest)
        first += longest.length if longest.length >= SHORTEST else 1
    return found


def _stretches(words: Words) -> list[int]:
    """The number of the stretch in which each word stands."""
    numbers, number = [], 0
    for word in words:
        numbers.append(number)
        number += word is None
    return numbers


def _length(gone: Words, first: int, come: Words, there: int, taken: bytearray) -> int:
    """How many words are the same from there on, up to the end of either stretch."""
    most, length = min(len(gone) - first, len(come) - there), 0
    while length < most and gone[first + length] == come[there + length] is not None and not taken[there + length]:
        length += 1
    return length
