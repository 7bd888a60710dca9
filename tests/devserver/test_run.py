"""`make run`: ports, children that die, and what is left when the supervisor itself is killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from threading import Event

import pytest

from devserver import run
from devserver.run import Child, Portal, RunError

SLEEPER = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]


@pytest.fixture
def child() -> Child:
    return Child("sleeper", SLEEPER)


@pytest.fixture
def portal(child: Child) -> Iterator[Portal]:
    portal = Portal([child])
    yield portal
    portal.stop()


def test_free_port_is_8000_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setattr(run, "_bind", lambda *_: None)

    assert run.free_port() == 8000


@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_port_in_use_is_told_with_the_fix(
    monkeypatch: pytest.MonkeyPatch, family: socket.AddressFamily, address: str
) -> None:
    with socket.socket(family) as other:
        try:
            other.bind((address, 0))
        except OSError:
            pytest.skip(f"This machine has no {address}.")
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))

        with pytest.raises(RunError) as raised:
            run.free_port()

    assert str(raised.value) == f"Port {port} is in use. Choose another: PORT={port + 1} make run"


@pytest.mark.parametrize("text", ["eight", "0", "65536", "-1"])
def test_port_that_is_none_is_told_with_the_fix(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PORT", text)

    with pytest.raises(RunError, match=f"PORT is '{text}'; give a number from 1 to 65535: PORT=8001 make run"):
        run.free_port()


def test_killed_child_is_told_and_started_again(
    portal: Portal, child: Child, capsys: pytest.CaptureFixture[str]
) -> None:
    portal.start(child)
    assert child.process is not None
    first = child.process
    first.kill()
    first.wait()

    portal.look_after(child)
    waiting = child.process
    child.start_again_at = 0.0
    portal.look_after(child)

    assert waiting is None
    assert child.process is not None
    assert child.process.pid != first.pid
    assert capsys.readouterr().out == "The sleeper ended (status -9). It starts again in 1 s.\n"


def test_child_that_dies_again_and_again_waits_longer_each_time(
    portal: Portal, child: Child, capsys: pytest.CaptureFixture[str]
) -> None:
    child.command = [sys.executable, "-c", ""]
    for _ in range(7):
        portal.start(child)
        assert child.process is not None
        child.process.wait()
        portal.look_after(child)

    waits = [line.rpartition("in ")[2] for line in capsys.readouterr().out.splitlines()]
    assert waits == ["1 s.", "2 s.", "4 s.", "8 s.", "16 s.", "30 s.", "30 s."]


def test_child_that_ran_long_starts_again_soon(
    portal: Portal, child: Child, capsys: pytest.CaptureFixture[str]
) -> None:
    child.delay = 16.0
    portal.start(child)
    assert child.process is not None
    child.process.kill()
    child.process.wait()
    child.started_at = time.monotonic() - 61

    portal.look_after(child)

    assert capsys.readouterr().out.endswith("It starts again in 1 s.\n")


def test_what_a_dead_child_leaves_is_ended(portal: Portal, child: Child) -> None:
    read_end, write_end = os.pipe()
    with_a_child = ["sh", "-c", f"(echo up; exec sleep 60) >&{write_end} & wait"]
    process = subprocess.Popen(with_a_child, pass_fds=[write_end], start_new_session=True)
    os.close(write_end)
    child.process = process
    with os.fdopen(read_end) as pipe:
        pipe.readline()
        process.kill()
        process.wait()

        portal.look_after(child)

        assert pipe.read() == ""  # the end of file comes when nobody holds the other end


def test_stop_kills_a_child_that_does_not_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "STOP_SECONDS", 0.2)
    child = Child("stubborn", STUBBORN)
    portal = Portal([child])
    process = subprocess.Popen(STUBBORN, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    process.stdout.readline()
    child.process = process

    portal.stop()

    assert process.returncode == -signal.SIGKILL
    assert portal.guard.returncode == 0
    process.stdout.close()


def test_guard_ends_children_of_a_killed_supervisor() -> None:
    with (
        subprocess.Popen(SLEEPER, stdout=subprocess.PIPE, start_new_session=True) as left,
        subprocess.Popen(SLEEPER, stdout=subprocess.PIPE, start_new_session=True) as ended_before,
    ):
        guard = [sys.executable, "-m", "devserver.run", "guard"]
        lines = f"+{left.pid}\n+{ended_before.pid}\n-{ended_before.pid}\n"

        subprocess.run(guard, input=lines.encode(), check=True)

        assert left.wait(timeout=10) == -signal.SIGTERM
        assert ended_before.poll() is None
        ended_before.kill()


def test_failed_command_stops_the_run_with_its_output() -> None:
    with pytest.raises(RunError) as raised:
        run.manage(Event(), "no_such_command")

    assert "Unknown command: 'no_such_command'" in str(raised.value)
    assert str(raised.value).endswith("`manage.py no_such_command` failed; its last lines are above.")


def test_no_command_runs_once_asked_to_stop() -> None:
    stopping = Event()
    stopping.set()

    assert run.manage(stopping, "no_such_command") == ""


def test_web_server_that_ends_before_it_answers_stops_the_run() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        web = Child("web server", [])
        web.process = subprocess.Popen([sys.executable, "-c", ""])
        web.process.wait()

        with pytest.raises(RunError, match="The web server did not start; its last lines are above"):
            run.wait_until_ready(silent.getsockname()[1], web, Event())
