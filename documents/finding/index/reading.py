"""Reading the index, in the processes that serve. They never write to it.

    found = reading.open_index()
    if found is None: ...  # none that can be read: ask PostgreSQL's full text instead

What an index says is a proposal. It may be some seconds or, while nobody follows, days behind: who shows any of it
asks the database first what the person may see.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field
from functools import cached_property
from threading import Lock
from typing import Protocol

import structlog
import tantivy

from clearinghouse.lib.frozen import dataclass
from documents.finding.index import folder
from documents.finding.index.changes import Position
from documents.finding.index.schema import MARKER, RANKED, schema

log = structlog.get_logger(__name__)

AGAIN_SECONDS = 5.0  # an index that could not be opened is tried again, in case the disk was busy


class Unreadable(Exception):
    """The index turned out to be damaged while it was asked; full text answers instead."""


@dataclass(frozen=True)
class OpenIndex:
    """The index as it stood at one moment; what is written later doesn't change it."""

    searcher: tantivy.Searcher
    name: str = ""
    stamp: tuple[object, ...] = ()
    schema: tantivy.Schema = field(default_factory=schema)

    @property
    def pages(self) -> int:
        """How many pages are in it, whoever may see them: for administrators, never for others."""
        return max(0, self.searcher.num_docs - 1)

    @cached_property
    def position(self) -> Position | None:
        """How far it has followed the database."""
        found = self.searcher.search(tantivy.Query.term_query(self.schema, "page", MARKER), 1, count=False).hits
        if not found:
            return None
        return Position.read(self.searcher.doc(found[0][1])["followed"][0])

    def count(self, query: tantivy.Query) -> int:
        """On how many pages it holds, whoever may see them."""
        return int(self.searcher.search(query, 1).count)  # type: ignore[attr-defined]  # the stub lacks it

    def stands(self, word: str) -> bool:
        """Whether any page has it, whoever may see that page."""
        return any(self.searcher.doc_freq(field, word) for field in RANKED)

    def numbers(
        self, fields: Sequence[str], addresses: list[tantivy.DocAddress]
    ) -> list[list[int | float | bool | None]]:
        """For each of these fields of whole numbers, its values for the entries at these addresses."""
        return [self.searcher.fast_field_values(field, addresses) for field in fields]

    def readable_by(self, reader_keys: Sequence[int]) -> tantivy.Query:
        """The pages that the index takes for readable with these keys; it adds nothing to a page's score."""
        keys = tantivy.Query.term_set_query(self.schema, "readers", list(reader_keys))
        return tantivy.Query.const_score_query(keys, 0.0)


class Source(Protocol):
    """Where a process has its index from."""

    def open(self) -> OpenIndex | None: ...

    def report(self, found: OpenIndex, fault: BaseException) -> None: ...


class FolderSource:
    """The index in use on this host, opened once in each process and looked at again when it was written to."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stamp: tuple[object, ...] = ()
        self._named: folder.Named | None = None
        self._index: tantivy.Index | None = None
        self._opened: OpenIndex | None = None
        self._again_at = 0.0

    def open(self) -> OpenIndex | None:
        """Three looks at the disk where nothing was written since the last time."""
        with self._lock:
            stamp = folder.stamp()
            if stamp != self._stamp or (self._opened is None and time.monotonic() >= self._again_at):
                self._stamp = stamp
                self._begin()
            elif self._opened is not None and self._named is not None:
                self._keep_up(self._named, self._opened)
            return self._opened

    def report(self, found: OpenIndex, fault: BaseException) -> None:
        """Don't use it any more, and let the process that keeps it look it through."""
        with self._lock:
            if self._named is not None and self._named.name == found.name:
                self._give_up(self._named, fault)
                self._stamp = folder.stamp()

    def _begin(self) -> None:
        self._again_at = time.monotonic() + AGAIN_SECONDS
        self._index = self._opened = None
        self._named = folder.current()
        if self._named is None or not self._named.is_readable or folder.is_noted_as_damaged(self._named):
            return
        try:
            stamp = folder.stamp_of(self._named)
            with panics_as_errors():
                self._index = tantivy.Index.open(str(self._named.path))
                self._index.config_reader("manual")
                self._index.reload()
                self._opened = self._look(self._named, stamp)
        except (OSError, ValueError, Unreadable) as error:
            self._give_up(self._named, error)

    def _keep_up(self, named: folder.Named, opened: OpenIndex) -> None:
        stamp = folder.stamp_of(named)
        if stamp == opened.stamp or self._index is None:
            return
        try:
            with panics_as_errors():
                self._index.reload()
                self._opened = self._look(named, stamp)
        except (OSError, ValueError, Unreadable) as error:
            self._give_up(named, error)

    def _look(self, named: folder.Named, stamp: tuple[object, ...]) -> OpenIndex:
        if self._index is None:
            raise Unreadable("no index")
        found = OpenIndex(self._index.searcher(), named.name, stamp)
        if found.position is None:
            raise Unreadable("the index doesn't say how far it has followed")
        return found

    def _give_up(self, named: folder.Named, fault: BaseException) -> None:
        self._index = self._opened = None
        self._again_at = time.monotonic() + AGAIN_SECONDS
        if folder.current() == named:  # and was not just replaced by another
            log.warning("search_index_unreadable", index=named.name, fault=str(fault))
            folder.note_damage(named)


source: Source = FolderSource()


def open_index() -> OpenIndex | None:
    """The index, as written to last; None where there is none, it is damaged or of another format."""
    return source.open()


@contextmanager
def asking(found: OpenIndex) -> Iterator[OpenIndex]:
    """Ask an index within this. Raises Unreadable, and sees to it that it is mended, where it turns out damaged."""
    try:
        with panics_as_errors():
            yield found
    except (OSError, Unreadable) as error:
        source.report(found, error)
        raise Unreadable(str(error)) from error


@contextmanager
def panics_as_errors() -> Iterator[None]:
    """Raise Unreadable where tantivy panics over what it reads: its own exception is no Exception."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable(str(error)) from error
