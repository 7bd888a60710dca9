"""Measure what uploads cost the worker, beside another commit: `python -m benchmarks.intake --against REV`.

Each side has its own checkout, database, folder of files and worker. Every file is put in on both in turn, through
the filing of that side, and what its worker and all children used of the processor is read when no job is left.
Leaves nothing behind, also when TERM, INT or HUP stop it. Needs a system that has /proc.
"""

import argparse
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from benchmarks import database, intake_files, processor, stopping
from benchmarks.report import markdown
from benchmarks.runs import say
from benchmarks.sides import Side, other_side, this_side

INSIDE = "intake_inside"  # goes into the other checkout as well
START_SECONDS = 60.0


@dataclass(frozen=True)
class Spent:
    """For one file: seconds of the processor in the worker and its children, and seconds by the clock."""

    processor: float
    wall: float


@dataclass
class Station:
    """A side with its worker, and the process that puts files in."""

    side: Side
    worker: "subprocess.Popen[bytes]"
    putter: "subprocess.Popen[bytes]"
    spent: dict[str, list[Spent]] = field(default_factory=dict)

    def put(self, path: Path) -> Spent:
        """Put a file in and wait until everything about it is done."""
        before, started = processor.seconds_of(self.worker.pid), time.perf_counter()
        assert self.putter.stdin is not None
        assert self.putter.stdout is not None
        self.putter.stdin.write(os.fsencode(path) + b"\n")
        self.putter.stdin.flush()
        became = self.putter.stdout.readline().decode().strip()
        wall = time.perf_counter() - started
        if became not in ("ready", "held"):
            raise SystemExit(f"{path.name} became {became or 'nothing'} on {self.side.label}.")
        return Spent(processor.seconds_of(self.worker.pid) - before, wall)

    def measure(self, path: Path) -> None:
        """The same, kept."""
        self.spent.setdefault(path.name, []).append(self.put(path))

    def of(self, name: str) -> Spent:
        """The medians of a file's rounds."""
        rounds = self.spent[name]
        return Spent(median(each.processor for each in rounds), median(each.wall for each in rounds))

    def total(self) -> Spent:
        """Of all files."""
        each = [self.of(name) for name in self.spent]
        return Spent(sum(spent.processor for spent in each), sum(spent.wall for spent in each))


def main() -> None:
    """Run and print the table."""
    stopping.listen()
    options = _options()
    os.environ["CLEARINGHOUSE_SECRET_KEY"] = secrets.token_urlsafe(50)
    folder = options.folder.absolute()
    own = folder / "intake"
    try:
        own.mkdir(parents=True, exist_ok=True)
        files = intake_files.found_in(options.files) or intake_files.make(own / "made", options.pages)
        with ExitStack() as stack:
            other = stack.enter_context(other_side(options.against, folder))
            stack.enter_context(database.own_server())
            sides = [other, this_side(folder)]
            stations = [stack.enter_context(_station(side, own, options)) for side in sides]
            _measure(stations, files, options.rounds)
    finally:
        with stopping.uncut():
            shutil.rmtree(own, ignore_errors=True)
    say(f"\n{table(*stations)}")


def _measure(stations: Sequence[Station], files: Sequence[Path], rounds: int) -> None:
    smallest = min(files, key=lambda path: path.stat().st_size)
    for station in stations:
        station.put(smallest)  # what is compiled, connected and forked once is no file's
    for number in range(rounds):
        for path in files:
            for station in stations if number % 2 == 0 else reversed(stations):
                station.measure(path)
            lasts = " | ".join(f"{station.spent[path.name][-1].processor:.2f}" for station in stations)
            say(f"  round {number + 1}, {path.name}: {lasts} s")


def table(other: Station, tree: Station) -> str:
    """Each file and all of them: seconds of the processor and by the clock of both sides, and the tree's share."""
    label = other.side.label
    head = [
        "File",
        f"{label}, processor s",
        "Tree, processor s",
        "Ratio",
        f"{label}, clock s",
        "Tree, clock s",
        "Ratio",
    ]
    rows = [_row(name, other.of(name), tree.of(name)) for name in tree.spent]
    return markdown([head, *rows, _row("all", other.total(), tree.total())])


def _row(name: str, was: Spent, now: Spent) -> list[str]:
    processors = [f"{was.processor:.2f}", f"{now.processor:.2f}", _ratio(now.processor, was.processor)]
    return [name, *processors, f"{was.wall:.1f}", f"{now.wall:.1f}", _ratio(now.wall, was.wall)]


def _ratio(now: float, was: float) -> str:
    return f"{now / was:.2f}" if was else "–"


@contextmanager
def _station(side: Side, own: Path, options: argparse.Namespace) -> Iterator[Station]:
    """The side with a new database and its worker, until the end of the block."""
    side = replace(side, folder=own / side.label)
    name = f"{database.PREFIX}_intake_{side.label}"
    if side.checkout != database.CHECKOUT:
        shutil.copy(database.CHECKOUT / "benchmarks" / f"{INSIDE}.py", side.checkout / "benchmarks")
    try:
        say(f"People and tables, {side.label}: loading …")
        database.create(name, "template1")
        environment = os.environ | side.environment(name) | {"CLEARINGHOUSE_LOG_LEVEL": "CRITICAL"}
        environment |= {"PATH": _path(os.environ["PATH"], recognizes=options.recognition)}
        inside = [str(side.python), "-m", f"benchmarks.{INSIDE}"]
        stopping.output_of([*inside, "prepare"], side.checkout, environment)
        pipes = {"cwd": side.checkout, "env": environment, "stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        worker = [str(side.python), "manage.py", "procrastinate", "worker"]
        with (
            stopping.running(worker, cwd=side.checkout, env=environment, **quiet) as working,
            stopping.running([*inside, "put"], **pipes) as putting,
        ):
            yield Station(side, working, putting)
    finally:
        with stopping.uncut():
            database.drop(name)


def _path(path: str, *, recognizes: bool) -> str:
    """Where programs are found; without the folders of Tesseract where scans are not to be recognized."""
    folders = path.split(os.pathsep)
    kept = folders if recognizes else [folder for folder in folders if not (Path(folder) / "tesseract").exists()]
    return os.pathsep.join(kept)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intake", description="Measure what uploads cost.")
    parser.add_argument("--against", metavar="REV", required=True, help="the commit to measure beside the working tree")
    parser.add_argument("--files", type=Path, help="a folder with PDF files; without it some are made")
    parser.add_argument("--rounds", type=int, default=3, help="for each file; their median counts")
    parser.add_argument("--pages", type=int, default=60, help="of the longest file that is made")
    parser.add_argument("--folder", type=Path, default=Path(".local", "bench"), help="to work in")
    parser.add_argument(
        "--no-recognition", action="store_false", dest="recognition", help="hide Tesseract, so that scans stay unread"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
