"""Measure pages beside the document page of the same run: `python -m benchmarks.ratios`.

The real server answers each page and the document page (or `--beside` another) in rounds that alternate, so that
whatever else the machine does meets both. Told are the time to the first byte by the clock, and what a request took of
the processor in the web processes and in the database's. Leaves nothing behind, also when TERM, INT or HUP stop it;
with --keep the databases stay, and the next run takes seconds to begin.
"""

import argparse
import json
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psycopg

from benchmarks import database, stopping
from benchmarks.client import Asked, Pace, Target, one_round, percentile, warm_up
from benchmarks.libraries import Amounts, Libraries
from benchmarks.report import commit, markdown
from benchmarks.runs import say
from benchmarks.server import Server, processor_seconds
from benchmarks.sides import Side, this_side
from benchmarks.visits import Visit, read_visits

DOCUMENT = "document page"
PAGES = (
    "phase map, 300 layers to choose from", "phase map, a layer on it", "phase map for the public, no layer to choose",
    "phase map, a corridor", "phase map, a hub", "a state’s page", "all states", "five states compared",
    "coverage", "coverage, every document type",
    "the Collaborative", "the Collaborative: resources", "the Collaborative: career pathways",
    "the Collaborative: training providers", "the Collaborative: a state", "the Collaborative: a state with its city",
    "a study", "reuse and lineage of a document", "what sharing did, own state",
    "answers of 56 states to 40 questions", "home", "reader page",
)  # fmt: skip
GOAL = 1.5
BACKENDS = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True)
class Cost:
    """Of one request in milliseconds: until its first byte, and of the processor in web processes and the database."""

    first_byte: float
    web: float
    database: float

    @property
    def processor(self) -> float:
        """Of both."""
        return self.web + self.database


@dataclass(frozen=True)
class Line:
    """A page and the one beside it, in each round."""

    visit: Visit
    page: Sequence[Cost]
    document: Sequence[Cost]

    def ratio(self, of: Callable[[Cost], float]) -> float:
        """The page's cost beside the other's, the median of the rounds."""
        return median(of(page) / of(document) for page, document in zip(self.page, self.document, strict=True))


class Clock:
    """Reads what a server and its connections to the database have used of the processor."""

    def __init__(self, server: Server, url: str) -> None:
        self._server, self._connection = server, psycopg.connect(url, autocommit=True)

    def close(self) -> None:
        """Let go of the connection that it asks by."""
        self._connection.close()

    def read(self) -> tuple[float, float]:
        """Seconds of the web processes, and of the database's; 0 where the system does not tell."""
        backends = self._connection.execute(BACKENDS).fetchall()
        return self._server.processor_seconds(), sum(processor_seconds(pid) for (pid,) in backends)


def main() -> None:
    """Run and print the table."""
    stopping.listen()
    options = _options()
    os.environ["CLEARINGHOUSE_SECRET_KEY"] = secrets.token_urlsafe(50)
    folder = options.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    with database.own_server():
        tree = this_side(folder)
        libraries = Libraries(tree, Amounts(options.texts, 1_000_000))
        try:
            say(f"{options.documents:,} documents: loading …")
            libraries.prepare(tree)
            name = libraries.of(tree, options.documents)
            lines = _measured(tree, name, options)
        finally:
            if not options.keep:
                libraries.drop()
    say(f"\n{commit()}, {options.documents:,} documents\n\n{table(lines, options.beside, options.goal)}")


def _measured(tree: Side, name: str, options: argparse.Namespace) -> list[Line]:
    pairs = json.dumps(dict.fromkeys(("rare", "medium", "common"), "charging station"))
    # Without searches: they need an index, which is not measured here.
    visits = {
        visit.name: visit for visit in read_visits(tree.inside(name, "visits", pairs, options.beside, *options.pages))
    }
    if missing := [page for page in options.pages if page not in visits]:
        raise SystemExit(f"No pages of the benchmark: {'; '.join(missing)}.")
    with tree.serve(name) as server, _clock(server, database.url_of(name)) as clock:
        lines = []
        for page in options.pages:
            lines.append(_in_turn(visits[page], visits[options.beside], server, clock, options))
            say(f"  {page}: {lines[-1].ratio(lambda cost: cost.first_byte):.2f}")
        return lines


@contextmanager
def _clock(server: Server, url: str) -> Iterator[Clock]:
    clock = Clock(server, url)
    try:
        yield clock
    finally:
        clock.close()


def _in_turn(page: Visit, document: Visit, server: Server, clock: Clock, options: argparse.Namespace) -> Line:
    asked = [Asked(Target(server.port, each.path, each.cookie, each.status)) for each in (page, document)]
    pace = Pace(seconds=0, rounds=options.rounds, fewest=options.requests)
    for each in asked:
        # PostgreSQL settles on a plan after five runs on each connection, and both workers have theirs.
        warm_up(each.target, options.warm_up, each.requests())
    costs: tuple[list[Cost], list[Cost]] = ([], [])
    for number in range(options.rounds):
        order = (0, 1) if number % 2 == 0 else (1, 0)
        for which in order:
            costs[which].append(_cost(asked[which], pace, clock))
    return Line(page, *costs)


def _cost(asked: Asked, pace: Pace, clock: Clock) -> Cost:
    before = clock.read()
    done = one_round(asked, pace)
    web, backends = (now - then for now, then in zip(clock.read(), before, strict=True))
    each = 1000 / len(done.times)
    return Cost(percentile(done.first_bytes, 0.5) * 1000, web * each, backends * each)


def table(lines: Sequence[Line], beside: str = DOCUMENT, goal: float = GOAL) -> str:
    """Milliseconds of each page, and its ratios to the one beside it; what is above the goal is marked."""
    head = [
        "Page", "first byte, ms", f"× {beside}", "processor, ms", "of it the database", f"× {beside}", "SQL",
    ]  # fmt: skip
    return markdown([head, *(_row(line, goal) for line in lines)])


def _row(line: Line, goal: float) -> list[str]:
    first, processor, backends = (
        median(of(cost) for cost in line.page)
        for of in (_first_byte, lambda cost: cost.processor, lambda cost: cost.database)
    )
    return [
        line.visit.name,
        f"{first:.1f}",
        _marked(line.ratio(_first_byte), goal),
        f"{processor:.1f}",
        f"{backends:.1f}",
        _marked(line.ratio(lambda cost: cost.processor), goal),
        str(line.visit.statements),
    ]


def _first_byte(cost: Cost) -> float:
    return cost.first_byte


def _marked(ratio: float, goal: float) -> str:
    return f"**{ratio:.2f}**" if ratio > goal else f"{ratio:.2f}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ratios", description="Pages beside the document page.")
    parser.add_argument("--pages", type=lambda text: text.split(";"), default=PAGES, help="their names, with ; between")
    parser.add_argument("--beside", default=DOCUMENT, help="the page that they are compared with")
    parser.add_argument("--goal", type=float, default=GOAL, help="the ratio above which a page is marked")
    parser.add_argument("--documents", type=int, default=10_000, help="in the library")
    parser.add_argument("--texts", type=int, default=2000, help="different page texts")
    parser.add_argument("--rounds", type=int, default=9, help="of each of the two pages; their median counts")
    parser.add_argument("--requests", type=int, default=25, help="of one round")
    parser.add_argument("--warm-up", type=int, default=16, help="connections that ask before a page is measured")
    parser.add_argument("--folder", type=Path, default=Path(".local", "bench"), help="for files and logs")
    parser.add_argument("--keep", action="store_true", help="keep the databases; the next run loads nothing")
    return parser.parse_args()


if __name__ == "__main__":
    main()
