"""Counties and what stands in their place, as the Census Bureau names them: parishes, boroughs, municipios, cities.

data/counties.csv holds those of 2020, with Connecticut's counties and the planning regions that came after them.
"""

import csv
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "counties.csv"
SOURCE = "https://www.census.gov/library/reference/code-lists/ansi.html"
# What people leave out or write otherwise: "Chittenden", "Orleans Par.", "Saint Louis".
ENDINGS = (
    " planning region", " census area", " city and borough", " municipality", " municipio", " borough", " county",
    " parish", " district", " island",
)  # fmt: skip
CLOSE = 75  # percent of the letters


@cache
def _by_state() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    with DATA.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["state"], []).append(row["name"])
    return {state: tuple(names) for state, names in found.items()}


def counties_of(state: str) -> tuple[str, ...]:
    """The counties of a state, by name."""
    return _by_state().get(state, ())


def county_named(typed: str, state: str) -> str | None:
    """The county's full name, however its ending is left out; None when the state has none of this name.

    "Baltimore" is the county; the city of the same name needs its whole name.
    """
    key = _folded(typed)
    return _whole(state).get(key) or _without_endings(state).get(key)


def counties_like(typed: str, state: str) -> list[str]:
    """Up to three counties of the state that are written almost alike."""
    from rapidfuzz import fuzz, process  # here: few files need it, and it would lengthen every start

    names = _without_endings(state)
    typed = _without_ending(_folded(typed))
    close = process.extract(typed, names.keys(), scorer=fuzz.ratio, limit=3, score_cutoff=CLOSE)
    return [names[key] for key, _, _ in close]


@cache
def _whole(state: str) -> dict[str, str]:
    return {_folded(name): name for name in counties_of(state)}


@cache
def _without_endings(state: str) -> dict[str, str]:
    """By the name alone; the first of two that differ by their endings only."""
    return {_without_ending(_folded(name)): name for name in reversed(counties_of(state))}


def _folded(name: str) -> str:
    words = " ".join(name.casefold().replace("’", "'").split())
    return f"st. {words.removeprefix('saint ')}" if words.startswith("saint ") else words


def _without_ending(name: str) -> str:
    return next((name.removesuffix(ending) for ending in ENDINGS if name.endswith(ending)), name)
