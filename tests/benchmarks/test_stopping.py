"""A signal ends what was begun, also between starting a process and knowing it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import stopping

SLEEPING = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]


@pytest.fixture(autouse=True)
def listening() -> Iterator[None]:
    """The signals of a run, given back at the end."""
    before = {number: signal.getsignal(number) for number in stopping.SIGNALS}
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # `nohup make test` has it ignored
    stopping.listen()
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", stopping.SIGNALS)
def test_signal_ends_the_processes_of_a_block(number: signal.Signals) -> None:
    started = []

    def run() -> None:
        with stopping.running(SLEEPING, stdout=subprocess.PIPE) as process:
            started.append(process)
            process.stdout.readline()
            os.kill(os.getpid(), number)
            process.wait()

    with pytest.raises(SystemExit) as stopped:
        run()

    started[0].stdout.close()
    assert (stopped.value.code, started[0].returncode) == (128 + number, -signal.SIGTERM)


def test_uncut_block_ends_before_the_signal_counts() -> None:
    done = []

    def run() -> None:
        with stopping.uncut():
            os.kill(os.getpid(), signal.SIGTERM)
            done.append("whole")

    with pytest.raises(SystemExit):
        run()

    assert done == ["whole"]


def test_second_signal_does_not_cut_the_cleaning_short() -> None:
    done = []

    def run() -> None:
        try:
            os.kill(os.getpid(), signal.SIGINT)
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            done.append("clean")

    with pytest.raises(SystemExit):
        run()

    assert done == ["clean"]


def test_failed_command_is_an_error() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        stopping.output_of([sys.executable, "-c", "raise SystemExit(3)"], Path.cwd(), os.environ)
