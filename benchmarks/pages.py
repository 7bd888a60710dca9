"""Measure what pages cost the processor, beside another commit: `python -m benchmarks.pages --against REV`.

Each side answers in one process without a web server, in rounds that alternate. Only that process counts, not the
database, and only its time on the processor, so that a machine with other work spoils little. Leaves nothing behind,
also when TERM, INT or HUP stop it; with --keep the databases stay, and the next run takes a few seconds.
"""

import argparse
import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from statistics import median

from benchmarks import database, stopping
from benchmarks.libraries import Amounts, Libraries
from benchmarks.queries import queries, with_first_asked
from benchmarks.report import markdown
from benchmarks.runs import SHARES, say
from benchmarks.sides import Side, other_side, this_side
from benchmarks.visits import Visit, read_visits, visits_of_the_other
from benchmarks.words import page_texts, pairs_on

INSIDE = "pages_inside"  # goes into the other checkout as well
USUAL = ("first page", "document page", "reader page", "reader page, words marked", "home")


@dataclass(frozen=True)
class Cost:
    """Of one page: the processor's milliseconds, and function calls in Python."""

    milliseconds: float
    calls: float


@dataclass
class Bench:
    """A side's process, the addresses of its pages, and what each page cost in each round."""

    side: Side
    process: "subprocess.Popen[bytes]"
    visits: dict[str, Visit]
    costs: dict[str, list[Cost]] = field(default_factory=dict)
    left: dict[str, Iterator[str]] = field(default_factory=dict)  # of a page whose address changes

    def ask(self, name: str, count: int) -> Cost:
        """Have the page answered so often."""
        visit = self.visits[name]
        asked = {"path": visit.path, "cookie": visit.cookie, "status": visit.status, "count": count}
        if visit.paths:  # and one more, whose function calls are counted
            left = self.left.setdefault(name, cycle(visit.paths))
            asked["paths"] = [next(left) for _ in range(count + 1)]
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(asked).encode() + b"\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise SystemExit(f"{name}: {self.side.label} gave no answer; its last lines are above.")
        return Cost(**json.loads(answer))

    def measure(self, name: str, count: int) -> None:
        """The same, kept."""
        self.costs.setdefault(name, []).append(self.ask(name, count))

    def of(self, name: str) -> Cost:
        """The medians of a page's rounds."""
        rounds = self.costs[name]
        return Cost(median(each.milliseconds for each in rounds), median(each.calls for each in rounds))


def main() -> None:
    """Run and print the table."""
    stopping.listen()
    options = _options()
    os.environ["CLEARINGHOUSE_SECRET_KEY"] = secrets.token_urlsafe(50)
    folder = options.folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        other = stack.enter_context(other_side(options.against, folder))
        stack.enter_context(database.own_server())
        libraries = Libraries(this_side(folder), Amounts(options.texts, 1_000_000))
        try:
            benches = _benches(stack, libraries, other, options)
            _measure(benches, options)
        finally:
            if not options.keep:
                libraries.drop()
    say(f"\n{table(*benches)}")


def _benches(stack: ExitStack, libraries: Libraries, other: Side, options: argparse.Namespace) -> list[Bench]:
    """Both processes, the other commit's first."""
    texts = page_texts(options.texts)
    pairs = pairs_on(texts, list(SHARES.values()))
    words = json.dumps({name: pair.words for name, pair in zip(SHARES, pairs, strict=True)})
    tree = libraries.tree
    names = {}
    for side in (tree, other):
        say(f"{options.documents:,} documents, {side.label}: loading …")
        libraries.prepare(side)
        names[side] = libraries.of(side, options.documents)
        side.index(names[side])
    known = read_visits(tree.inside(names[tree], "addresses", words))
    ours = {visit.name: visit for visit in with_first_asked(known, queries(texts, SHARES))}
    theirs = visits_of_the_other(other.inside(names[other], "visits", words), ours)
    shutil.copy(database.CHECKOUT / "benchmarks" / f"{INSIDE}.py", other.checkout / "benchmarks")
    return [
        stack.enter_context(_bench(other, names[other], theirs)),
        stack.enter_context(_bench(tree, names[tree], ours)),
    ]


@contextmanager
def _bench(side: Side, name: str, visits: dict[str, Visit]) -> Iterator[Bench]:
    environment = os.environ | side.environment(name) | {"CLEARINGHOUSE_LOG_LEVEL": "CRITICAL"}
    command = [str(side.python), "-m", f"benchmarks.{INSIDE}"]
    pipes = {"cwd": side.checkout, "env": environment, "stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with stopping.running(command, **pipes) as process:
        yield Bench(side, process, visits)


def _measure(benches: Sequence[Bench], options: argparse.Namespace) -> None:
    for name in options.pages:
        if any(name not in bench.visits for bench in benches):
            raise SystemExit(f"{name!r} is no page of both sides; there are: {', '.join(benches[0].visits)}.")
        for bench in benches:
            bench.ask(name, options.warm_up)
        for number in range(options.rounds):
            for bench in benches if number % 2 == 0 else reversed(benches):
                bench.measure(name, options.requests)
        say(f"  {name}: {' | '.join(f'{bench.of(name).milliseconds:.2f}' for bench in benches)} ms")


def table(other: Bench, tree: Bench) -> str:
    """Each page: milliseconds of the processor and function calls of both sides, and the tree's share."""
    label = other.side.label
    head = ["Page", f"{label}, ms", "Tree, ms", "Ratio", f"{label}, calls", "Tree, calls", "Ratio"]
    return markdown([head, *[_row(name, other.of(name), tree.of(name)) for name in tree.costs]])


def _row(name: str, was: Cost, now: Cost) -> list[str]:
    times = [f"{was.milliseconds:.2f}", f"{now.milliseconds:.2f}", f"{now.milliseconds / was.milliseconds:.2f}"]
    return [name, *times, f"{was.calls:.0f}", f"{now.calls:.0f}", f"{now.calls / was.calls:.2f}"]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description="Measure what pages cost.")
    parser.add_argument("--against", metavar="REV", required=True, help="the commit to measure beside the working tree")
    parser.add_argument("--pages", type=lambda text: text.split(";"), default=USUAL, help="their names, with ; between")
    parser.add_argument("--documents", type=int, default=1000, help="in the library")
    parser.add_argument("--texts", type=int, default=2000, help="different page texts")
    parser.add_argument("--rounds", type=int, default=9, help="for each page; their median counts")
    parser.add_argument("--requests", type=int, default=15, help="of one round; their median counts")
    parser.add_argument("--warm-up", type=int, default=10, help="requests before a page is measured")
    parser.add_argument("--folder", type=Path, default=Path(".local", "bench"), help="for files and the other commit")
    parser.add_argument("--keep", action="store_true", help="keep the databases; the next run loads nothing")
    return parser.parse_args()


if __name__ == "__main__":
    main()
