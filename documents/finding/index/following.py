"""The process that keeps this host's index: it follows what changes, and makes an index where none can be read."""

import time
from contextlib import suppress
from dataclasses import dataclass, field
from socket import gethostname
from threading import Event

import structlog
import tantivy
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone
from psycopg_pool import PoolTimeout

from documents.finding.index import changes, folder, integrity, rebuilding
from documents.finding.index.reading import OpenIndex, Unreadable, panics_as_errors
from documents.finding.index.writing import Writer
from documents.models import SearchFollower

log = structlog.get_logger(__name__)

POLL_SECONDS = 0.5  # so that a page is found within two seconds after its text is stored
SIGN_OF_LIFE_SECONDS = 15.0
FIRST_DELAY, LONGEST_DELAY = 1.0, 30.0
DOCUMENTS_AT_ONCE = 20  # between two commits; the latest changes go first

DATABASE_IS_AWAY = (DatabaseError, InterfaceError, PoolTimeout)
INDEX_FAULTS = (OSError, ValueError, RuntimeError, Unreadable)
DISK_SENTENCE = "The index could not be written. Is the disk full?"


@dataclass
class Kept:
    """The index that is kept, and how far it has come.

    `polled` is up to where changes were asked for, `written` up to where all of them are in; between them lie those of
    `waiting`, documents of which the last that changed stands last.
    """

    named: folder.Named
    writer: Writer
    written: changes.Position
    polled: changes.Position
    waiting: dict[int, None] = field(default_factory=dict)


@dataclass
class Follower:
    """Keeps the index of one host. run() returns when `stopping` is set; nothing else ends it."""

    stopping: Event = field(default_factory=Event)
    kept: Kept | None = None
    delay: float = FIRST_DELAY
    told_at: float = float("-inf")
    problem: str = ""

    def run(self) -> None:
        """Follow until asked to stop. Raises folder.Taken where another process follows on this host already."""
        folder.make_root()
        with folder.held("following"):
            try:
                while not self.stopping.is_set():
                    self.stopping.wait(self.try_step())
            finally:
                self.let_go()

    def try_step(self) -> float:
        """One step. Returns the seconds to wait before the next one: after a fault, which is logged, more each time."""
        try:
            with panics_as_errors():
                is_done = self.step()
        except DATABASE_IS_AWAY as error:
            connection.close()
            return self._wait_after("The database doesn't respond.", error)
        except folder.Taken:
            return POLL_SECONDS
        except rebuilding.Stopped:
            return 0.0
        except INDEX_FAULTS as error:
            self.let_go()  # the writer is of no use any more; the next step looks through the whole index first
            return self._wait_after(DISK_SENTENCE, error)
        self.delay, self.problem = FIRST_DELAY, ""
        return POLL_SECONDS if is_done else 0.0

    def step(self) -> bool:
        """Write what changed, a few documents at once. Returns whether that was all."""
        kept = self._kept()
        kept.polled, changed = changes.since(kept.polled)
        for document in reversed(changed):
            kept.waiting.pop(document, None)
            kept.waiting[document] = None
        if kept.waiting:
            self._write_some(kept)
        self._give_sign_of_life(kept)
        return not kept.waiting

    def let_go(self) -> None:
        """Leave the index to others. What was not committed is written by the next that follows."""
        self.kept = None

    def _write_some(self, kept: Kept) -> None:
        part = list(kept.waiting)[-DOCUMENTS_AT_ONCE:]
        kept.writer.replace(part)
        is_all = len(part) == len(kept.waiting)
        position = kept.polled if is_all else kept.written
        kept.writer.commit(position)
        kept.written = position
        for document in part:
            del kept.waiting[document]

    def _kept(self) -> Kept:
        """The index in use, opened for writing; a new one where there is none that this release can follow."""
        named = folder.current()
        if self.kept is not None and named == self.kept.named and not folder.is_noted_as_damaged(named):
            return self.kept
        self.let_go()
        self.kept = self._open(named) or self._open(self._rebuild(named))
        if self.kept is None:
            raise Unreadable("the new index cannot be read")
        return self.kept

    def _open(self, named: folder.Named | None) -> Kept | None:
        """None where it is damaged, of other words, or where changes that it needs may be forgotten."""
        if named is None or not named.is_of_today or integrity.faults(named.path):
            return None
        folder.forget_damage()
        try:
            with panics_as_errors():
                index = tantivy.Index.open(str(named.path))
                index.reload()
                position = OpenIndex(index.searcher(), named.name).position
                writer = Writer(index)
        except (ValueError, Unreadable) as error:
            log.warning("search_index_unreadable", index=named.name, fault=str(error))
            return None
        if position is None or not _is_followable(named, position):
            return None
        return Kept(named, writer, written=position, polled=position)

    def _rebuild(self, before: folder.Named | None) -> folder.Named:
        log.warning("search_index_rebuilding", before=before.name if before else None)
        named = rebuilding.rebuild(self.stopping)
        log.warning("search_index_rebuilt", index=named.name)
        return named

    def _wait_after(self, sentence: str, error: Exception) -> float:
        log.warning(
            "search_index_waits", problem=sentence, fault=f"{type(error).__name__}: {error}", again_in=self.delay
        )
        self.problem = sentence
        with suppress(*DATABASE_IS_AWAY, OSError):
            named = folder.current()
            SearchFollower.objects.filter(folder=named.name if named else "").update(problem=sentence)
        delay, self.delay = self.delay, min(self.delay * 2, LONGEST_DELAY)
        return delay

    def _give_sign_of_life(self, kept: Kept) -> None:
        now = time.monotonic()
        if now < self.told_at + SIGN_OF_LIFE_SECONDS:
            return
        SearchFollower.objects.filter(folder=kept.named.name).update(
            passed=kept.written.floor, host=gethostname(), problem="", is_building=False, seen_at=timezone.now()
        )
        self.told_at = now
        rebuilding.remove_others()


def _is_followable(named: folder.Named, position: changes.Position) -> bool:
    """Whether all changes since that position are still known: they are kept for those that are on record."""
    if position.history != changes.history():
        return False
    passed = SearchFollower.objects.filter(folder=named.name).values_list("passed", flat=True).first()
    return passed is not None and passed <= position.floor
