"""Measure whether search finds the pages people mean: `make search-quality`.

Asks every judged query as an ordinary member of a portal that holds the fourteen state plans, and prints MRR@10 and
recall@10 beside plain BM25 in the same run. The plans are public but not ours to spread: PLANS names the folder with
them. The database with the plans is kept for the next run until the schema or the reading of files changes.
"""

import argparse
import os
import secrets
from pathlib import Path

from benchmarks import database, stopping
from benchmarks.runs import say
from benchmarks.search_quality.plan_files import files
from benchmarks.sides import Side, this_side


def main() -> None:
    """Make the library if need be, ask, print."""
    stopping.listen()
    options = _options()
    if not files(options.plans):
        raise SystemExit(f"There are no plans in {options.plans}. Name their folder: PLANS=FOLDER make search-quality")
    os.environ["CLEARINGHOUSE_SECRET_KEY"] = secrets.token_urlsafe(50)
    side = this_side(options.folder.absolute())
    side.folder.mkdir(parents=True, exist_ok=True)
    with database.own_server():
        name = _library(side, options.plans, anew=options.anew)
        say(_inside(side, name, *_wanted(options)))


def _wanted(options: argparse.Namespace) -> list[str]:
    if options.check:
        return ["check"]
    if options.sets:
        return ["sets", "held" if options.held else "tune"]
    return ["measure", "held" if options.held else "tune", *(["--failures"] if options.failures else [])]


def _library(side: Side, folder: Path, *, anew: bool) -> str:
    """The name of the database with the plans; made when schema, reading or plans are new."""
    reading = sorted(side.checkout.glob("clearinghouse/lib/files/**/*.py"))
    ours = [side.checkout / "benchmarks" / name for name in ("search_quality/plans.py", "people.py")]
    what = database.digest([*reading, *ours, *files(folder).values()])
    name = f"{database.PREFIX}_{database.digest(database.migrations(side.checkout))}_plans_{what}"
    if anew:
        database.drop(name)
    if not database.exists(name):
        say("Reading the plans, which takes some minutes …")
        _make(side, name, folder)
    return name


def _make(side: Side, name: str, folder: Path) -> None:
    unfinished = f"{name}_new"
    try:
        database.create(unfinished, "template1")
        _inside(side, unfinished, "load", str(folder.absolute()))
        database.rename(unfinished, name)
    except BaseException:
        with stopping.uncut():
            database.drop(unfinished)
        raise


def _inside(side: Side, name: str, *arguments: str) -> str:
    """Run what needs the portal's settings, in a process of its own; what it printed."""
    command = [str(side.python), "-m", "benchmarks.search_quality.inside", *arguments]
    ours = {"CLEARINGHOUSE_LOG_LEVEL": "CRITICAL", "CLEARINGHOUSE_SEARCH_DIR": str(side.folder / "search")}
    quiet = os.environ | side.environment(name) | ours
    return stopping.output_of(command, side.checkout, quiet)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search_quality", description="Measure search.")
    parser.add_argument("--plans", type=Path, default=Path("plans"), help="the folder with xx_nevi_plan.pdf")
    parser.add_argument("--held", action="store_true", help="the half that nobody tunes on; look at it only at the end")
    parser.add_argument("--check", action="store_true", help="only fail when search became worse than the floor")
    parser.add_argument("--sets", action="store_true", help="what each set of synonyms does to the queries instead")
    parser.add_argument("--failures", action=argparse.BooleanOptionalAction, default=True, help="list them")
    parser.add_argument("--anew", action="store_true", help="read the plans once more")
    parser.add_argument("--folder", type=Path, default=Path(".local", "search_quality"), help="for stored files")
    return parser.parse_args()


if __name__ == "__main__":
    main()
