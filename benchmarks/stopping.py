"""Stops a run so that nothing stays: a signal becomes an exception, and every block that began something ends it."""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
STOP_SECONDS = 10.0


class _Stop:
    """How many blocks are running that must not be cut in two, and the signal that waits for their end."""

    holding = 0
    number = 0


def listen() -> None:
    """From now on the first of the signals ends the run with the status that shells expect; later ones do nothing."""
    for number in SIGNALS:
        # Whoever starts a run with nohup wants it to live on; a shell's background job must be stoppable by INT.
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    # Whoever is impatient must not cut the cleaning short.
    for other in SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    if not _Stop.holding:
        raise SystemExit(128 + number)
    _Stop.number = number


@contextmanager
def uncut() -> Iterator[None]:
    """A signal waits until the end of the block: between starting something and knowing what to end."""
    _Stop.holding += 1
    try:
        yield
    finally:
        _Stop.holding -= 1
    if _Stop.number and not _Stop.holding:
        number, _Stop.number = _Stop.number, 0
        raise SystemExit(128 + number)


@contextmanager
def running(command: Sequence[str | Path], **options: object) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own, which is ended with all its children at the end of the block."""
    process: subprocess.Popen[bytes] | None = None
    try:
        with uncut():
            process = subprocess.Popen(command, start_new_session=True, **options)  # type: ignore[call-overload]
        assert process is not None
        yield process
    finally:
        if process:
            with uncut():
                end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End the group that we started, and nothing else: politely, then by force."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            if process.poll() is None:
                os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
            return


def output_of(command: Sequence[str | Path], cwd: Path, environment: Mapping[str, str]) -> str:
    """What a command printed; CalledProcessError when it failed. Its errors go where ours go."""
    with running(command, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        printed, _ = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return printed.decode()
