"""Reads files that are ready once more, after a better reader, LibreOffice or fonts arrived.

Only what was derived of a file is replaced: its pages, pictures and report. The file, who may read it and what people
confirmed about it stay.
"""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.exceptions import AlreadyEnqueued

from accounts.audit import write_event
from clearinghouse.lib.files import office
from clearinghouse.lib.files.results import PageSource
from clearinghouse.lib.files.types import FILE_TYPES
from clearinghouse.lib.jobs import task_named
from documents import hidden
from documents.files import file_limits, local_copy
from documents.intake import follow_ups
from documents.intake.processing import READER, allow_long_statements, facts_of, write_pages
from documents.models import Document, DocumentVersion, Page, VersionStatus
from documents.reading import accessibility, pictures

PRINTABLE = [file_type.slug for file_type in office.PRINTABLE]
QUEUED_AT_ONCE = 500


def to_read(*, again: bool = False, file_types: list[str] | None = None, key: str = "") -> QuerySet[DocumentVersion]:
    """Versions that an older reader read; with `again` all. Narrowed to types of files, or to one document."""
    ready = DocumentVersion.objects.readable()
    if not again:
        ready = ready.filter(status__reader__lt=READER)
    if file_types:
        ready = ready.filter(file_type__in=file_types)
    return ready.filter(document__key=key) if key else ready


def without_pictures() -> QuerySet[DocumentVersion]:
    """Office files that have no pictures of their pages, whoever read them."""
    return to_read(again=True, file_types=PRINTABLE).filter(status__is_printed=False)


def queue(versions: QuerySet[DocumentVersion]) -> int:
    """One job for each, newest first and behind everything that people wait for. Returns how many.

    A version that waits already is not queued twice.
    """
    count = 0
    for pk in versions.order_by("-pk").values_list("pk", flat=True).iterator(QUEUED_AT_ONCE):
        count += _queue_one(pk)
    return count


def _queue_one(pk: int) -> bool:
    task = task_named("documents.tasks.read_again", queueing_lock=f"read-again-{pk}", lock="reading-again")
    try:
        with transaction.atomic():
            task.defer(version_id=pk)
    except AlreadyEnqueued:
        return False
    return True


def read_again(version_id: int) -> None:
    """Read one version that is ready. Safe to run twice and to be killed: it is read or it is as before."""
    version = DocumentVersion.objects.readable().select_related("status").filter(pk=version_id).first()
    if version is None:
        return
    with local_copy(version) as path:
        reading = office.read_file(path, FILE_TYPES[version.file_type], file_limits())
    if version.status.is_printed and not reading.pdf:
        return  # LibreOffice failed or is gone: what it printed before is better than nothing
    if reading.pdf:
        pictures.keep_printed(version, reading.pdf)
    _replace(version, reading)


@transaction.atomic
def _replace(version: DocumentVersion, reading: office.OfficeReading) -> None:
    """The new pages instead of the old ones, wherever their number is kept."""
    document = Document.objects.select_for_update().get(pk=version.document_id)
    version.document = document
    was_noticed = hidden.is_noticed(version)
    allow_long_statements()
    is_current = document.current_version_id == version.pk
    recognized = _recognized(version)
    write_pages(version, reading.extracted.pages, is_current=is_current)
    _keep_recognized(version, recognized)
    VersionStatus.objects.filter(pk=version.pk).update(**facts_of(reading))
    if is_current:
        document.page_count = reading.extracted.page_count or None
        document.save(update_fields=["page_count"])
    version.status = VersionStatus.objects.get(pk=version.pk)
    if hidden.is_noticed(version) and not was_noticed:
        _note_found(version)
    follow_ups.queue(version, reading.extracted.pages)
    accessibility.queue_check_again(version)


def _note_found(version: DocumentVersion) -> None:
    """Into the history: readers keep the file until somebody with an owner's rights decides."""
    status = version.status
    parts = hidden.in_words(hidden.parts_to_ask(hidden.parts_of(status)))
    write_event(
        "document.hidden_found",
        by=None,
        about=version.document,
        sentence=f"Read version {status.number} again and found that it contains {parts}.",
        detail={"version": version.key},
    )


def _recognized(version: DocumentVersion) -> dict[int, dict[str, Any]]:
    pages = Page.objects.filter(version=version, source=PageSource.RECOGNIZED)
    return {page.number: {"text": page.text, "confidence": page.confidence} for page in pages}


def _keep_recognized(version: DocumentVersion, recognized: dict[int, dict[str, Any]]) -> None:
    """Scanned pages keep the text that was seen on them until it is recognized anew, so that search finds them.

    That such a page has a confidence tells it from one with words of its own (documents/intake/recognizing.py).
    """
    for page in Page.objects.filter(version=version, number__in=recognized, source=PageSource.SCANNED):
        Page.objects.filter(pk=page.pk).update(**recognized[page.number])
