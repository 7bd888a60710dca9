"""Reads stored files that nobody downloads, and compares each with the size and SHA-256 that it came with.

A share each night, so that every file is read within DAYS. All progress stands in the row of each file that was read:
whoever goes on after a killed worker reads at most one file twice. See docs/decisions/0006-bytes-through-the-view.md.
"""

import os
import time
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from documents import emails
from documents.models import DocumentVersion, FileCheck, VersionStatus
from documents.models.version import DocumentVersionQuerySet
from documents.storage import FileUnavailable, StorageUnavailable, fingerprint, verified_storage

log = structlog.get_logger("documents.fixity")

DAYS = 30
NIGHTS = 28  # in which all bytes are read once; two are left for nights without a worker
MOST_BYTES = 50_000_000_000  # a night
SECONDS_PER_JOB = 40.0  # how many jobs a night has, documents/tasks.py says
FILES_PER_JOB = 5000
AT_ONCE = 200
NIGHT = timedelta(hours=12)  # before now; longer than the hours of its jobs, so that none counts another night's bytes
MANY_WRONG = 200  # storage as a whole is in trouble then, and reading on would only make the list longer

Outcome = FileCheck.Outcome
READ_AT = Coalesce("file_check__checked_at", "uploaded_at")
WAS_WRONG = ExpressionWrapper(Q(file_check__wrong_since__isnull=False), output_field=BooleanField())


def to_check(*, before: datetime | None = None) -> DocumentVersionQuerySet:
    """Versions whose files are kept and were last read before the moment: wrong ones first, then the longest unread.

    Adds `was_wrong`, and `read_at`: when the file was last read whole, or came.
    """
    versions = DocumentVersion.objects.stored().annotate(read_at=READ_AT, was_wrong=WAS_WRONG)
    if before is not None:
        versions = versions.filter(read_at__lt=before)
    return versions.order_by("-was_wrong", "read_at", "pk")


def check_share(seconds: float = SECONDS_PER_JOB) -> int:
    """Read what is left of tonight's share, for at most so long. Returns how many files were looked at.

    Those first that were wrong. Then those that nobody has read for longest: a share of all bytes, and what is due
    beyond it. A storage that doesn't answer ends it; the next job goes on.
    """
    ends, night = time.monotonic() + seconds, timezone.now() - NIGHT
    read, share = _bytes_read_since(night), _all_bytes() / NIGHTS
    due = timezone.now() - timedelta(days=NIGHTS)
    wrong, count = FileCheck.objects.wrong().count(), 0
    for version in to_check(before=night)[:FILES_PER_JOB].iterator(AT_ONCE):
        is_wrong, is_due = version.was_wrong, version.read_at < due  # type: ignore[attr-defined]
        has_share = read >= share and not is_due
        if time.monotonic() > ends or read >= MOST_BYTES or (not is_wrong and (has_share or wrong >= MANY_WRONG)):
            break
        try:
            outcome = check(version)
        except StorageUnavailable:
            log.warning("file_check_stopped", read=count)
            break
        count += 1
        read += 0 if outcome == Outcome.MISSING else version.size
        wrong += bool(outcome and outcome != Outcome.INTACT) - is_wrong
    return count


def check(version: DocumentVersion) -> Outcome | None:
    """Read one file whole and note what was found; None when it isn't kept any more.

    Raises StorageUnavailable when storage doesn't say.
    """
    outcome = _outcome_of(version)
    if not _note(version, outcome):
        return None
    if outcome != Outcome.INTACT:
        log.error("stored_file_wrong", version_id=version.pk, name=version.storage_name, how=outcome.value)
    return outcome


@transaction.atomic
def tell_administrators() -> int:
    """Write to the administrators about wrong files that they don't know of. Returns how many files these are."""
    untold = FileCheck.objects.wrong().filter(told_at=None)
    keys = list(untold.select_for_update(of=("self",)).values_list("pk", flat=True))
    if keys:
        emails.notify_wrong_files(len(keys))
        FileCheck.objects.filter(pk__in=keys).update(told_at=timezone.now())
    return len(keys)


def _outcome_of(version: DocumentVersion) -> Outcome:
    try:
        return _compared(version)
    except FileUnavailable as error:
        if not default_storage.exists(version.storage_name):
            if isinstance(error, StorageUnavailable):
                raise  # a bucket that is away has no files either
            return Outcome.MISSING
    try:
        return _compared(version)  # a connection may have broken
    except FileUnavailable:
        return Outcome.UNREADABLE


def _compared(version: DocumentVersion) -> Outcome:
    _leave_memory(version.storage_name)
    found = fingerprint(verified_storage().stream(version.storage_name).chunks)
    return Outcome.INTACT if found == (version.size, version.sha256) else Outcome.DAMAGED


def _leave_memory(name: str) -> None:
    """Have the file read from the disk itself: what the machine remembers of it doesn't age."""
    path = verified_storage().local_path(name)
    if path is None or not hasattr(os, "posix_fadvise"):
        return
    with suppress(OSError), path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


@transaction.atomic
def _note(version: DocumentVersion, outcome: Outcome) -> bool:
    """Whether it was noted: not if the file is kept no longer, or somebody works on the version just now."""
    kept = VersionStatus.objects.filter(version_id=version.pk).exclude(stage=VersionStatus.Stage.TAKEN_BACK)
    if kept.select_for_update(of=("self",), skip_locked=True).first() is None:
        return False
    before = FileCheck.objects.filter(pk=version.pk).first()
    now = timezone.now()
    was_wrong_since, told_at = (before.wrong_since, before.told_at) if before else (None, None)
    found: dict[str, Any] = {"checked_at": now, "outcome": outcome, "wrong_since": None, "told_at": None}
    if outcome != Outcome.INTACT:
        found |= {"wrong_since": was_wrong_since or now, "told_at": told_at}
    elif was_wrong_since:
        log.info("stored_file_right_again", version_id=version.pk, name=version.storage_name)
    FileCheck.objects.update_or_create(version_id=version.pk, defaults=found)
    return True


def _bytes_read_since(moment: datetime) -> int:
    read = DocumentVersion.objects.filter(file_check__checked_at__gte=moment)
    return read.exclude(file_check__outcome=Outcome.MISSING).aggregate(sum=Sum("size"))["sum"] or 0


def _all_bytes() -> int:
    return DocumentVersion.objects.stored().aggregate(sum=Sum("size"))["sum"] or 0
