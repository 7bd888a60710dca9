"""Makes the cleaned copy of a version that somebody asked for: a new version, which goes the way of every other.

Safe to run twice and to be killed at any point: a copy is recorded in one transaction, if it is still wanted, and the
database takes one copy of a version only.
"""

from collections.abc import Sequence

import structlog
from django.db import transaction

from accounts.audit import write_event
from clearinghouse.lib.files import cleaned
from clearinghouse.lib.files.types import FILE_TYPES
from documents import emails
from documents.files import FileUnavailable, StorageUnavailable, Stored, file_limits, local_copy, store_bytes
from documents.hidden import newer_version
from documents.intake.processing import FILE_LOST, MOST_ATTEMPTS, enqueue, enqueue_cleaning
from documents.models import Document, DocumentVersion, VersionStatus
from documents.storage import verified_storage

log = structlog.get_logger("documents.intake.cleaning")

Answer, Stage = VersionStatus.HiddenAnswer, VersionStatus.Stage
GONE_WRONG = "We tried three times and couldn’t make a cleaned copy. Remove the content in your own copy."
LONGEST_PROBLEM = 500


def queue_forgotten_copies() -> int:
    """Queue copies that were asked for and are not made: their job is gone, or the storage was away."""
    asked = DocumentVersion.objects.readable().filter(status__hidden_answer=Answer.CLEAN, cleaned_status=None)
    wanted = [version for version in asked.select_related("status", "document") if _is_wanted(version)]
    for version in wanted:
        enqueue_cleaning(version)
    return len(wanted)


def _is_wanted(version: DocumentVersion) -> bool:
    """Whether the copy would take the place of what is shared now: nothing newer has, or is about to."""
    status = version.status
    is_next = status.stage == Stage.HELD or version.document.current_version_id == version.pk
    return is_next and status.hidden_answer == Answer.CLEAN and newer_version(version) is None


def clean(version_id: int) -> None:
    """Make the copy. While the storage is away it waits for the sweep."""
    version = DocumentVersion.objects.select_related("status", "document").filter(pk=version_id).first()
    if version is None or not _is_wanted(version):
        return
    try:
        with local_copy(version) as path:
            made = cleaned.clean_copy(path, FILE_TYPES[version.file_type], file_limits())
        if isinstance(made, str):
            _give_up(version.pk, made)
        else:
            _keep(version, made)
    except StorageUnavailable:
        log.warning("cleaning_waits_for_storage", version_id=version_id)
    except FileUnavailable:
        _give_up(version.pk, FILE_LOST)
    except Exception:
        count_fault(version.pk)
        raise


def _keep(version: DocumentVersion, made: cleaned.CleanedCopy) -> None:
    stored = store_bytes(made.data)
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=version.document_id)
        is_kept = _record(document, version.pk, stored, made.removed)
    if not is_kept:
        verified_storage().delete(stored.name)


def _record(document: Document, pk: int, stored: Stored, removed: Sequence[str]) -> bool:
    """The copy as the newest version, and the original left to who may edit; False if it is not wanted any more."""
    original = DocumentVersion.objects.get(pk=pk)
    status = VersionStatus.objects.select_for_update().get(pk=pk)
    original.status, original.document = status, document
    if not _is_wanted(original):
        return False
    _file_copy(original, stored, removed)
    # An original that waited is never shared; one that is shared stays so until its copy is ready.
    if status.stage == Stage.HELD:
        status.stage, status.frozen_reader_keys = Stage.READY, []
        status.save(update_fields=["stage", "frozen_reader_keys", "changed_at"])
    return True


def _file_copy(original: DocumentVersion, stored: Stored, removed: Sequence[str]) -> None:
    copy = DocumentVersion.objects.create(
        document=original.document,
        filename=original.filename,
        file_type=original.file_type,
        size=stored.size,
        sha256=stored.sha256,
        storage_name=stored.name,
        uploaded_by=original.uploaded_by,
    )
    number = VersionStatus.objects.create(
        version=copy, note=original.status.note, cleaned_from=original, removed_parts=list(removed)
    ).number
    write_event(
        "document.version_cleaned",
        by=None,
        about=original.document,
        sentence=f"Made version {number}, a cleaned copy of version {original.status.number}. {removed_words(removed)}",
        detail={"version": copy.key, "sha256": copy.sha256, "removed": list(removed)},
    )
    enqueue(copy)


def removed_words(removed: Sequence[str]) -> str:
    """What was removed, in sentences."""
    return " ".join(removed) or "Nothing was removed."


@transaction.atomic
def _give_up(pk: int, sentence: str) -> None:
    """Ask again, without this answer, and write to the person who gave it."""
    status = VersionStatus.objects.select_for_update(of=("self",)).select_related("version__document").get(pk=pk)
    person = status.answered_by
    if status.hidden_answer != Answer.CLEAN or person is None:
        return
    status.hidden_answer, status.answered_by, status.answered_at = "", None, None
    status.attempts, status.problem = 0, sentence[:LONGEST_PROBLEM]
    status.save(update_fields=["hidden_answer", "answered_by", "answered_at", "attempts", "problem", "changed_at"])
    write_event(
        "document.version_not_cleaned",
        by=None,
        about=status.version.document,
        sentence=f"Couldn’t make a cleaned copy of version {status.number}: {sentence}",
        detail={"version": status.version.key},
    )
    emails.notify_not_cleaned(status.version, person, sentence)


def count_fault(version_id: int) -> bool:
    """Count a try that the file itself brought down; the last one asks again. True: try it once more."""
    with transaction.atomic():
        asked = VersionStatus.objects.select_for_update().filter(pk=version_id, hidden_answer=Answer.CLEAN)
        status = asked.first()
        if status is None:
            return False
        status.attempts += 1
        status.save(update_fields=["attempts", "changed_at"])
        if status.attempts >= MOST_ATTEMPTS:
            _give_up(version_id, GONE_WRONG)
        return status.attempts < MOST_ATTEMPTS
