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


@pytest.fixture(scope="module")
def server() -> Iterator[Path]:
    """The folder of a PostgreSQL that only these runs use: the benchmark starts and stops it."""
    with own_postgres(cluster="durable") as folder:
        yield folder


@pytest.fixture(scope="module")
def finished(server: Path) -> subprocess.CompletedProcess[str]:
    """A run that came to its end and kept its databases."""
    command = benchmarks(server, "--sizes", "60,80", "--keep")
    return subprocess.run(command, env=environment(), capture_output=True, text=True)


@pytest.mark.slow
def test_benchmarks_run_from_nothing(finished: subprocess.CompletedProcess[str], server: Path) -> None:
    assert finished.returncode == 0, finished.stderr
    (written,) = server.glob("results/*.json")
    visits = {visit["name"]: visit for visit in json.loads(written.read_text())["visits"]}
    assert set(visits["first page"]["measured"]) == {"60", "80"}
    assert visits["first page"]["statements"] <= 8
    assert "| first page | 12 / 25, growth 1.3, 2 × floor |" in finished.stdout
    assert processes_of(server) == []


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="The system does not tell what runs.")
@pytest.mark.parametrize(
    ("number", "under_way", "options", "kept"),
    [
        pytest.param(
            signal.SIGHUP,
            "People and texts, ",
            "--sizes 80 --keep --against HEAD",
            ["60", "80", "base_50"],
            id="HUP, two commits",
        ),
        pytest.param(signal.SIGINT, "70 documents, ", "--sizes 70 --keep", ["60", "80", "base_50"], id="INT, loading"),
        pytest.param(signal.SIGTERM, "  first page:", "--sizes 60,80", [], id="TERM, measuring"),
    ],
)
def test_stopped_run_leaves_nothing_behind(
    number: signal.Signals,
    under_way: str,
    options: str,
    kept: list[str],
    finished: subprocess.CompletedProcess[str],
    server: Path,
) -> None:
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

    assert process.returncode == 128 + number
    assert processes_of(server) == []
    assert list(server.glob("results/against-*")) == []
    assert loaded(server) == kept


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
