"""What is done for a version once it is ready and nobody waits for it: its first picture, the text of scanned pages."""

from collections.abc import Callable, Sequence

from clearinghouse.lib.files.results import PageText
from clearinghouse.lib.jobs import task_named
from clearinghouse.lib.slots import Slot
from documents.models import DocumentVersion
from documents.reading import pictures

# One more step for a version that is ready: (version, its pages) → its jobs are queued. An app adds its own when it
# starts, such as an index or a check of its own, and intake need not know of it.
FOLLOW_UPS: Slot[Callable[[DocumentVersion, Sequence[PageText]], None]] = Slot()


def queue(version: DocumentVersion, pages: Sequence[PageText]) -> None:
    """Queue every step, behind everything that people wait for. Call inside the transaction that makes it ready."""
    for step in FOLLOW_UPS:
        step(version, pages)


def queue_first_picture(version: DocumentVersion, pages: Sequence[PageText]) -> None:
    """The thumbnail of a file whose pages can be drawn."""
    if pictures.has_pictures(version) and not pictures.has_first(version):
        task_named("documents.tasks.draw_first_page").defer(version_id=version.pk)


def draw_first(version_id: int) -> None:
    """The thumbnail, ready before somebody asks for it."""
    version = DocumentVersion.objects.readable().select_related("status").filter(pk=version_id).first()
    if version is not None and pictures.has_pictures(version):
        pictures.page_picture(version, 1, pictures.THUMBNAIL_WIDTH)
