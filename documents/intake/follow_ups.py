"""What is done for a version once it is ready and nobody waits for it: its first picture, the text of scanned pages."""

from collections.abc import Callable, Sequence
from itertools import islice

from clearinghouse.lib.files import ocr
from clearinghouse.lib.files.results import PageText
from clearinghouse.lib.jobs import task_named
from clearinghouse.lib.slots import Slot
from documents.files import file_limits
from documents.models import DocumentVersion, Page, VersionStatus
from documents.reading import pictures

PAGES_PER_JOB = 5  # a job ends soon, so that a stopped worker loses little
MOST_PAGES = 300
RECOGNIZED = "Some pages are scanned images. Their text was recognized automatically and may contain errors."


# One more step for a version that is ready: (version, its pages) → its jobs are queued. An app adds its own when it
# starts, such as an index or a check of its own, and intake need not know of it.
FOLLOW_UPS: Slot[Callable[[DocumentVersion, Sequence[PageText]], None]] = Slot()


def queue(version: DocumentVersion, pages: Sequence[PageText]) -> None:
    """Queue every step, behind everything that people wait for. Call inside the transaction that makes it ready."""
    for step in FOLLOW_UPS:
        step(version, pages)


def queue_first_picture(version: DocumentVersion, pages: Sequence[PageText]) -> None:
    """The thumbnail of a file whose pages can be drawn."""
    if pictures.has_pictures(version):
        task_named("documents.tasks.draw_first_page").defer(version_id=version.pk)


def queue_recognition(version: DocumentVersion, pages: Sequence[PageText]) -> None:
    """The text of pages that are pictures, where a program for it is installed."""
    if not pictures.has_pictures(version) or not ocr.is_available():
        return
    if any(ocr.is_worth_trying(page.text) for page in pages):
        task_named("documents.tasks.recognize_pages").defer(version_id=version.pk, after=0)


def draw_first(version_id: int) -> None:
    """The thumbnail, ready before somebody asks for it."""
    version = DocumentVersion.objects.readable().select_related("status").filter(pk=version_id).first()
    if version is not None and pictures.has_pictures(version):
        pictures.page_picture(version, 1, pictures.THUMBNAIL_WIDTH)


def recognize(version_id: int, after: int) -> None:
    """Read the text of the next few near-empty pages beyond number `after`, then queue the rest."""
    version = DocumentVersion.objects.readable().select_related("status").filter(pk=version_id).first()
    if version is None or not pictures.has_pictures(version):
        return
    pages = Page.objects.filter(version=version, number__gt=after, number__lte=MOST_PAGES).order_by("number")
    batch = list(islice((page for page in pages if ocr.is_worth_trying(page.text)), PAGES_PER_JOB))
    limits = file_limits()
    if batch:
        with pictures.drawable_copy(version) as path:
            found = {page.pk: ocr.recognize_page(path, page.number, limits) for page in batch}
        _keep(version, batch, found)
    if len(batch) == PAGES_PER_JOB:
        task_named("documents.tasks.recognize_pages").defer(version_id=version.pk, after=batch[-1].number)


def _keep(version: DocumentVersion, pages: Sequence[Page], found: dict[int, ocr.Recognized | None]) -> None:
    better = [
        (page, seen) for page in pages if (seen := found[page.pk]) and len(seen.text.strip()) > len(page.text.strip())
    ]
    for page, seen in better:
        pictures.keep_recognized_words(version, page.number, seen.words)
        Page.objects.filter(pk=page.pk).update(text=seen.text)
    if better:
        VersionStatus.objects.filter(pk=version.pk, text_note="").update(text_note=RECOGNIZED)
