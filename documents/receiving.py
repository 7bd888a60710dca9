"""Bytes on their way in: what a form may send, and the pieces of a resumable upload."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol

import structlog
from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    SkipFile,
    StopUpload,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest

from documents.files import StorageUnavailable, scratch_folder
from documents.storage import CHUNK_BYTES, FULL
from documents.uploads import UploadRefused, check_name, too_large

log = structlog.get_logger("documents.receiving")


class NoFileHandler(FileUploadHandler):
    """For every form that did not ask for a file: one that comes all the same is never stored."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Skip it."""
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Nothing is kept."""
        return None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """There is no file."""
        return None


class PrivateFile(TemporaryUploadedFile):
    """A file that a form sent, in our private folder instead of everybody's /tmp."""

    def __init__(self, name: str, content_type: str | None, charset: str | None) -> None:
        file = tempfile.NamedTemporaryFile(suffix=".form", dir=scratch_folder())  # noqa: SIM115 - Django closes it
        UploadedFile.__init__(self, file, name, content_type, 0, charset)


class OneFileHandler(TemporaryFileUploadHandler):
    """Takes one file into the private folder, and stops when its name or true size is not acceptable.

    `refusal` then says why; the form's other fields arrive as usual.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.received = 0
        self.refusal: UploadRefused | None = None

    def new_file(self, field_name: str, file_name: str, *args: Any, **kwargs: Any) -> None:
        """Refuse by name before a byte is stored."""
        try:
            check_name(file_name)
        except UploadRefused as refusal:
            self.refusal = refusal
            raise SkipFile from refusal
        FileUploadHandler.new_file(self, field_name, file_name, *args, **kwargs)
        self.file = PrivateFile(str(self.file_name), self.content_type, self.charset)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Count what really comes, whatever the request announced."""
        self.received += len(raw_data)
        if self.received > settings.MAX_UPLOAD_BYTES:
            self._stop(too_large())
        try:
            return super().receive_data_chunk(raw_data, start)
        except OSError as error:
            log.error("upload_not_stored", error=str(error))
            self._stop(UploadRefused(FULL, status=507))
        return None

    @property
    def path(self) -> Path:
        """Where the whole file lies."""
        return Path(self.file.temporary_file_path())

    def _stop(self, refusal: UploadRefused) -> None:
        self.refusal = refusal
        self.file.close()
        raise StopUpload(connection_reset=False)


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
            "More bytes came than were announced. Nothing was saved; upload the file again.", status=413
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
