"""Where parsers work: one folder that only this user enters, and in it one for each child process.

Whoever makes such a folder keeps a lock on it. A process that is killed loses its locks at that moment, so that what
it left is told from what another process is using, without waiting for either to grow old.
"""

import fcntl
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from clearinghouse.lib.files.sockets import remove_sockets

NOBODY = 65534
_OLDEST_SECONDS = 3600.0  # a child has a minute; what is an hour old is forgotten, whoever holds it
_PREFIX_BEFORE = "clearinghouse-file-"  # the release before made its folders beside everybody's, and took no locks


def workspace() -> Path:
    """The folder of all parsers of this user; raises PermissionError when somebody else made it."""
    folder = Path(tempfile.gettempdir()) / f"clearinghouse-parsers-{os.getuid()}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    owners = (0, NOBODY) if os.getuid() == 0 else (os.getuid(),)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
        raise PermissionError(f"{folder} belongs to someone else. Remove it.")
    if os.getuid() == 0 and found.st_uid != NOBODY:
        os.chown(folder, NOBODY, NOBODY)  # a child that root started works as nobody, and must come to its folder
    if stat.S_IMODE(found.st_mode) != 0o700:
        folder.chmod(0o700)
    return folder


@contextmanager
def private_folder() -> Iterator[Path]:
    """A new folder that only this user can enter, removed with all it holds."""
    parent = workspace()
    with _locked(parent, fcntl.LOCK_SH):  # no sweep between making the folder and taking its lock
        folder = Path(tempfile.mkdtemp(prefix="", dir=parent))  # mkdtemp makes it with mode 0700
        held = _open(folder)
        fcntl.flock(held, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        remove_sockets(folder)
        os.close(held)


def read_left(path: Path, most_bytes: int) -> bytes:
    """What a child left in its folder, one byte more than allowed if it is too large; empty when there is none.

    The child may have been taken over by its file: no links, nothing that blocks.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return b""
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read(most_bytes + 1)


def remove_abandoned_folders() -> int:
    """Remove what killed processes left, and whatever is older than an hour. Returns how many folders went."""
    oldest = time.time() - _OLDEST_SECONDS
    parent = workspace()
    with _locked(parent, fcntl.LOCK_EX):
        found = [path for path in parent.iterdir() if _is_old(path, oldest) or _is_let_go(path)]
        found += [path for path in parent.parent.glob(f"{_PREFIX_BEFORE}*") if _is_old(path, oldest)]
        return sum(_remove(path) for path in found)


def _open(folder: Path) -> int:
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    descriptor = _open(folder)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


def _is_let_go(folder: Path) -> bool:
    """Whether no process holds it any more."""
    try:
        with _locked(folder, fcntl.LOCK_EX | fcntl.LOCK_NB):
            return True
    except OSError:
        return False


def _is_old(path: Path, oldest: float) -> bool:
    try:
        found = path.lstat()
    except OSError:
        return False
    return found.st_mtime < oldest and not stat.S_ISLNK(found.st_mode)


def _remove(folder: Path) -> bool:
    """Whether it is gone; a child that is just being killed may still write, and the next sweep comes."""
    shutil.rmtree(folder, ignore_errors=True)
    remove_sockets(folder)
    return not folder.exists()
