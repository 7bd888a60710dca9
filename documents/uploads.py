"""Receiving files: who may send how much, and turning what arrived into a document or a new version of one."""

import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import Membership, User
from clearinghouse.lib.files import names, refusals
from clearinghouse.lib.files.types import BY_EXTENSION
from clearinghouse.lib.wording import file_size
from documents import sharing
from documents.cards import write_card
from documents.files import Stored, scratch_folder, store_original
from documents.models import Document, DocumentVersion, Upload, VersionStatus
from documents.permissions import can
from documents.processing import enqueue
from documents.storage import verified_storage

LONGEST_NAME = 150
SPARE_BYTES = 512 * 1024 * 1024  # the disk is never filled to the brim: the database may share it
QUOTA_PERIOD = timedelta(days=1)
FORGOTTEN_AFTER = timedelta(hours=24)


class UploadRefused(Exception):
    """The file is not taken. str() is a sentence for the uploader; `status` is the HTTP answer that fits."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


def check_name(filename: str) -> str:
    """The cleaned name of a file of an accepted type; raises UploadRefused."""
    extension = names.extension(filename)
    if extension not in BY_EXTENSION:
        raise UploadRefused(refusals.unaccepted_extension(extension).sentence)
    return names.clean_filename(filename, LONGEST_NAME)


def too_large() -> UploadRefused:
    """The refusal of a file beyond the limit."""
    most = file_size(settings.MAX_UPLOAD_BYTES)
    return UploadRefused(f"The file is larger than {most}. Make it smaller or split it, and upload it again.", 413)


def check_size(length: int) -> None:
    """Raises UploadRefused for an empty file and one beyond the limit, before a byte of it is stored."""
    if length <= 0:
        raise UploadRefused(refusals.empty().sentence)
    if length > settings.MAX_UPLOAD_BYTES:
        raise too_large()


def check_quota(by: User, length: int) -> None:
    """Raises UploadRefused when the person's day, or the disk, has no room for so many more bytes."""
    recent = Upload.objects.filter(owner=by, created_at__gt=timezone.now() - QUOTA_PERIOD)
    used = recent.aggregate(total=Sum("length"))["total"] or 0
    if recent.count() >= settings.UPLOAD_QUOTA_FILES_PER_DAY:
        most = settings.UPLOAD_QUOTA_FILES_PER_DAY
        raise UploadRefused(f"You uploaded {most} files within a day, the most we take. Go on tomorrow.", status=429)
    if used + length > settings.UPLOAD_QUOTA_BYTES_PER_DAY:
        most_bytes = file_size(settings.UPLOAD_QUOTA_BYTES_PER_DAY)
        raise UploadRefused(f"With this file you would pass {most_bytes} within a day. Go on tomorrow.", status=429)
    free = os.statvfs(scratch_folder())
    if free.f_bavail * free.f_frsize < 2 * length + SPARE_BYTES:
        raise UploadRefused("There is no room left for this file. Tell NASEO’s staff, then try again.", status=507)


@transaction.atomic
def start_upload(
    *,
    by: User,
    filename: str,
    length: int,
    document: Document | None = None,
    upload_id: UUID | None = None,
    counted: bool = True,
) -> Upload:
    """Open the way in for one file, of a new document or as a new version of `document`.

    The same `upload_id` gives the same upload. Raises UploadRefused, and PermissionDenied for who may not share here.
    """
    _check_right(by, document)
    name = check_name(filename)
    check_size(length)
    pk = upload_id or uuid4()
    if known := Upload.objects.filter(pk=pk).first():
        return _own(known, by)
    if counted:
        # One at a time per person, so that uploads started together cannot all fit into the same rest of a quota.
        User.objects.select_for_update().get(email=by.email)
        check_quota(by, length)
    fields = {"owner": by, "document": document, "filename": name, "length": length}
    return _own(Upload.objects.get_or_create(pk=pk, defaults=fields)[0], by)


def _own(upload: Upload, by: User) -> Upload:
    if upload.owner_id != by.pk:
        raise PermissionDenied("This upload belongs to somebody else. Reload the page and try again.")
    return upload


def _check_right(by: User, document: Document | None) -> None:
    allowed = can(by, "change", document) if document is not None else can(by, "share")
    if not allowed:
        raise PermissionDenied("Your account may not upload here.")


def receive(upload: Upload, path: Path, *, by: User) -> DocumentVersion:
    """File what arrived at `path`: hash, store, and in one transaction record it and queue its checks.

    Safe to call again, also at the same time: one upload gives one version. Raises StorageUnavailable (then nothing
    was recorded), UploadRefused and PermissionDenied.
    """
    filed_as = _own(upload, by).version_id
    if filed_as is not None:
        return DocumentVersion.objects.get(pk=filed_as)
    _check_right(by, upload.document)
    if path.stat().st_size != upload.length:
        raise UploadRefused("The file did not arrive whole. Nothing was saved; upload it again.")
    stored = store_original(path)
    with transaction.atomic():
        row = Upload.objects.select_for_update().filter(pk=upload.pk).first()
        if row is not None and row.version_id is None:
            version = _file(row, stored, by)
            Upload.objects.filter(pk=row.pk).update(version=version, offset=row.length)
            return version
    # Somebody else finished this upload, or cancelled it, while we stored; our copy has no row.
    verified_storage().delete(stored.name)
    if row is None or row.version_id is None:
        raise UploadRefused("This upload was cancelled. Nothing was saved.", status=410)
    return DocumentVersion.objects.get(pk=row.version_id)


def _file(upload: Upload, stored: Stored, by: User) -> DocumentVersion:
    document = _locked(upload.document, by) if upload.document else _new_draft(upload, by)
    version = DocumentVersion.objects.create(
        document=document,
        filename=upload.filename,
        file_type=BY_EXTENSION[names.extension(upload.filename)].slug,
        size=stored.size,
        sha256=stored.sha256,
        storage_name=stored.name,
        uploaded_by=by,
    )
    VersionStatus.objects.create(version=version)
    number = document.versions.count()
    write_event(
        "document.version_received",
        by=by,
        about=document,
        sentence=f"Uploaded version {number}: “{version.filename}”, {file_size(version.size)}.",
        detail={"version": version.key, "sha256": version.sha256},
    )
    enqueue(version)
    return version


def _locked(document: Document, by: User) -> Document:
    """Asked again here: the right may have gone while the file was on its way."""
    _check_right(by, document)
    return Document.objects.select_for_update().get(pk=document.pk)


def _new_draft(upload: Upload, by: User) -> Document:
    _check_right(by, None)
    membership = Membership.objects.current().filter(user=by).select_related("agency").first()
    agency = membership.agency if membership else None
    document = Document.objects.create(
        title=title_from(upload.filename),
        owner=by,
        agency=agency,
        state_id=agency.state_id if agency else None,
        is_sample=by.is_sample,
    )
    sharing.apply_sharing(document)
    write_card(document)
    return document


def title_from(filename: str) -> str:
    """A title to start from: the name without its ending and underscores."""
    stem = filename.rpartition(".")[0] or filename
    return " ".join(stem.replace("_", " ").split())[:250]


def part_path(upload: Upload) -> Path:
    """Where the bytes of an unfinished upload lie."""
    return scratch_folder() / f"{upload.pk}.part"


def cancel_upload(upload: Upload) -> None:
    """Forget an unfinished upload and its bytes."""
    Upload.objects.filter(pk=upload.pk, version=None).delete()
    part_path(upload).unlink(missing_ok=True)


def forget_abandoned() -> int:
    """Remove uploads that nobody went on with for a day, and stray working files. Returns how many files went."""
    oldest = timezone.now() - FORGOTTEN_AFTER
    removed = 0
    for path in scratch_folder().iterdir():
        if path.is_file() and path.stat().st_mtime < oldest.timestamp():
            path.unlink(missing_ok=True)
            removed += 1
    for upload in Upload.objects.filter(version=None, created_at__lt=oldest):
        if not part_path(upload).exists():
            upload.delete()
    return removed
