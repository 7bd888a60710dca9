"""Numbers of people, shown so that nobody can work out what one person read.

SECURITY: fewer than five are never told, and more than that only in steps of five. There is no count of all readers:
what stands in its place is the sum of the numbers that are shown, so that taking the others away from it leaves
nothing. Only years that are over are counted: the difference of two periods could be one person's day.
"""

from collections.abc import Iterable

FEWEST = 5
STEP = 5


def shown_people(people: int) -> int | None:
    """The number in steps of five; None for fewer than five, and for nobody."""
    return people - people % STEP if people >= FEWEST else None


def shown_total(shown: Iterable[int | None]) -> int | None:
    """The sum of what is shown; None where nothing is."""
    numbers = [number for number in shown if number is not None]
    return sum(numbers) if numbers else None


def in_words(people: int | None) -> str:
    """ "15 or more", "fewer than 5"."""
    return f"fewer than {FEWEST}" if people is None else f"{people:,} or more"
