"""Counties and what stands in their place, as the Census Bureau names them: parishes, boroughs, municipios, cities.

data/counties.csv holds those of 2020, with Connecticut's counties and the planning regions that came after them.
"""

import csv
from difflib import get_close_matches
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "counties.csv"
SOURCE = "https://www.census.gov/library/reference/code-lists/ansi.html"
# What people leave out or write otherwise: "Chittenden", "Orleans Par.", "Saint Louis".
ENDINGS = (
    " planning region", " census area", " city and borough", " municipality", " municipio", " borough", " county",
    " parish", " district", " island",
)  # fmt: skip
CLOSE = 0.75


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
    names = counties_of(state)
    whole = {_folded(name): name for name in names}
    without_ending = {_without_ending(_folded(name)): name for name in reversed(names)}
    key = _folded(typed)
    return whole.get(key) or without_ending.get(key)


def counties_like(typed: str, state: str) -> list[str]:
    """Up to three counties of the state that are written almost alike."""
    names = {_without_ending(_folded(name)): name for name in counties_of(state)}
    close = get_close_matches(_without_ending(_folded(typed)), list(names), n=3, cutoff=CLOSE)
    return [names[key] for key in close]


def _folded(name: str) -> str:
    words = " ".join(name.casefold().replace("’", "'").split())
    return f"st. {words.removeprefix('saint ')}" if words.startswith("saint ") else words


def _without_ending(name: str) -> str:
    return next((name.removesuffix(ending) for ending in ENDINGS if name.endswith(ending)), name)
