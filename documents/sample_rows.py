"""Documents for the previews of emails, made as they are asked for and never kept."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.sample_rows import SampleRows
from clearinghouse.lib.keys import random_key
from documents.models import Document, DocumentVersion, Kind, Page, VersionStatus
from documents.sharing import grants


def document(sample: SampleRows, owner: User, **fields: Any) -> Document:
    """A shared document of the owner's agency with one file; there are only rows, nothing is stored."""
    fields = {"sharing": Document.Sharing.ALL_MEMBERS, "status": Document.Status.PUBLISHED, **fields}
    made = Document.objects.create(
        title="Sample plan: chargers & <grid>", kind=Kind.objects.order_by("pk")[0], state_id="VT",
        agency=sample.agency, owner=owner, shared_at=timezone.now(), is_sample=True, **fields,
    )  # fmt: skip
    version = file_of(made, owner)
    Page.objects.create(document=made, version=version, number=1, text="Chargers along the corridor.", is_current=True)
    made.current_version = version
    made.save(update_fields=["current_version"])
    grants.apply_sharing(made, (), ())
    made.refresh_from_db()
    return made


def file_of(made: Document, owner: User, stage: str = VersionStatus.Stage.READY) -> DocumentVersion:
    """A file that has come so far."""
    version = DocumentVersion.objects.create(
        document=made, filename="sample-plan.pdf", file_type="pdf", size=1, sha256="0" * 64,
        storage_name=f"sample/{random_key()}", uploaded_by=owner,
    )  # fmt: skip
    VersionStatus.objects.create(version=version, stage=stage)
    return version
