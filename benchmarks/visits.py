"""What is measured: one address as one person asks for it, with its goals."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Goal:
    """How fast a page should be, times in milliseconds; None where there is no goal."""

    p50: float | None = None
    p95: float | None = None
    growth: float | None = None  # of the median, from the smallest to the largest size
    per_second: float | None = None
    floor: float = 4.0  # how many times the floor's median it may take


@dataclass(frozen=True)
class Visit:
    """One address as one person asks for it."""

    name: str
    path: str
    cookie: str
    goal: Goal = field(default_factory=Goal)
    clients: int = 1
    status: int = 200
    statements: int | None = None
    has_floor: bool = False  # the floor has a page at the same address
    is_cold: bool = False  # a document changes before each request, so that no cached count holds
    is_large: bool = False  # measured at the largest size only
    paths: tuple[str, ...] = ()  # asked for one after another, in place of `path`
    like: str = ""  # the visit that it is made from


def read_visits(text: str) -> list[Visit]:
    """The visits that `python -m benchmarks.inside visits` printed."""
    rows = json.loads(text)
    return [Visit(**{**row, "goal": Goal(**row["goal"]), "paths": tuple(row["paths"])}) for row in rows]


def visits_of_the_other(text: str, ours: Mapping[str, Visit]) -> dict[str, Visit]:
    """Our visits as another commit's `visits` knows them, by name: with its addresses, cookies and statements."""
    rows = {row["name"]: row for row in json.loads(text)}
    known = {name: (visit, rows[visit.like or name]) for name, visit in ours.items() if (visit.like or name) in rows}
    return {
        name: replace(visit, cookie=row["cookie"])
        if visit.paths
        else replace(visit, **{key: row[key] for key in ("path", "cookie", "statements")})
        for name, (visit, row) in known.items()
    }
