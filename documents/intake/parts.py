"""The pieces of a resumable upload on their way to disk."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

import structlog

from documents.files import StorageUnavailable
from documents.intake.admission import UploadRefused
from documents.storage import CHUNK_BYTES, FULL

log = structlog.get_logger("documents.intake.parts")


class UploadBusy(Exception):
    """Another request is writing to this upload."""


class UploadLost(Exception):
    """The pieces received so far are gone from this machine."""


class Body(Protocol):
    """A request whose body is read piece by piece."""

    def read(self, size: int, /) -> bytes: ...


def make_part(path: Path) -> None:
    """An empty file, private, for the pieces to come."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


@contextmanager
def only_writer(path: Path) -> Iterator[IO[bytes]]:
    """The part file, for one request at a time: no database row is locked while a slow body is read.

    Raises UploadBusy and UploadLost.
    """
    try:
        file = path.open("r+b", buffering=0)
    except FileNotFoundError as error:
        raise UploadLost from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UploadBusy from error
        yield file


def append_body(file: IO[bytes], body: Body, offset: int, length: int) -> int:
    """Write the body at `offset`, at most up to `length`; returns the new offset, whose bytes are on disk.

    Bytes beyond `offset` were never acknowledged and are cut off first. A client that hangs up leaves what arrived.
    Raises StorageUnavailable when the disk is full and UploadRefused when more comes than was announced.
    """
    try:
        os.ftruncate(file.fileno(), offset)
        file.seek(offset)
        while offset < length and (chunk := _read(body, min(CHUNK_BYTES, length - offset))):
            offset += _write(file, chunk)
        os.fsync(file.fileno())
    except OSError as error:
        log.error("upload_not_stored", error=str(error))
        raise StorageUnavailable(FULL) from error
    if offset == length and _read(body, 1):
        raise UploadRefused(
            "We received more data than expected. Nothing was saved. Upload the file again.", status=413
        )
    return offset


def _read(body: Body, size: int) -> bytes:
    try:
        return body.read(size)
    except OSError:  # the client went away
        return b""


def _write(file: IO[bytes], chunk: bytes) -> int:
    view = memoryview(chunk)
    while view:
        view = view[file.write(view) :]
    return len(chunk)
