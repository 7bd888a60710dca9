"""Filing: what arrived becomes a document, or a new version of one, in one transaction."""

from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import User
from clearinghouse.lib.files import names
from clearinghouse.lib.files.types import BY_EXTENSION
from clearinghouse.lib.wording import file_size
from documents.files import Stored, store_original
from documents.finding.cards import write_card
from documents.intake.admission import UploadRefused, check_right, own_upload
from documents.intake.processing import enqueue
from documents.models import Document, DocumentVersion, Upload, VersionStatus
from documents.permissions import locked_for_change
from documents.sharing import grants
from documents.storage import verified_storage


def receive(upload: Upload, path: Path, *, by: User, hidden_answer: str = "") -> DocumentVersion:
    """File what arrived at `path`: hash, store, and in one transaction record it and queue its checks.

    Safe to call again, also at the same time: one upload gives one version. Raises StorageUnavailable (then nothing
    was recorded), UploadRefused and PermissionDenied. `hidden_answer` says beforehand what to do with hidden parts.
    """
    filed_as = own_upload(upload, by).version_id
    if filed_as is not None:
        return DocumentVersion.objects.get(pk=filed_as)
    check_right(by, upload.document)
    if path.stat().st_size != upload.length:
        raise UploadRefused("We didn’t receive the whole file. Nothing was saved. Upload it again.")
    stored = store_original(path)
    with transaction.atomic():
        row = Upload.objects.select_for_update().filter(pk=upload.pk).first()
        if row is not None and row.version_id is None:
            version = _file(row, stored, by, hidden_answer)
            Upload.objects.filter(pk=row.pk).update(version=version, offset=row.length)
            return version
    # Somebody else finished this upload, or cancelled it, while we stored; our copy has no row.
    verified_storage().delete(stored.name)
    if row is None or row.version_id is None:
        raise UploadRefused("This upload was canceled. Nothing was saved.", status=410)
    return DocumentVersion.objects.get(pk=row.version_id)


def _file(upload: Upload, stored: Stored, by: User, hidden_answer: str) -> DocumentVersion:
    document = locked_for_change(upload.document, by) if upload.document else _new_draft(upload, by)
    version = DocumentVersion.objects.create(
        document=document,
        filename=upload.filename,
        file_type=BY_EXTENSION[names.extension(upload.filename)].slug,
        size=stored.size,
        sha256=stored.sha256,
        storage_name=stored.name,
        uploaded_by=by,
    )
    said = {"hidden_answer": hidden_answer, "answered_by": by, "answered_at": timezone.now()} if hidden_answer else {}
    number = VersionStatus.objects.create(version=version, note=upload.note, **said).number
    write_event(
        "document.version_received",
        by=by,
        about=document,
        sentence=f"Uploaded version {number}: “{version.filename}”, {file_size(version.size)}.",
        detail={"version": version.key, "sha256": version.sha256},
    )
    enqueue(version)
    return version


def _new_draft(upload: Upload, by: User) -> Document:
    check_right(by, None)
    # Where the upload began: what somebody brought from one agency is not the next one's.
    agency = upload.agency
    document = Document.objects.create(
        title=title_from(upload.filename),
        owner=by,
        agency=agency,
        state_id=agency.state_id if agency else None,
    )
    grants.apply_sharing(document)
    write_card(document)
    return document


def title_from(filename: str) -> str:
    """A title to start from: the name without its ending and underscores."""
    stem = filename.rpartition(".")[0] or filename
    return " ".join(stem.replace("_", " ").split())[:250]
