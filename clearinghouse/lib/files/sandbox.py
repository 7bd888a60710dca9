"""Runs one operation on one untrusted file in a child process that cannot take the portal down with it."""

import json
import logging
import os
import selectors
import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from clearinghouse.lib.files.births import Forked, NurseryDied, Nursing, Started
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.workspace import private_folder
from clearinghouse.lib.frozen import dataclass

logger = logging.getLogger(__name__)

_READ_SIZE = 1 << 16
_nursing = Nursing()
os.register_at_fork(after_in_child=_nursing.forget)


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
        }
        answer = _converse(request, stream.fileno(), limits)
    if isinstance(answer, ChildFailure):
        logger.warning("file child for %s failed: %s %r", operation, answer.kind, answer.detail)
    return answer


def _converse(request: dict[str, Any], file: int, limits: Limits) -> dict[str, Any] | ChildFailure:
    try:
        child = _nursing.fork(file)
        if child:
            with suppress(NurseryDied):  # which says nothing about the file
                return _converse_with(child, request, limits)
        return _converse_with(Started(file), request, limits)
    except OSError as error:
        return ChildFailure("crashed", f"no child process: {error}")


def _converse_with(child: Forked | Started, request: dict[str, Any], limits: Limits) -> dict[str, Any] | ChildFailure:
    deadline = time.monotonic() + limits.child_wall_seconds
    try:
        with suppress(BrokenPipeError):
            child.request.write(json.dumps(request | child.facts).encode())
            child.request.close()
        answer = _read_answer(child.answer, deadline, limits.child_answer_bytes)
    finally:
        returncode = child.end()  # nothing it started outlives this line
    return answer if isinstance(answer, ChildFailure) else _parsed(answer, returncode)


def _read_answer(stream: IO[bytes], deadline: float, cap: int) -> bytes | ChildFailure:
    pieces: list[bytes] = []
    size = 0
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            if not selector.select(left):
                continue
            piece = os.read(stream.fileno(), _READ_SIZE)
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
