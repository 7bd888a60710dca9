"""Admission: which files come in, from whom, and how much; the rows and pieces of uploads under way."""

import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.models import Agency, User
from clearinghouse.lib.files import names, refusals
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.files.types import BY_EXTENSION
from clearinghouse.lib.keys import keyed_ids
from clearinghouse.lib.wording import file_size
from documents.files import scratch_folder
from documents.models import Document, Upload
from documents.models.version import LONGEST_NOTE
from documents.permissions import can

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
    return UploadRefused(f"This file is larger than {most}. Reduce its size or split it, then upload it again.", 413)


def check_size(length: int) -> None:
    """Raises UploadRefused for an empty file and one beyond the limit, before a byte of it is stored."""
    if length <= 0:
        raise UploadRefused(refusals.empty().sentence)
    if length > settings.MAX_UPLOAD_BYTES:
        raise too_large()


def check_quota(by: User, length: int) -> None:
    """Raises UploadRefused when the person's day, or the disk, has no room for so many more bytes."""
    recent = Upload.objects.filter(owner=by, is_imported=False, created_at__gt=timezone.now() - QUOTA_PERIOD)
    used = recent.aggregate(total=Sum("length"))["total"] or 0
    if recent.count() >= settings.UPLOAD_QUOTA_FILES_PER_DAY:
        most = settings.UPLOAD_QUOTA_FILES_PER_DAY
        raise UploadRefused(f"You reached the limit of {most} files a day. Try again tomorrow.", status=429)
    if used + length > settings.UPLOAD_QUOTA_BYTES_PER_DAY:
        most_bytes = file_size(settings.UPLOAD_QUOTA_BYTES_PER_DAY)
        raise UploadRefused(
            f"This file would put you over the limit of {most_bytes} a day. Try again tomorrow.", status=429
        )
    free = os.statvfs(scratch_folder())
    if free.f_bavail * free.f_frsize < 2 * length + SPARE_BYTES:
        raise UploadRefused("There isn’t enough space for this file. Contact NASEO staff, then try again.", status=507)


@transaction.atomic
def start_upload(
    *,
    by: User,
    filename: str,
    length: int,
    document: Document | None = None,
    upload_id: UUID | None = None,
    note: str = "",
    quota_asked: bool = False,
    is_imported: bool = False,
    brought_for: str = "",
    for_state: str = "",
) -> Upload:
    """Open the way in for one file, of a new document or as a new version of `document`.

    The person's quota is asked here, unless it was before. An import is outside it.
    The same `upload_id` of the same person gives the same upload; see `known_upload`. A new document that somebody who
    serves two agencies brings `for_state` belongs to the one there. Raises UploadRefused, and
    PermissionDenied for who may not share here.
    """
    check_right(by, document)
    name = check_name(filename)
    check_size(length)
    pk = _ids_of(by, upload_id)[0] if upload_id else uuid4()
    if upload_id and (known := known_upload(by, upload_id)):
        return known
    if not (quota_asked or is_imported):
        # One at a time per person, so that uploads started together cannot all fit into the same rest of a quota.
        User.objects.select_for_update().get(email=by.email)
        check_quota(by, length)
    fields = {
        "owner": by,
        "document": document,
        "agency": None if document else _agency_of(by, for_state),
        "filename": name,
        "note": one_line(note, LONGEST_NOTE) if document else "",
        "length": length,
        "is_imported": is_imported,
        "brought_for": brought_for,
    }
    return Upload.objects.get_or_create(pk=pk, defaults=fields)[0]


def known_upload(by: User, upload_id: UUID) -> Upload | None:
    """The upload that this person began under an id of their own choice.

    SECURITY: an id that comes from outside means something beside its owner only. The row's own id is made of both
    with our secret, so that somebody else's id is answered like one that nobody ever used, and cannot be taken.
    """
    return Upload.objects.filter(owner=by, pk__in=_ids_of(by, upload_id)).first()


def _ids_of(by: User, upload_id: UUID) -> list[UUID]:
    """The id of the row, those under earlier secrets, and the given id itself, which earlier releases used."""
    return [*keyed_ids("documents.upload", by.pk, upload_id), upload_id]


def _agency_of(person: User, state: str = "") -> Agency | None:
    """Where the person works, of two agencies the one in this state, or the main one.

    None for administrators without a membership.
    """
    here = list(person.memberships.current().select_related("agency").main_first())
    found = next((membership for membership in here if state and membership.agency.state_id == state), None)
    membership = found or next(iter(here), None)
    return membership.agency if membership else None


def own_upload(upload: Upload, by: User) -> Upload:
    """The upload, if it is the person's own; raises PermissionDenied."""
    if upload.owner_id != by.pk:
        raise PermissionDenied("This upload belongs to someone else. Reload the page and try again.")
    return upload


def check_right(by: User, document: Document | None) -> None:
    """Raises PermissionDenied for who may not share something new, or not change this document."""
    allowed = can(by, "change", document) if document is not None else can(by, "share")
    if not allowed:
        raise PermissionDenied("Your account can’t upload files here.")


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
