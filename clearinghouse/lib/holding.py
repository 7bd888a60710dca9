"""Files that belong to a process as long as it lives: it keeps a lock on them, which ends when it is killed."""

import fcntl
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

_NEWBORN_SECONDS = 60  # an empty file may just be made and not yet locked


def hold(file: IO[bytes]) -> None:
    """Lock a new file until it is closed. A file system without locks leaves it to be removed by age."""
    with suppress(OSError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def remove_if_let_go(path: Path) -> bool:
    """Remove a file that no process holds any more. Returns whether it went."""
    with suppress(OSError), path.open("rb+") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        found = path.stat()
        if found.st_size or found.st_mtime < time.time() - _NEWBORN_SECONDS:
            path.unlink()
            return True
    return False
