"""Measure the portal: `python -m benchmarks`, or beside another commit: `python -m benchmarks --against REV`.

Makes databases of its own, on an embedded PostgreSQL of its own unless DATABASE_URL names a server whose role may
create databases. Talks to loopback only, and ends all that it started, also when TERM, INT or HUP stop it. Results
go to .local/bench.
"""

import argparse
import os
import secrets
import shutil
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import database, report, stopping
from benchmarks.client import Pace
from benchmarks.libraries import Amounts
from benchmarks.runs import Plan, Run, say
from benchmarks.sides import other_side, this_side, with_packages_as_of


def main() -> None:
    """Run, print the tables, keep the numbers. Missed goals are shown and are no error."""
    stopping.listen()
    started = time.monotonic()
    options = _options()
    os.environ["CLEARINGHOUSE_SECRET_KEY"] = secrets.token_urlsafe(50)
    plan = _plan(options)
    plan.folder.mkdir(parents=True, exist_ok=True)
    beside = other_side(options.against, plan.folder) if options.against else nullcontext()
    with beside as other, database.own_server():
        tree = this_side(plan.folder)
        run = Run(plan, with_packages_as_of(tree, other) if other else tree, other)
        try:
            run.prepare()
            for size in plan.sizes:
                run.at(size)
        finally:
            if not options.keep:
                run.libraries.drop()
                shutil.rmtree(plan.folder / "search", ignore_errors=True)
    _report(run)
    say(f"It took {(time.monotonic() - started) / 60:.1f} minutes.")


def _report(run: Run) -> None:
    lines = run.lines()
    say(f"\n{report.table(lines)}\n\n{report.facts_table(run.facts)}")
    moment = datetime.now(UTC)
    facts = {"commit": report.commit(), "at": moment.isoformat(timespec="seconds"), "by_size": run.facts}
    if run.other:
        label = run.other.label
        say(f"\n{report.comparison(label, lines, run.facts[run.plan.largest], run.facts_of_other)}")
        facts |= {"against": label, "facts_of_other": run.facts_of_other}
    path = run.plan.folder / f"{moment:%Y%m%d-%H%M%S}.json"
    path.write_text(report.as_json(lines, facts))
    say(f"\n{facts['commit']}, {facts['at']}: all numbers are in {path}")


def _plan(options: argparse.Namespace) -> Plan:
    return Plan(
        folder=options.folder.absolute(),
        sizes=sorted(options.sizes),
        pace=Pace(options.seconds, options.rounds, options.fewest, options.warm_up),
        amounts=Amounts(options.texts, options.large_file_bytes, options.pages),
        requests=options.requests,
        starts=options.starts,
        only=options.only,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the portal's speed.")
    parser.add_argument("--against", metavar="REV", help="a commit to measure beside the working tree, in turn")
    parser.add_argument("--sizes", type=_sizes, default=[1000, 100_000], help="numbers of documents")
    parser.add_argument("--seconds", type=float, default=0.3, help="of one round")
    parser.add_argument("--rounds", type=int, default=3, help="for each page; their median counts")
    parser.add_argument("--fewest", type=int, default=5, help="requests of a client in a round, however slow")
    parser.add_argument("--warm-up", type=int, default=4, help="connections that ask before a page is measured")
    parser.add_argument("--starts", type=int, default=3, help="cold starts at the largest size; their median counts")
    parser.add_argument("--folder", type=Path, default=Path(".local", "bench"), help="for results, logs and files")
    parser.add_argument("--keep", action="store_true", help="keep the databases; the next run loads nothing")
    parser.add_argument("--texts", type=int, default=20_000, help="different page texts")
    parser.add_argument("--pages", type=int, help="of a document: 20 unless told, and 2 from 50,000 documents on")
    parser.add_argument("--only", default="", metavar="WORD", help="measure only visits whose name has it")
    parser.add_argument("--large-file-bytes", type=int, default=100_000_000, help="the large download")
    parser.add_argument(
        "--requests", type=int, default=1000, help="after so many at the largest size, memory is read again"
    )
    return parser.parse_args()


def _sizes(text: str) -> list[int]:
    return [int(size) for size in text.split(",")]


if __name__ == "__main__":
    main()
