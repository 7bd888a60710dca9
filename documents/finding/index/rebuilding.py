"""Making an index anew, beside the one in use, while people search and change documents."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from socket import gethostname
from threading import Event

from django.utils import timezone

from clearinghouse.lib.frozen import dataclass
from documents.finding.index import changes, folder
from documents.finding.index.writing import Writer, index_in, searched_documents
from documents.models import SearchFollower

DOCUMENTS_AT_ONCE = 50


class Stopped(Exception):
    """Somebody asked to stop; the index in use is the one before."""


@dataclass(frozen=True)
class Progress:
    """So many of so many documents are in."""

    documents: int
    of: int
    pages: int


def rebuild(stopping: Event | None = None, tell: Callable[[Progress], None] = lambda progress: None) -> folder.Named:
    """Make a new index and use it from then on. What changed meanwhile is followed afterwards.

    Raises folder.Taken where another process makes one, Stopped, and OSError or ValueError when the disk is full.
    """
    folder.make_root()
    with folder.held("rebuilding"):
        named = folder.new_folder()
        position = changes.now()
        # Before anything is read: from here on the changes that the new index will need are kept for it.
        SearchFollower.objects.create(
            folder=named.name, host=gethostname(), passed=position.floor, is_building=True, seen_at=timezone.now()
        )
        try:
            pages = _fill(named, position, stopping or Event(), tell)
            folder.switch_to(named)
        except BaseException:
            folder.remove(named)
            SearchFollower.objects.filter(folder=named.name).delete()
            raise
        SearchFollower.objects.filter(folder=named.name).update(is_building=False, pages=pages, seen_at=timezone.now())
    return named


def remove_others() -> None:
    """Remove older indexes, and what killed processes left of new ones. The caller keeps the index in use."""
    with suppress(folder.Taken, OSError), folder.held("rebuilding"):
        gone = folder.remove_others()
        if gone:
            SearchFollower.objects.filter(folder__in=gone).delete()


def _fill(named: folder.Named, position: changes.Position, stopping: Event, tell: Callable[[Progress], None]) -> int:
    """Write all pages. Returns how many."""
    writer = Writer(index_in(str(named.path)))
    of, done, pages = searched_documents().count(), 0, 0
    for documents in _in_parts():
        if stopping.is_set():
            raise Stopped
        pages += writer.add(documents)
        done += len(documents)
        SearchFollower.objects.filter(folder=named.name).update(seen_at=timezone.now(), pages=pages)
        tell(Progress(done, of, pages))
    writer.commit(position)
    writer.close()
    return pages


def _in_parts() -> Iterator[list[int]]:
    """All documents that are shared, by their numbers; one that is shared meanwhile is followed later."""
    after = 0
    while True:
        documents = searched_documents().filter(pk__gt=after).order_by("pk")
        part = list(documents.values_list("pk", flat=True)[:DOCUMENTS_AT_ONCE])
        if not part:
            return
        yield part
        after = part[-1]
