"""One run: load the library, start the server, measure every visit; then the floor on the same tables."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from benchmarks import database
from benchmarks.client import Measured, Target, WrongAnswer, measure
from benchmarks.report import Line
from benchmarks.server import Server, serve
from benchmarks.visits import Visit, read_visits
from benchmarks.words import page_texts, pair_on

RESULTS = database.CHECKOUT / ".local" / "bench"
PAGES, FEW_PAGES, MANY_DOCUMENTS = 20, 2, 50_000  # pages of a document; from so many documents on, fewer
SHARES = {"rare": 0.0001, "medium": 0.005, "common": 0.15}  # of pages that hold both words of a search
CROWD = 8


@dataclass(frozen=True)
class Plan:
    """How long and how much."""

    seconds: float
    rounds: int
    texts: int
    large_file_bytes: int
    requests: int


class Run:
    """Holds what was measured so far, by size and by the name of the visit."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.base = database.name_of(f"base_{plan.texts}")
        self.pairs: dict[str, str] = {}
        self.visits: dict[str, Visit] = {}
        self.measured: dict[str, dict[int, Measured]] = {}
        self.floor: dict[str, dict[int, Measured]] = {}
        self.facts: dict[int, dict[str, Any]] = {}

    def prepare(self) -> None:
        """The base database with people and texts, and the words to search for."""
        texts = page_texts(self.plan.texts)
        self.pairs = {name: pair_on(texts, share).words for name, share in SHARES.items()}
        self._make(self.base, "template1", "base", str(self.plan.texts))

    def drop(self) -> None:
        """Remove every database that a benchmark made on this server."""
        for name in database.left_behind():
            database.drop(name)

    def at(self, size: int) -> None:
        """Load so many documents and measure all visits on them."""
        say(f"{size:,} documents: loading …")
        name = database.name_of(size)
        pages = FEW_PAGES if size >= MANY_DOCUMENTS else PAGES
        self._make(name, self.base, "documents", str(size), str(pages), str(self.plan.large_file_bytes))
        environment = _environment(name)
        visits = read_visits(_inside(environment, "visits", json.dumps(self.pairs)))
        with serve("clearinghouse.wsgi", "/healthz", environment, RESULTS / "portal.log") as server:
            self._portal(size, server, visits, database.url_of(name))
        with serve("benchmarks.floor", "/healthz", environment, RESULTS / "floor.log") as server:
            self._floor(size, server, visits)

    def lines(self) -> list[Line]:
        """All visits with their numbers, in order."""
        return [Line(visit, self.measured[name], self.floor.get(name, {})) for name, visit in self.visits.items()]

    def _make(self, name: str, template: str, *arguments: str) -> None:
        if database.exists(name):
            return
        unfinished = f"{name}_new"
        database.create(unfinished, template)
        _inside(_environment(unfinished), *arguments)
        database.rename(unfinished, name)

    def _portal(self, size: int, server: Server, visits: list[Visit], url: str) -> None:
        self.facts[size] = facts = {"cold_start_s": server.cold_start_seconds, "memory_mb": server.memory_megabytes()}
        change = database.Change(url)
        asked = 0
        for visit in visits:
            if visit.is_large and size < MANY_DOCUMENTS:
                continue
            self.visits[visit.name] = visit
            found = self._measure(visit, server.port, visit.path, change if visit.is_cold else None)
            self.measured.setdefault(visit.name, {})[size] = found
            asked += found.requests
            say(f"  {visit.name}: {found.p50:.1f} ms")
        change.close()
        facts["memory_after_mb"] = server.memory_megabytes()
        facts["requests"] = asked
        self._fill_up(server, visits[0], self.plan.requests - asked)
        facts["memory_after_many_mb"] = server.memory_megabytes()

    def _floor(self, size: int, server: Server, visits: list[Visit]) -> None:
        for visit in visits:
            if visit.has_floor and not (visit.is_large and size < MANY_DOCUMENTS):
                self.floor.setdefault(visit.name, {})[size] = self._measure(visit, server.port, visit.path)

    def _measure(self, visit: Visit, port: int, path: str, before: database.Change | None = None) -> Measured:
        target = Target(port, path, visit.cookie, visit.status)
        try:
            return measure(
                target, clients=visit.clients, seconds=self.plan.seconds, rounds=self.plan.rounds, before=before
            )
        except WrongAnswer as error:
            raise SystemExit(f"{visit.name}: {error}") from None

    def _fill_up(self, server: Server, visit: Visit, missing: int) -> None:
        """More requests by eight clients, until a worker has answered as many as the goal for memory says."""
        while missing > 0:
            missing -= measure(
                Target(server.port, visit.path, visit.cookie), clients=CROWD, seconds=5, rounds=1
            ).requests


def say(text: str) -> None:
    """Print at once."""
    print(text, flush=True)


def _environment(name: str) -> dict[str, str]:
    """The portal's settings: as in production, on this database, without https because it is loopback."""
    for folder in ("files", "uploads"):
        (RESULTS / folder).mkdir(exist_ok=True)
    return {
        "DJANGO_SETTINGS_MODULE": "clearinghouse.settings",
        "DATABASE_URL": database.url_of(name),
        "CLEARINGHOUSE_BASE_URL": "http://127.0.0.1:8000",
        "CLEARINGHOUSE_FILES_DIR": str(RESULTS / "files"),
        "CLEARINGHOUSE_UPLOADS_DIR": str(RESULTS / "uploads"),
    }


def _inside(environment: dict[str, str], *arguments: str) -> str:
    """Run a part that needs the portal's settings in a process of its own; returns what it printed."""
    command = [sys.executable, "-m", "benchmarks.inside", *arguments]
    # Cookies are printed, so the output goes nowhere else.
    done = subprocess.run(
        command, cwd=database.CHECKOUT, env=os.environ | environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"benchmarks.inside {arguments[0]} failed; its last lines are above.")
    return done.stdout
