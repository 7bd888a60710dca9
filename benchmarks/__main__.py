"""Measure the portal at several sizes: `python -m benchmarks --sizes 1000,10000,100000 --seconds 3 --rounds 3`.

Makes databases of its own, on an embedded PostgreSQL of its own unless DATABASE_URL names a server whose role may
create databases. Talks to loopback only and ends only what it started. Results go to .local/bench.
"""

import argparse
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import database, report
from benchmarks.runs import Plan, Run


def main() -> None:
    """Run, print the table, keep the numbers. Missed goals are shown and are no error."""
    options = _options()
    options.folder = options.folder.absolute()
    os.environ["CLEARINGHOUSE_SECRET_KEY"] = secrets.token_urlsafe(50)
    plan = Plan(
        folder=options.folder,
        sizes=sorted(options.sizes),
        seconds=options.seconds,
        rounds=options.rounds,
        texts=options.texts,
        large_file_bytes=options.large_file_bytes,
        requests=options.requests,
    )
    with database.own_server():
        run = Run(plan)
        try:
            run.prepare()
            for size in plan.sizes:
                run.at(size)
        finally:
            if not options.keep:
                run.drop()
    lines = run.lines()
    print(f"\n{report.table(lines)}\n\n{report.facts_table(run.facts)}")
    moment = datetime.now(UTC)
    facts = {"commit": report.commit(), "at": moment.isoformat(timespec="seconds"), "by_size": run.facts}
    path = plan.folder / f"{moment:%Y%m%d-%H%M%S}.json"
    path.write_text(report.as_json(lines, facts))
    print(f"\n{facts['commit']}, {facts['at']}: all numbers are in {path}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the portal's speed.")
    parser.add_argument("--sizes", type=_sizes, default=[1000, 10_000, 100_000], help="numbers of documents")
    parser.add_argument("--seconds", type=float, default=3.0, help="of one round")
    parser.add_argument("--rounds", type=int, default=3, help="for each page; their median counts")
    parser.add_argument("--folder", type=Path, default=Path(".local", "bench"), help="for results, logs and files")
    parser.add_argument("--keep", action="store_true", help="keep the databases; the next run loads nothing")
    parser.add_argument("--texts", type=int, default=20_000, help="different page texts")
    parser.add_argument("--large-file-bytes", type=int, default=100_000_000, help="the large download")
    parser.add_argument(
        "--requests", type=int, default=10_000, help="after so many at the largest size, memory is read again"
    )
    return parser.parse_args()


def _sizes(text: str) -> list[int]:
    return [int(size) for size in text.split(",")]


if __name__ == "__main__":
    main()
