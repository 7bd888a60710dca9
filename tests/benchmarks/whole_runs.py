"""Whole runs of benchmarks at a tiny size, each on a PostgreSQL of its own, and what is left of them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks import database
from tests.own_postgres import fill_template, kept, own_postgres

SMALL = (  # noqa: SIM905 - reads as it is typed
    "--seconds 0 --rounds 1 --fewest 1 --warm-up 1 --starts 1 --texts 50 --large-file-bytes 1000000 --requests 0"
).split()

KEPT = ["40", "50", "base_50"]  # what the databases hold that the first run keeps


@dataclass(frozen=True)
class FirstRun:
    """What a run printed and returned, the folder as it left it, and what still ran then."""

    finished: "subprocess.CompletedProcess[str]"
    folder: Path
    processes: list[str]


def first_run(dump: bytes) -> FirstRun:
    """Of two sizes, from no database, on a server that knows our tables."""
    with own_postgres(cluster="durable") as folder:
        with server_in(folder):
            fill_template(dump)
        command = benchmarks(folder, "--sizes", "40,50", "--keep")
        finished = subprocess.run(command, env=environment(), capture_output=True, text=True)
        return FirstRun(finished, kept(folder), processes_of(folder))


def benchmarks(folder: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks", *SMALL, "--folder", str(folder / "results"), *options]


def environment() -> dict[str, str]:
    """That of the test run without its settings."""
    ours = ("CLEARINGHOUSE_PG_FAST", "CLEARINGHOUSE_BASE_URL", "DJANGO_SETTINGS_MODULE")
    return {name: value for name, value in os.environ.items() if name not in ours}


def processes_of(folder: Path) -> list[str]:
    """Whatever runs with the folder in its command or environment: children, web servers, PostgreSQL."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            seen = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:  # it ended meanwhile, or is somebody else's
            continue
        if os.fsencode(folder) in seen:
            found.append(seen.decode(errors="replace"))
    return found


def loaded(folder: Path) -> list[str]:
    """What the databases that benchmarks left on the server hold."""
    with server_in(folder), database.own_server():
        return [name.split("_", 3)[3] for name in database.left_behind()]


@contextmanager
def server_in(folder: Path) -> Iterator[None]:
    """Within this the embedded PostgreSQL is the durable one of such a folder, as for benchmarks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLEARINGHOUSE_PG_FAST", "0")
        patch.setenv("CLEARINGHOUSE_PG_DIR", str(folder / "pg"))
        yield
