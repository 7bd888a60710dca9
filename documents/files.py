"""Stored files, read so that nobody ever gets other bytes than were sent in."""

import fcntl
import hashlib
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from io import BytesIO
from pathlib import Path
from typing import IO, Protocol, Self

import structlog
from django.conf import settings

from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.holding import hold, remove_if_let_go
from documents.hashed_lately import HashedLately
from documents.models import DocumentVersion
from documents.storage import (
    AWAY,
    FileState,
    FileUnavailable,
    OpenFile,
    StorageUnavailable,
    Stored,
    random_name,
    verified_storage,
)

__all__ = [
    "FileUnavailable",
    "StorageUnavailable",
    "Stored",
    "file_limits",
    "local_copy",
    "one_at_a_time",
    "open_verified",
    "read_verified",
    "remove_abandoned_files",
    "scratch_folder",
    "store_bytes",
    "store_original",
    "working_file",
]

log = structlog.get_logger("documents.files")

WORKING = "working-"
hashed_lately = HashedLately()


class Digest(Protocol):
    """What hashlib's digests do, as far as it is needed here."""

    def update(self, data: bytes, /) -> None:
        """Take in the next bytes."""

    def hexdigest(self) -> str:
        """The hash of all of them."""


class HashBeside:
    """SHA-256 of chunks, each hashed by a thread of its own while its caller sends the one before.

    Hashing and sending both let go of Python's lock. At most one chunk waits. The first is hashed at once: a file of
    one chunk needs no thread.
    """

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._thread: ThreadPoolExecutor | None = None
        self._last: Future[None] | None = None
        self._is_first = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._thread:
            self._thread.shutdown()

    def update(self, data: bytes, /) -> None:
        """Have the next bytes hashed, once those before are."""
        if self._last:
            self._last.result()
        elif self._is_first:
            self._is_first = False
            self._digest.update(data)
            return
        self._thread = self._thread or ThreadPoolExecutor(max_workers=1, thread_name_prefix="hash")
        self._last = self._thread.submit(self._digest.update, data)

    def hexdigest(self) -> str:
        """The hash of all that came; waits for the last chunk."""
        if self._last:
            self._last.result()
        return self._digest.hexdigest()


def file_limits() -> Limits:
    """The engine's limits, with the portal's largest upload."""
    return Limits(file_bytes=settings.MAX_UPLOAD_BYTES)


def scratch_folder() -> Path:
    """The private folder for uploads under way and working copies."""
    folder = Path(settings.UPLOADS_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def working_file(suffix: str) -> IO[bytes]:
    """A private file of this process's own, removed when it is closed, and locked as long as it is open.

    The lock tells it from what a killed process left.
    """
    file: IO[bytes] = tempfile.NamedTemporaryFile(  # noqa: SIM115 - the caller closes it
        dir=scratch_folder(), prefix=WORKING, suffix=suffix
    )
    hold(file)
    return file


@contextmanager
def one_at_a_time(work: str) -> Iterator[None]:
    """Wait until no other process on this machine does this work; a file system without locks lets both do it."""
    path = scratch_folder() / f"{WORKING}{work}"
    with path.open("ab") as file:
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX)
        file.write(b".")  # what a killed process leaves is told by this from a file that was just made
        file.flush()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def remove_abandoned_files() -> int:
    """Remove working files that no process holds any more. Returns how many went."""
    return sum(remove_if_let_go(path) for path in scratch_folder().glob(f"{WORKING}*"))


def store_original(path: Path) -> Stored:
    """Keep the received file under a new random name. Raises StorageUnavailable; then nothing was kept."""
    with path.open("rb") as content:
        return verified_storage().put(random_name("originals"), content)


def store_bytes(data: bytes) -> Stored:
    """The same for what we made ourselves."""
    return verified_storage().put(random_name("originals"), BytesIO(data))


def open_verified(version: DocumentVersion) -> Iterator[bytes]:
    """The version's bytes for a download.

    Raises FileUnavailable at once when the file is missing, has another size, or is small and damaged; while
    iterating when a large one turns out damaged. The last piece is held back until the hash of the whole is right,
    so that damage reaches the client as a broken transfer and never as a complete answer. A file on this machine that
    was hashed within the hour, and that nobody has touched since, is not hashed again. Close it when it is not read to
    its end.
    """
    opened = _open(version)
    state = opened.state()
    if state is not None and hashed_lately.has(state, version.sha256):
        chunks = _untouched(version, opened, state)
    else:
        chunks = _checked(version, opened, HashBeside())
    first = next(chunks, b"")
    return _with_first(first, chunks)


def read_verified(version: DocumentVersion) -> Iterator[bytes]:
    """All bytes in pieces, for readers on this side such as the virus scanner; raises FileUnavailable at the end
    when they are not the ones received.
    """
    return _checked(version, _open(version), nullcontext(hashlib.sha256()))


@contextmanager
def local_copy(version: DocumentVersion) -> Iterator[Path]:
    """The version as a file on this machine, checked against its hash, for programs that parse it.

    Where storage is this machine's file system that is the stored file itself: read it, never write it.
    """
    stored = verified_storage().local_path(version.storage_name)
    if stored is not None:
        for _ in read_verified(version):
            pass
        yield stored
        return
    with working_file(".copy") as copy:
        for chunk in read_verified(version):
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)


def _open(version: DocumentVersion) -> OpenFile:
    opened = verified_storage().stream(version.storage_name)
    if opened.size != version.size:
        _damaged(version, f"{opened.size} bytes in storage")
    return opened


def _checked(version: DocumentVersion, opened: OpenFile, digest: AbstractContextManager[Digest]) -> Iterator[bytes]:
    """The chunks, each given out only when the next one is there; the last one only when the hash is right."""
    state, is_untouched = opened.state(), True
    with digest as hashed:
        previous = b""
        for chunk in opened.chunks:
            hashed.update(chunk)
            is_untouched = is_untouched and opened.state() == state
            if previous:
                yield previous
            previous = chunk
        if hashed.hexdigest() != version.sha256:
            _damaged(version, "another hash in storage")
        if state is not None and is_untouched:
            hashed_lately.note(state, version.sha256)
        yield previous


def _untouched(version: DocumentVersion, opened: OpenFile, state: FileState) -> Iterator[bytes]:
    """The chunks, each given out only when the file was still in this state after the next one was read."""
    previous = b""
    for chunk in opened.chunks:
        if opened.state() != state:
            _damaged(version, "changed while it was sent")
        if previous:
            yield previous
        previous = chunk
    yield previous


def _with_first(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _damaged(version: DocumentVersion, how: str) -> None:
    log.error("file_damaged", version_id=version.pk, name=version.storage_name, how=how)
    raise FileUnavailable(AWAY)
