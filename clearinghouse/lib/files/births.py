"""How a child process begins and ends: forked by a nursery, or started by itself where there is none."""

import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

from clearinghouse.lib.files.nursery import FILE, NUMBER

_PROJECT = Path(__file__).resolve().parents[3]
_PATIENCE = 60.0  # seconds for an answer of the nursery, which takes one to start; a stopped one must not stop us
_PYTHON = [sys.executable, "-E", "-s", "-X", "utf8"]
CHILD = [*_PYTHON, "-m", "clearinghouse.lib.files.child"]
NURSERY = [*_PYTHON, "-m", "clearinghouse.lib.files.nursery"]


class NurseryDied(Exception):
    """It was killed while a child lived; nobody knows how the child ended."""


class Started:
    """A child process that is the start of a Python of its own."""

    def __init__(self, file: int) -> None:
        self._process = subprocess.Popen(  # noqa: S603 (a fixed command)
            CHILD,
            cwd=_PROJECT,
            env={},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(file,),
            start_new_session=True,
            bufsize=0,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self.request: IO[bytes] = self._process.stdin
        self.answer: IO[bytes] = self._process.stdout
        self.facts = {"descriptor": file, "parent": os.getpid()}

    def end(self) -> int:
        """Kill it with all that it started; how it had ended."""
        # It leads its own process group. It is still unreaped, so the group's number cannot belong to anyone else.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self.answer.close()
        return self._process.wait()


class Forked:
    """A child process of the nursery."""

    def __init__(self, request: IO[bytes], answer: IO[bytes], nursery: socket.socket) -> None:
        self.request, self.answer, self._nursery = request, answer, nursery
        self.facts = {"descriptor": FILE, "parent": 0}

    def end(self) -> int:
        """Have it killed with all that it started; how it had ended. Raises NurseryDied."""
        with self._nursery, self.answer:
            try:
                self._nursery.send(b"e")
                return number_from(self._nursery)
            except OSError as error:
                raise NurseryDied from error


class Nursing:
    """This process's own nursery, started when it is first wanted, and anew after it ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def fork(self, file: int) -> Forked | None:
        """A new child that has this file; None where no nursery can be had."""
        if sys.platform != "linux":  # elsewhere systems fork no process that has imported much
            return None
        for _ in range(2):  # it may have ended since the last time
            with suppress(OSError, NurseryDied):
                return self._fork(file)
        return None

    def forget(self) -> None:
        """Let go of it, so that it ends. In a forked copy of this process: leave it to the original."""
        if self._control:
            self._control.close()
        self.__init__()  # type: ignore[misc]

    def _fork(self, file: int) -> Forked:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        reading, request = os.pipe()
        answer, writing = os.pipe()
        ours.settimeout(_PATIENCE)
        born = Forked(os.fdopen(request, "wb", 0), os.fdopen(answer, "rb", 0), ours)
        control = None
        try:
            with self._lock:
                control = self._control or self._start()
                assert self._process is not None
                born.facts["parent"] = self._process.pid
                socket.send_fds(control, [b"f"], [reading, writing, file, theirs.fileno()])
            theirs.close()
            number_from(ours)  # comes when the child is there
        except (OSError, NurseryDied):
            for end in (born.request, born.answer, ours):
                end.close()
            with self._lock:
                if control and self._control is control:
                    self._control = None
                    control.close()
            raise
        finally:
            theirs.close()
            os.close(reading)
            os.close(writing)
        return born

    def _start(self) -> socket.socket:
        if self._process:  # we let go of it, or it ended by itself
            self._process.kill()
            self._process.wait()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 (a fixed command)
                [*NURSERY, str(theirs.fileno())],
                cwd=_PROJECT,
                env={},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        ours.settimeout(_PATIENCE)
        self._control = ours
        return ours


def number_from(nursery: socket.socket) -> int:
    """What it tells of a child: its number when it is there, then how it ended. Raises NurseryDied."""
    told = nursery.recv(NUMBER.size)
    if len(told) != NUMBER.size:
        raise NurseryDied
    return int(NUMBER.unpack(told)[0])
