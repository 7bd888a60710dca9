"""Where the bytes of documents rest: on the file system, or in an S3-compatible store.

Both keep one promise: when `put` returns, the bytes were read back and are the ones that came in; a name is written
once and never again; a failed write leaves nothing under a final name. Neither gives a file an address: bytes leave
only through views that ask who is asking.
"""

import errno
import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, NoReturn, Protocol, cast

import structlog
from django.core.files.storage import FileSystemStorage, default_storage

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.holding import hold, remove_if_let_go

log = structlog.get_logger("documents.storage")

CHUNK_BYTES = 256 * 1024
READ_BYTES = 512 * 1024  # at a time of a stored file: with more, and with less, a download takes longer
NAME_BYTES = 16
PARTS = "parts"

DOWN = "File storage isn’t available. Nothing was saved. Try again in a minute."
FULL = "File storage is full. Nothing was saved. Contact NASEO staff, then try again."
DAMAGED = "The file was damaged while we stored it. Nothing was saved. Try again."
AWAY = "The file is temporarily unavailable. Try again later. If the problem continues, send us the reference below."


class FileUnavailable(OSError):
    """A stored file cannot be had whole just now. str() is a sentence for people."""


class StorageUnavailable(FileUnavailable):
    """Storage as a whole does not answer, is full, or did not keep what it was given."""


@dataclass(frozen=True)
class Stored:
    """What a `put` left behind: verified by reading it back."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class FileState:
    """What changes with the bytes of a file on this machine."""

    device: int
    inode: int
    size: int
    modified_ns: int
    changed_ns: int


@dataclass(frozen=True)
class OpenFile:
    """A stored file being read: its size as storage tells it, and its bytes. Iterating raises FileUnavailable."""

    size: int
    chunks: Iterator[bytes]
    state: Callable[[], FileState | None] = lambda: None  # as it is now; while the file is open


class VerifiedStorage(Protocol):
    """What documents need of a storage, beyond Django's own methods."""

    def put(self, name: str, content: IO[bytes]) -> Stored:
        """Keep the bytes; raises StorageUnavailable, and FileExistsError when the name is taken."""

    def stream(self, name: str) -> OpenFile:
        """Open for reading; raises FileUnavailable."""

    def local_path(self, name: str) -> Path | None:
        """The file itself where it lies on this machine's file system."""

    def names_before(self, moment: datetime) -> Iterator[str]:
        """Names of all files written before the moment, unfinished ones too."""

    def delete(self, name: str) -> None:
        """Remove the file; nothing happens when there is none."""


def verified_storage() -> VerifiedStorage:
    """The default storage, with the methods above."""
    return cast(VerifiedStorage, default_storage)


def random_name(folder: str) -> str:
    """A name that says nothing about the file and cannot be guessed."""
    return f"{folder}/{secrets.token_hex(NAME_BYTES)}"


def read_chunks(content: IO[bytes], size: int = CHUNK_BYTES) -> Iterator[bytes]:
    """All bytes from the start, in pieces."""
    content.seek(0)
    while chunk := content.read(size):
        yield chunk


def fingerprint(chunks: Iterable[bytes]) -> tuple[int, str]:
    """Size and SHA-256, in one pass and little memory."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()


def no_address(name: str | None) -> NoReturn:
    raise NotImplementedError(f"{name} has no address; files leave only through the download view.")


class DurableFileSystemStorage(FileSystemStorage):
    """Files on this machine: `parts/` → fsync → read back → linked to its name, once → fsync of the folder."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name as it is: a taken one is an error, never quietly changed."""
        return name

    def _save(self, name: str, content: Any) -> str:
        return self.put(name, content).name

    def put(self, name: str, content: IO[bytes]) -> Stored:
        """See VerifiedStorage."""
        final = Path(self.path(name))
        part = Path(self.path(random_name(PARTS))).with_suffix(".part")
        try:
            for folder in (final.parent, part.parent):
                _make_private_folder(folder, Path(self.location))
            with _held_part(part) as file:
                size, sha256 = _write_durably(file, content)
                if fingerprint(self.stream(f"{PARTS}/{part.name}").chunks) != (size, sha256):
                    raise StorageUnavailable(DAMAGED)
                _link_once(part, final)
            _sync_folder(final.parent)
        except (FileExistsError, StorageUnavailable):
            raise
        except OSError as error:
            log.error("storage_failed", operation="put", error=str(error), code=error.errno)
            raise StorageUnavailable(FULL if error.errno in (errno.ENOSPC, errno.EDQUOT) else DOWN) from error
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        return Stored(name, size, sha256)

    def stream(self, name: str) -> OpenFile:
        """See VerifiedStorage."""
        try:
            file = Path(self.path(name)).open("rb")  # noqa: SIM115 - closed by the iterator
        except OSError as error:
            log.error("file_unavailable", name=name, error=str(error))
            raise FileUnavailable(AWAY) from error
        return OpenFile(os.fstat(file.fileno()).st_size, _read_and_close(file, name), lambda: _state_of(file))

    def local_path(self, name: str) -> Path | None:
        """See VerifiedStorage."""
        return Path(self.path(name))

    def remove_abandoned_parts(self) -> int:
        """Remove what processes that were killed had not written to the end. Returns how many files went."""
        return sum(remove_if_let_go(part) for part in Path(self.path(PARTS)).glob("*.part"))

    def names_before(self, moment: datetime) -> Iterator[str]:
        """See VerifiedStorage."""
        root = Path(self.location)
        for path in root.rglob("*"):
            with suppress(FileNotFoundError):  # removed while we look
                if path.is_file() and datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment:
                    yield path.relative_to(root).as_posix()

    def url(self, name: str | None) -> str:
        """Not available: files have no address."""
        no_address(name)


def _make_private_folder(folder: Path, root: Path) -> None:
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    below = [path for path in (folder, *folder.parents) if root in path.parents]
    for path in reversed(below):
        path.mkdir(mode=0o700, exist_ok=True)


def _held_part(path: Path) -> IO[bytes]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    file = os.fdopen(descriptor, "wb", buffering=0)
    hold(file)
    return file


def _write_durably(file: IO[bytes], content: IO[bytes]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    for chunk in read_chunks(content):
        _write_whole(file, chunk)
        digest.update(chunk)
        size += len(chunk)
    os.fsync(file.fileno())
    return size, digest.hexdigest()


def _write_whole(file: Any, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        view = view[file.write(view) :]


def _link_once(part: Path, final: Path) -> None:
    """Give the file its name unless that is taken; a rename would overwrite."""
    try:
        os.link(part, final)
    except FileExistsError:
        raise
    except OSError as error:
        # Some network file systems know no hard links; names are random, so looking first is enough there.
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS):
            raise
        if final.exists():
            raise FileExistsError(errno.EEXIST, "The name is taken", str(final)) from error
        part.rename(final)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _state_of(file: IO[bytes]) -> FileState:
    of = os.fstat(file.fileno())
    return FileState(of.st_dev, of.st_ino, of.st_size, of.st_mtime_ns, of.st_ctime_ns)


def _read_and_close(file: IO[bytes], name: str) -> Iterator[bytes]:
    with file:
        try:
            yield from read_chunks(file, READ_BYTES)
        except OSError as error:
            log.error("file_unavailable", name=name, error=str(error))
            raise FileUnavailable(AWAY) from error
