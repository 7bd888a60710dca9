"""What was worked out last, kept in this process for who asks the same again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from hashlib import blake2b
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """As many results as `most`, by what they were worked out from; what was asked for longest ago goes first.

    Only for what follows from its key alone. What is kept is shared by all threads: give it values that nobody changes.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, work_out: Callable[[], T]) -> T:
        """What is kept, or else what work_out() brings."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = work_out()
        self.put(key, found)
        return found

    def find(self, key: Hashable) -> T | None:
        """What is kept; None where nothing is."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def put(self, key: Hashable, value: T) -> None:
        """Keep it, in place of what was kept before."""
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def digest(text: str) -> bytes:
    """In place of a long text, as part of a key."""
    return blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()
