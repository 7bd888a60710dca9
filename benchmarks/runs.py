"""One run: load the library, start the server, measure every visit; then the floor on the same tables."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import database
from benchmarks.client import Measured, Target, WrongAnswer, measure
from benchmarks.report import Line
from benchmarks.server import Server, serve
from benchmarks.visits import Visit, read_visits
from benchmarks.words import page_texts, pair_on

PAGES, FEW_PAGES, MANY_DOCUMENTS = 20, 2, 50_000  # pages of a document; from so many documents on, fewer
SHARES = {"rare": 0.0001, "medium": 0.005, "common": 0.15}  # of pages that hold both words of a search
CROWD = 8


@dataclass(frozen=True)
class Plan:
    """How long, how much, and the folder for results, logs and stored files."""

    folder: Path
    sizes: list[int]
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
        environment = self._environment(name)
        visits = read_visits(_inside(environment, "visits", json.dumps(self.pairs)))
        is_largest = size == max(self.plan.sizes)
        visits = [visit for visit in visits if is_largest or not visit.is_large]
        with serve("clearinghouse.wsgi", "/healthz", environment, self.plan.folder / "portal.log") as server:
            self._portal(size, server, visits, database.url_of(name))
        with serve("benchmarks.floor", "/healthz", environment, self.plan.folder / "floor.log") as server:
            self._floor(size, server, visits)

    def lines(self) -> list[Line]:
        """All visits with their numbers, in order."""
        return [Line(visit, self.measured[name], self.floor.get(name, {})) for name, visit in self.visits.items()]

    def _make(self, name: str, template: str, *arguments: str) -> None:
        if database.exists(name):
            return
        unfinished = f"{name}_new"
        database.create(unfinished, template)
        _inside(self._environment(unfinished), *arguments)
        database.rename(unfinished, name)

    def _environment(self, name: str) -> dict[str, str]:
        """The portal's settings: as in production, on this database, without https because it is loopback."""
        for folder in ("files", "uploads"):
            (self.plan.folder / folder).mkdir(parents=True, exist_ok=True)
        return {
            "DJANGO_SETTINGS_MODULE": "clearinghouse.settings",
            "DATABASE_URL": database.url_of(name),
            "CLEARINGHOUSE_BASE_URL": "http://127.0.0.1:8000",
            "CLEARINGHOUSE_FILES_DIR": str(self.plan.folder / "files"),
            "CLEARINGHOUSE_UPLOADS_DIR": str(self.plan.folder / "uploads"),
        }

    def _portal(self, size: int, server: Server, visits: list[Visit], url: str) -> None:
        self.facts[size] = facts = {"cold_start_s": server.cold_start_seconds, "memory_mb": server.memory_megabytes()}
        change = database.Change(url)
        asked = 0
        for visit in visits:
            self.visits[visit.name] = visit
            found = self._measure(visit, server.port, visit.path, change if visit.is_cold else None)
            self.measured.setdefault(visit.name, {})[size] = found
            asked += found.requests
            say(f"  {visit.name}: {found.p50:.1f} ms")
        change.close()
        if size == max(self.plan.sizes):
            asked += self._fill_up(server, visits[0], self.plan.requests - asked)
        facts |= {"memory_after_mb": server.memory_megabytes(), "requests": asked}

    def _floor(self, size: int, server: Server, visits: list[Visit]) -> None:
        for visit in visits:
            if visit.has_floor:
                self.floor.setdefault(visit.name, {})[size] = self._measure(visit, server.port, visit.path)

    def _measure(self, visit: Visit, port: int, path: str, before: database.Change | None = None) -> Measured:
        target = Target(port, path, visit.cookie, visit.status)
        try:
            return measure(
                target, clients=visit.clients, seconds=self.plan.seconds, rounds=self.plan.rounds, before=before
            )
        except WrongAnswer as error:
            raise SystemExit(f"{visit.name}: {error}") from None

    def _fill_up(self, server: Server, visit: Visit, missing: int) -> int:
        """So many more requests or a few over, by eight clients, before memory is read; returns how many."""
        asked = 0
        while asked < missing:
            target = Target(server.port, visit.path, visit.cookie)
            asked += measure(target, clients=CROWD, seconds=5, rounds=1).requests
        return asked


def say(text: str) -> None:
    """Print at once."""
    print(text, flush=True)


def _inside(environment: dict[str, str], *arguments: str) -> str:
    """Run a part that needs the portal's settings in a process of its own; returns what it printed."""
    command = [sys.executable, "-m", "benchmarks.inside", *arguments]
    quiet = os.environ | environment | {"CLEARINGHOUSE_LOG_LEVEL": "CRITICAL"}
    done = subprocess.run(command, cwd=database.CHECKOUT, env=quiet, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"benchmarks.inside {arguments[0]} failed; its last lines are above.")
    return done.stdout
