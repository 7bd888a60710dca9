"""Where the indexes of this host lie: each in a folder of its own, and a small file that names the one in use.

current      names the index in use, its format and its words; replaced in one step
damaged      names an index that a process could not read
following    locked by the process that keeps the index
rebuilding   locked by the process that makes a new one
<name>/      an index
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from django.conf import settings

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.keys import random_key
from documents.finding.index.schema import FORMAT, wording

META = "meta.json"  # tantivy writes it last, when all that it names is on the disk


class Taken(Exception):
    """Another process on this host holds the lock."""


@dataclass(frozen=True)
class Named:
    """An index as `current` names it."""

    name: str
    format: int
    wording: str

    @property
    def path(self) -> Path:
        """Its folder."""
        return root() / self.name

    @property
    def is_readable(self) -> bool:
        """Whether this release knows its fields."""
        return self.format == FORMAT

    @property
    def is_of_today(self) -> bool:
        """Whether its texts were split into words as this release does it."""
        return self.is_readable and self.wording == wording()


def root() -> Path:
    """The folder of all of this host's indexes."""
    return Path(settings.SEARCH_DIR)


def make_root() -> None:
    """Make it, for nobody else to read: an index has every word of every document. Raises OSError."""
    root().mkdir(mode=0o700, parents=True, exist_ok=True)


def new_folder() -> Named:
    """An empty folder for an index of today. Raises OSError."""
    named = Named(f"index-{random_key()}", FORMAT, wording())
    named.path.mkdir(mode=0o700)
    return named


def current() -> Named | None:
    """The index in use; None where there is none or the file makes no sense."""
    try:
        found = json.loads((root() / "current").read_text(encoding="utf-8"))
        named = Named(str(found["name"]), int(found["format"]), str(found["wording"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return named if named.name and Path(named.name).name == named.name else None


def switch_to(named: Named) -> None:
    """From now on this is the index in use. Raises OSError, and then the one before stays."""
    _write("current", json.dumps(asdict(named)))
    with suppress(FileNotFoundError):
        (root() / "damaged").unlink()


def note_damage(named: Named) -> None:
    """Tell the process that keeps the index that this one cannot be read."""
    with suppress(OSError):
        _write("damaged", named.name)


def is_noted_as_damaged(named: Named) -> bool:
    """Whether some process could not read it."""
    with suppress(OSError):
        return (root() / "damaged").read_text(encoding="utf-8") == named.name
    return False


def forget_damage() -> None:
    """The index was looked through and is whole."""
    with suppress(FileNotFoundError):
        (root() / "damaged").unlink()


def stamp() -> tuple[object, ...]:
    """Changes whenever another index is in use, or something was written to the one in use. Two looks at the disk."""
    return (os.getpid(), _mark(root() / "current"), _mark(root() / "damaged"))


def stamp_of(named: Named) -> tuple[object, ...]:
    """Changes whenever something was written to it."""
    return _mark(named.path / META)


def _mark(path: Path) -> tuple[object, ...]:
    try:
        found = path.stat()
    except OSError:
        return ()
    return (found.st_ino, found.st_mtime_ns, found.st_size)


def _write(name: str, text: str) -> None:
    """Put a small file into its place in one step."""
    with NamedTemporaryFile("w", dir=root(), prefix=f".{name}-", delete=False, encoding="utf-8") as file:
        try:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(root() / name)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise
    _sync(root())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def held(lock: str) -> Iterator[IO[bytes]]:
    """Hold one of this host's two locks, "following" or "rebuilding". Raises Taken; a dead process holds none."""
    with (root() / lock).open("wb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Taken(lock) from None
        yield file


def remove(named: Named) -> None:
    """Remove an index that nobody uses."""
    shutil.rmtree(named.path, ignore_errors=True)


def remove_others() -> list[str]:
    """Remove what is not in use: older indexes and half of new ones. Returns their names.

    The caller holds both locks. Who still reads an older one keeps its open files.
    """
    in_use = current()
    kept = {"current", "damaged", "following", "rebuilding", in_use.name if in_use else ""}
    gone = [path for path in root().iterdir() if path.name not in kept]
    for path in gone:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return [path.name for path in gone if path.name.startswith("index-")]
