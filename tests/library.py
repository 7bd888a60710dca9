"""Documents for tests, made straight in the database: the upload path has tests of its own."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.models import Agency, Audience, User
from documents.models import Document, DocumentVersion, Era, Kind, Page, VersionStatus
from documents.sharing import grants


def document(
    owner: User,
    title: str = "Fast charging RFP",
    *,
    sharing_choice: str = "all_members",
    groups: Sequence[Audience] = (),
    people: Sequence[User] = (),
    kind: str = "rfp",
    state: str | None = "VT",
    agency: Agency | None = None,
    pages: Sequence[str] = ("The port uptime shall exceed 97 percent.",),
    content: bytes = b"A file of words.",
    file_type: str = "txt",
    shared_at: datetime | None = None,
    status: str = "published",
    **fields: Any,
) -> Document:
    """A document with one stored text file and its pages, granted as `sharing_choice` says."""
    membership = owner.memberships.filter(ended_at=None).first()
    made = Document.objects.create(
        title=title,
        kind=Kind.objects.get(slug=kind),
        state_id=state,
        agency=agency or (membership.agency if membership else None),
        owner=owner,
        sharing=sharing_choice,
        status=status,
        shared_at=shared_at or timezone.now(),
        dated_on=fields.pop("dated_on", date(2025, 9, 1)),
        era=fields.pop("era", Era.objects.get(code="G3")),
        **fields,
    )
    add_version(made, pages=pages, content=content, file_type=file_type)
    Page.objects.create(document=made, number=0, heading=title, text=made.abstract, is_current=True)
    grants.apply_sharing(made, groups, people)
    made.refresh_from_db()
    return made


def add_version(
    made: Document,
    *,
    by: User | None = None,
    pages: Sequence[str] = ("Words.",),
    content: bytes = b"More words.",
    file_type: str = "txt",
) -> DocumentVersion:
    """A further version that becomes the current one; the old one keeps its readers."""
    previous = made.current_version
    version = DocumentVersion.objects.create(
        document=made,
        filename=f"plan.{file_type}",
        file_type=file_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        storage_name=default_storage.save(f"originals/{secrets.token_hex(16)}", ContentFile(content)),
        uploaded_by=by or made.owner,
    )
    VersionStatus.objects.create(version=version, stage="ready", scan="clean", page_count=len(pages))
    if previous is not None:
        made.refresh_from_db()
        VersionStatus.objects.filter(version=previous).update(frozen_reader_keys=made.reader_keys)
        Page.objects.filter(version=previous).update(is_current=False)
    Page.objects.bulk_create(
        Page(document=made, version=version, number=number, text=text, is_current=True)
        for number, text in enumerate(pages, start=1)
    )
    made.current_version = version
    made.file_type, made.file_size, made.page_count = version.file_type, version.size, len(pages)
    made.save(update_fields=["current_version", "file_type", "file_size", "page_count"])
    return version
