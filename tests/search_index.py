"""The index of pages in tests: kept in memory, brought up to date with the test's own database when it is asked.

No process follows. What changed is known from the rows that triggers write, which the test's transaction sees at
once; so an ordinary test that never searches pays nothing, and one that does pays for what it changed since the last
search of this process in the same database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

import tantivy
from django.db import connection

from documents.finding.index import reading
from documents.finding.index.changes import Position
from documents.finding.index.reading import OpenIndex
from documents.finding.index.schema import schema
from documents.finding.index.writing import Writer

STATE = "SELECT document_id, max(id), max(changed_at) FROM documents_searchchange GROUP BY document_id"
# Nothing is ever new to it: the test's own transaction isn't visible in any snapshot before it ends.
FAR_AHEAD = Position("tests", f"{2**62 + 5}:{2**62 + 5}:")


@dataclass
class MemoryIndex:
    """The index of one database, and the last change of each document in it."""

    index: tantivy.Index = field(default_factory=lambda: tantivy.Index(schema()))
    seen: dict[int, tuple[object, ...]] = field(default_factory=dict)
    commits: int = 0

    def follow(self, name: str) -> OpenIndex:
        """As the database stands, seen from this thread's connection; also back to what it was before a test."""
        with uncounted():
            return self._follow(name)

    def _follow(self, name: str) -> OpenIndex:
        now = state_of_the_database()
        changed = [pk for pk in {*now, *self.seen} if now.get(pk) != self.seen.get(pk)]
        if changed or not self.commits:
            writer = Writer(self.index)
            writer.replace(changed)
            writer.commit(FAR_AHEAD)
            writer.close()
            self.index.reload()
            self.seen = now
            self.commits += 1
        return OpenIndex(self.index.searcher(), f"{name}-{self.commits}")


class MemorySource:
    """Indexes by the names of their databases."""

    def __init__(self) -> None:
        self.indexes: dict[str, MemoryIndex] = {}
        self.lock = Lock()
        self.is_frozen = False

    def open(self) -> OpenIndex | None:
        """Up to date, unless it is frozen."""
        name = connection.settings_dict["NAME"]
        with self.lock:
            found = self.indexes.setdefault(name, MemoryIndex())
            if self.is_frozen and found.commits:
                return OpenIndex(found.index.searcher(), f"{name}-{found.commits}")
            return found.follow(name)

    def report(self, found: OpenIndex, fault: BaseException) -> None:
        """In a test a fault is a fault."""
        raise fault


class NoSource:
    """No index, as on a host where nobody made one yet."""

    def open(self) -> OpenIndex | None:
        """Nothing: full text answers."""
        return None

    def report(self, found: OpenIndex, fault: BaseException) -> None:
        """Nobody is asked."""


MEMORY = MemorySource()


def state_of_the_database() -> dict[int, tuple[object, ...]]:
    """The last change of each document; asked beside Django, which counts queries in some tests."""
    connection.ensure_connection()
    with connection.connection.cursor() as cursor:
        cursor.execute(STATE)
        return {row[0]: row[1:] for row in cursor.fetchall()}


@contextmanager
def uncounted() -> Iterator[None]:
    """Within this no query counts for a test that counts those of a page: another process would make them."""
    forced, connection.force_debug_cursor = connection.force_debug_cursor, False
    try:
        yield
    finally:
        connection.force_debug_cursor = forced


@contextmanager
def frozen() -> Iterator[None]:
    """Within this the index stays as it is, whatever changes: as when nobody follows."""
    reading.open_index()
    MEMORY.is_frozen = True
    try:
        yield
    finally:
        MEMORY.is_frozen = False


@contextmanager
def missing() -> Iterator[None]:
    """Within this there is no index."""
    before, reading.source = reading.source, NoSource()
    try:
        yield
    finally:
        reading.source = before
