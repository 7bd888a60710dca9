"""Gives pictures to office files that were uploaded before LibreOffice was installed."""

from django.db import transaction
from django.db.models import QuerySet

from clearinghouse.lib.files import office
from clearinghouse.lib.files.types import FILE_TYPES
from clearinghouse.lib.jobs import task_named
from documents.files import file_limits, local_copy
from documents.intake import follow_ups
from documents.intake.processing import allow_long_statements, facts_of, write_pages
from documents.models import Document, DocumentVersion, VersionStatus
from documents.reading import pictures

TYPES = [file_type.slug for file_type in office.PRINTABLE]


def without_pictures(*, again: bool) -> QuerySet[DocumentVersion]:
    """Office files that are ready and have no pictures; with `again` all of them, such as when fonts were added."""
    ready = DocumentVersion.objects.readable().filter(file_type__in=TYPES)
    return ready if again else ready.filter(status__is_printed=False)


def queue(versions: QuerySet[DocumentVersion]) -> int:
    """One job for each, behind everything that people wait for. Returns how many."""
    keys = list(versions.order_by("pk").values_list("pk", flat=True))
    for pk in keys:
        task_named("documents.tasks.print_version").defer(version_id=pk)
    return len(keys)


def print_again(version_id: int) -> None:
    """Read a version that is ready once more, with the pages that LibreOffice prints. Safe to run twice."""
    version = DocumentVersion.objects.readable().select_related("status").filter(pk=version_id).first()
    if version is None or not office.is_available():
        return
    with local_copy(version) as path:
        reading = office.read_file(path, FILE_TYPES[version.file_type], file_limits())
    if not reading.pdf:
        VersionStatus.objects.filter(pk=version.pk, is_printed=False).update(picture_note=reading.note)
        return
    pictures.keep_printed(version, reading.pdf)
    _replace(version, reading)


@transaction.atomic
def _replace(version: DocumentVersion, reading: office.OfficeReading) -> None:
    """The new pages instead of the old ones, wherever their number is kept."""
    document = Document.objects.select_for_update().get(pk=version.document_id)
    allow_long_statements()
    is_current = document.current_version_id == version.pk
    write_pages(version, reading.extracted.pages, is_current=is_current)
    VersionStatus.objects.filter(pk=version.pk).update(**facts_of(reading))
    if is_current:
        document.page_count = reading.extracted.page_count or None
        document.save(update_fields=["page_count"])
    version.status = VersionStatus.objects.get(pk=version.pk)
    follow_ups.queue(version, reading.extracted.pages)
