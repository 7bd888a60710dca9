"""A whole run at a tiny size: it measures every page and prints the table; stopped, it leaves nothing behind."""

import json
import signal
import subprocess
from pathlib import Path

import pytest

from tests.benchmarks.whole_runs import KEPT, FirstRun, benchmarks, environment, loaded, processes_of

STOPS = (  # by which signal, after which line, with which options, and whose databases stay
    (
        signal.SIGHUP,
        "People and texts, ",
        "--sizes 50 --keep --against HEAD",
        KEPT,
    ),
    (signal.SIGINT, "45 documents, ", "--sizes 45 --keep", KEPT),
    (signal.SIGTERM, "  first page:", "--sizes 40,50", []),
)


# One test, because a process that took over one of two would have to load everything once more.
@pytest.mark.slow
def test_benchmarks_run_from_nothing_and_leave_nothing_behind_when_stopped(run_before: FirstRun, server: Path) -> None:
    finished = run_before.finished
    assert finished.returncode == 0, finished.stderr
    (written,) = server.glob("results/*.json")
    visits = {visit["name"]: visit for visit in json.loads(written.read_text())["visits"]}
    assert set(visits["first page"]["measured"]) == {"40", "50"}
    assert visits["first page"]["statements"] <= 8
    assert "| first page | 12 / 25, growth 1.3, 2 × floor |" in finished.stdout
    if not Path("/proc/self/environ").exists():
        return  # the system does not tell what runs
    assert run_before.processes == []
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
