"""One run: start the servers on a loaded library and measure every visit on each of them in turn."""

import json
import statistics
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks import database
from benchmarks.client import Asked, Connection, Measured, Pace, Target, WrongAnswer, measure, measure_in_turn, warm_up
from benchmarks.libraries import Amounts, Libraries
from benchmarks.queries import queries, with_first_asked
from benchmarks.report import Line
from benchmarks.server import Server
from benchmarks.sides import Side
from benchmarks.visits import Visit, read_visits, visits_of_the_other
from benchmarks.words import page_texts, pairs_on

SHARES = {"rare": 0.0001, "medium": 0.005, "common": 0.15}  # of pages that hold both words of a search
CROWD = 8
TEXTS_FOR_WORDS = 20_000  # are enough to tell how common a word is
FILL_UP = Pace(seconds=2, rounds=1)


@dataclass(frozen=True)
class Plan:
    """How long, how much, and the folder for results, logs and stored files."""

    folder: Path
    sizes: list[int]
    pace: Pace
    amounts: Amounts
    requests: int
    starts: int
    only: str = ""  # measure only visits whose name has this word

    @property
    def largest(self) -> int:
        """The size at which goals are held and two commits compared."""
        return max(self.sizes)


@dataclass
class Served:
    """A side whose server runs, on which database, and where it finds each visit."""

    side: Side
    server: Server
    url: str
    visits: dict[str, Visit]
    facts: dict[str, Any] = field(default_factory=dict)
    requests: int = 0

    def target(self, name: str) -> Target:
        """What to ask this server for."""
        visit = self.visits[name]
        return Target(self.server.port, visit.path, visit.cookie, visit.status)


class Run:
    """Holds what was measured so far, by the name of the visit and by size.

    The floor and the other commit are measured at the largest size only: there all are compared.
    """

    def __init__(self, plan: Plan, tree: Side, other: Side | None = None) -> None:
        self.plan, self.tree, self.other = plan, tree, other
        self.libraries = Libraries(tree, plan.amounts)
        self.pairs: dict[str, str] = {}
        self.queries: dict[str, tuple[str, ...]] = {}
        self.visits: dict[str, Visit] = {}
        self.measured: dict[str, dict[int, Measured]] = {}
        self.floor: dict[str, dict[int, Measured]] = {}
        self.of_other: dict[str, tuple[Visit, Measured]] = {}
        self.facts: dict[int, dict[str, Any]] = {}
        self.facts_of_other: dict[str, Any] = {}

    def prepare(self) -> None:
        """The databases that all libraries start from, and the words to search for."""
        for side in self._sides(self.plan.largest):
            say(f"People and texts, {side.label}: loading …")
            self.libraries.prepare(side)
        texts = page_texts(min(TEXTS_FOR_WORDS, self.plan.amounts.texts))
        pairs = pairs_on(texts, list(SHARES.values()))
        self.queries = queries(texts, SHARES)
        self.pairs = {name: pair.words for name, pair in zip(SHARES, pairs, strict=True)}

    def at(self, size: int) -> None:
        """Load so many documents and measure all visits on them."""
        names, indexes = {}, {}
        for side in self._sides(size):
            say(f"{size:,} documents, {side.label}: loading …")
            names[side] = self.libraries.of(side, size)
            indexes[side] = side.index(names[side])
        is_largest = size == self.plan.largest
        what = "visits" if is_largest else "addresses"
        known = read_visits(self.tree.inside(names[self.tree], what, json.dumps(self.pairs)))
        visits = with_first_asked(known, self.queries)
        chosen = [visit for visit in visits if self.plan.only in visit.name]
        self.visits = {visit.name: visit for visit in chosen if is_largest or not visit.is_large}
        starts = self._cold_starts(names, self.plan.starts - 1 if is_largest else 0)
        with ExitStack() as servers:
            served = []
            for side, name in names.items():
                server = servers.enter_context(side.serve(name))
                served.append(Served(side, server, database.url_of(name), self._visits_of(side, name, server.port)))
                served[-1].facts = self._facts_at_start(server, starts[side])
            floor = servers.enter_context(self.tree.serve(names[self.tree], "benchmarks.floor")) if is_largest else None
            for each in served:
                each.facts["index"] = indexes[each.side]
            self._measure_all(size, served, floor)
            self._read_memory(size, served)
        self.facts[size], *others = [each.facts for each in served]
        self.facts_of_other = others[0] if others else {}

    def lines(self) -> list[Line]:
        """All visits with their numbers, in order."""
        return [
            Line(visit, self.measured[name], self.floor.get(name, {}), *self.of_other.get(name, (None, None)))
            for name, visit in self.visits.items()
        ]

    def _sides(self, size: int) -> list[Side]:
        return [self.tree, self.other] if self.other and size == self.plan.largest else [self.tree]

    def _visits_of(self, side: Side, name: str, port: int) -> dict[str, Visit]:
        if side == self.tree:
            return self.visits
        own = visits_of_the_other(side.inside(name, "visits", json.dumps(self.pairs)), self.visits)
        if self.libraries.maker(side) != self.tree:
            return own
        lent = {name: visit for name, visit in self.visits.items() if name not in own}
        return own | {name: visit for name, visit in lent.items() if _answers(visit, port)}

    def _cold_starts(self, names: dict[Side, str], count: int) -> dict[Side, list[Server]]:
        """So many starts of each side, in turn, each ended; the start of the measured server is one more."""
        starts: dict[Side, list[Server]] = {side: [] for side in names}
        for _ in range(count):
            for side, name in names.items():
                with side.serve(name) as server:
                    starts[side].append(server)
        return starts

    def _facts_at_start(self, server: Server, before: list[Server]) -> dict[str, Any]:
        starts = [*before, server]
        processor = [start.start_processor_seconds for start in starts if start.start_processor_seconds]
        warm_up(Target(server.port, "/healthz"), CROWD)
        return {
            "cold_start_s": statistics.median(start.cold_start_seconds for start in starts),
            "start_processor_s": statistics.median(processor) if processor else None,
            "memory_mb": server.memory_megabytes(),
        }

    def _measure_all(self, size: int, served: list[Served], floor: Server | None) -> None:
        with ExitStack() as connections:
            changes = [connections.enter_context(database.Change(each.url)) for each in served]
            for visit in self.visits.values():
                asked = [
                    Asked(
                        each.target(visit.name),
                        visit.clients,
                        change if visit.is_cold else None,
                        cycle(visit.paths) if visit.paths else None,
                    )
                    for each, change in zip(served, changes, strict=True)
                    if visit.name in each.visits
                ]
                bare = [Asked(Target(floor.port, visit.path, visit.cookie))] if floor and visit.has_floor else []
                found = self._in_turn(visit, [*asked, *bare])
                if bare:
                    self.floor[visit.name] = {size: found.pop()}
                self._keep(size, visit, served, found)

    def _in_turn(self, visit: Visit, asked: list[Asked]) -> list[Measured]:
        try:
            return measure_in_turn(asked, self.plan.pace)
        except WrongAnswer as error:
            raise SystemExit(f"{visit.name}: {error}") from None

    def _keep(self, size: int, visit: Visit, served: list[Served], found: list[Measured]) -> None:
        knowing = [each for each in served if visit.name in each.visits]
        for each, measured in zip(knowing, found, strict=True):
            each.requests += measured.requests
            if each.side == self.tree:
                self.measured.setdefault(visit.name, {})[size] = measured
            else:
                self.of_other[visit.name] = each.visits[visit.name], measured
        say(f"  {visit.name}: {' | '.join(f'{measured.p50:.1f}' for measured in found)} ms")

    def _read_memory(self, size: int, served: list[Served]) -> None:
        """After the same number of requests or a few over, at the largest size; by eight clients."""
        first = next(iter(self.visits))
        for each in served:
            while size == self.plan.largest and each.requests < self.plan.requests:
                each.requests += measure(Asked(each.target(first), CROWD), FILL_UP).requests
            each.facts |= {"memory_after_mb": each.server.memory_megabytes(), "requests": each.requests}


def say(text: str) -> None:
    """Print at once."""
    print(text, flush=True)


def _answers(visit: Visit, port: int) -> bool:
    """Whether a server that never heard of the visit has the page all the same."""
    connection = Connection(port)
    try:
        return connection.get(Target(port, visit.path, visit.cookie).request())[0] == visit.status
    except WrongAnswer:
        return False
    finally:
        connection.close()
