"""Runs one operation on one untrusted file in a child process that cannot take the portal down with it."""

import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.workspace import private_folder

logger = logging.getLogger(__name__)

_PROJECT = Path(__file__).resolve().parents[3]
_COMMAND = [sys.executable, "-E", "-s", "-X", "utf8", "-m", "clearinghouse.lib.files.child"]
_READ_SIZE = 1 << 16


@dataclass(frozen=True)
class ChildFailure:
    """The child gave no answer: unreadable, timeout, memory, oversized or crashed. `detail` is for the log."""

    kind: str
    detail: str = ""


def run_child(
    operation: str,
    path: Path,
    arguments: Mapping[str, Any],
    limits: Limits,
    *,
    folder: Path | None = None,
    readable: Sequence[Path] = (),
    sockets: Sequence[Path] = (),
) -> dict[str, Any] | ChildFailure:
    """The child's answer to `operation` on the file at `path`, or why there is none. Never raises for a bad file.

    `folder` is the child's own place to write (a temporary one by default); `readable` adds folders it may read,
    `sockets` some where it may make a socket.
    """
    if folder is None:
        with private_folder() as temporary:
            return run_child(operation, path, arguments, limits, folder=temporary, readable=readable, sockets=sockets)
    try:
        stream = path.open("rb")
    except OSError as error:
        return ChildFailure("unreadable", str(error))
    with stream:
        request = {
            "operation": operation,
            "arguments": dict(arguments),
            "limits": asdict(limits),
            "folder": str(folder),
            "readable": [str(place) for place in readable],
            "sockets": [str(place) for place in sockets],
            "descriptor": stream.fileno(),
            "parent": os.getpid(),
        }
        answer = _converse(request, stream.fileno(), limits)
    if isinstance(answer, ChildFailure):
        logger.warning("file child for %s failed: %s %r", operation, answer.kind, answer.detail)
    return answer


def _converse(request: dict[str, Any], descriptor: int, limits: Limits) -> dict[str, Any] | ChildFailure:
    deadline = time.monotonic() + limits.child_wall_seconds
    try:
        process = _start(descriptor)
    except OSError as error:
        return ChildFailure("crashed", f"no child process: {error}")
    try:
        with suppress(BrokenPipeError):
            _stdin(process).write(json.dumps(request).encode())
            _stdin(process).close()
        answer = _read_answer(process, deadline, limits.child_answer_bytes)
    finally:
        # The child leads its own process group; nothing it started outlives this line. It is still unreaped here,
        # so the number of the group cannot belong to anyone else.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        _stdout(process).close()
    if isinstance(answer, ChildFailure):
        return answer
    return _parsed(answer, process.returncode)


def _start(descriptor: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 (a fixed command)
        _COMMAND,
        cwd=_PROJECT,
        env={},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=(descriptor,),
        start_new_session=True,
        bufsize=0,
    )


def _read_answer(process: subprocess.Popen[bytes], deadline: float, cap: int) -> bytes | ChildFailure:
    pieces: list[bytes] = []
    size = 0
    with selectors.DefaultSelector() as selector:
        selector.register(_stdout(process), selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if not selector.select(left):
                continue
            piece = os.read(_stdout(process).fileno(), _READ_SIZE)
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)
            size += len(piece)
            if size > cap:
                return ChildFailure("oversized")
    return ChildFailure("timeout")


def _parsed(answer: bytes, returncode: int) -> dict[str, Any] | ChildFailure:
    try:
        result = json.loads(answer)
    except (ValueError, RecursionError):
        kind = "timeout" if returncode in (-signal.SIGXCPU, -signal.SIGKILL) else "crashed"
        return ChildFailure(kind, f"exit status {returncode}")
    if not isinstance(result, dict):
        return ChildFailure("crashed", "an answer of the wrong shape")
    if "failure" in result:
        return ChildFailure(str(result["failure"]), str(result.get("detail", "")))
    return result


def _stdin(process: subprocess.Popen[bytes]) -> Any:
    return process.stdin


def _stdout(process: subprocess.Popen[bytes]) -> Any:
    return process.stdout
