"""Which stored files were hashed a short while ago and were right, so that a download need not hash them again.

Only files on this machine are known here: the file system says whether anybody has touched one since. It does not
notice a disk that forgets by itself, which is why each is hashed again after an hour.
"""

import time
from collections import OrderedDict
from threading import Lock

from documents.storage import FileState

SECONDS = 3600
MOST = 1000
SETTLED_NS = 1_000_000_000  # a file that was touched just now could be touched again without another time


class HashedLately:
    """For one process: files by their state, with the hash that was right."""

    def __init__(self) -> None:
        self._until: OrderedDict[tuple[FileState, str], float] = OrderedDict()
        self._lock = Lock()

    def note(self, state: FileState, sha256: str) -> None:
        """The file, in this state, has this hash."""
        if time.time_ns() - max(state.changed_ns, state.modified_ns) < SETTLED_NS:
            return
        with self._lock:
            self._until[state, sha256] = time.monotonic() + SECONDS
            self._until.move_to_end((state, sha256))
            while len(self._until) > MOST:
                self._until.popitem(last=False)

    def has(self, state: FileState, sha256: str) -> bool:
        """Whether the file was found to have this hash within the hour and is in the same state."""
        return self._until.get((state, sha256), 0.0) > time.monotonic()

    def clear(self) -> None:
        """Know nothing."""
        with self._lock:
            self._until.clear()
