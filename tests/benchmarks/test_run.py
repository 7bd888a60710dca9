"""A whole run at a tiny size: it measures every page and prints the table; stopped, it leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import database
from tests.own_postgres import own_postgres

SMALL = (  # noqa: SIM905 - reads as it is typed
    "--seconds 0 --rounds 1 --fewest 1 --warm-up 1 --starts 1 --texts 50 --large-file-bytes 1000000 --requests 0"
).split()


STOPS = (  # by which signal, after which line, with which options, and whose databases stay
    (
        signal.SIGHUP,
        "People and texts, ",
        "--sizes 80 --keep --against HEAD",
        ["60", "80", "base_50"],
    ),
    (signal.SIGINT, "70 documents, ", "--sizes 70 --keep", ["60", "80", "base_50"]),
    (signal.SIGTERM, "  first page:", "--sizes 60,80", []),
)


@pytest.fixture
def server() -> Iterator[Path]:
    """The folder of a PostgreSQL that only these runs use: the benchmark starts and stops it."""
    with own_postgres(cluster="durable") as folder:
        yield folder


# One test, because a process that took over one of two would have to load everything once more.
@pytest.mark.slow
def test_benchmarks_run_from_nothing_and_leave_nothing_behind_when_stopped(server: Path) -> None:
    command = benchmarks(server, "--sizes", "60,80", "--keep")
    finished = subprocess.run(command, env=environment(), capture_output=True, text=True)

    assert finished.returncode == 0, finished.stderr
    (written,) = server.glob("results/*.json")
    visits = {visit["name"]: visit for visit in json.loads(written.read_text())["visits"]}
    assert set(visits["first page"]["measured"]) == {"60", "80"}
    assert visits["first page"]["statements"] <= 8
    assert "| first page | 12 / 25, growth 1.3, 2 × floor |" in finished.stdout
    if not Path("/proc/self/environ").exists():
        return  # the system does not tell what runs
    assert processes_of(server) == []
    for number, under_way, options, kept in STOPS:
        assert stopped(server, number, under_way, options) == 128 + number, number.name
        assert processes_of(server) == [], number.name
        assert list(server.glob("results/against-*")) == [], number.name
        assert loaded(server) == kept, number.name


def stopped(server: Path, number: signal.Signals, under_way: str, options: str) -> int:
    """What a run returned that got the signal when it had printed the line."""
    ignored = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # by `nohup make test`, and by what is started below it
    process = subprocess.Popen(
        benchmarks(server, *options.split()), env=environment(), stdout=subprocess.PIPE, text=True
    )
    signal.signal(signal.SIGHUP, ignored)
    assert process.stdout is not None
    assert any(line.startswith(under_way) for line in process.stdout)
    assert processes_of(server) != []

    process.send_signal(number)
    process.communicate()

    return process.returncode


def benchmarks(server: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks", *SMALL, "--folder", str(server / "results"), *options]


def environment() -> dict[str, str]:
    """That of the test run without its settings."""
    ours = ("CLEARINGHOUSE_PG_FAST", "CLEARINGHOUSE_BASE_URL", "DJANGO_SETTINGS_MODULE")
    return {name: value for name, value in os.environ.items() if name not in ours}


def processes_of(server: Path) -> list[str]:
    """Whatever runs with the folder in its command or environment: children, web servers, PostgreSQL."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            seen = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:  # it ended meanwhile, or is somebody else's
            continue
        if os.fsencode(server) in seen:
            found.append(seen.decode(errors="replace"))
    return found


def loaded(server: Path) -> list[str]:
    """What the databases that benchmarks left on the server hold."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLEARINGHOUSE_PG_FAST", "0")
        with database.own_server():
            return [name.split("_", 3)[3] for name in database.left_behind()]
