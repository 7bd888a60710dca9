"""Bringing files in as people do, for tests of what happens to them."""

from pathlib import Path
from typing import Any

from accounts.models import User
from documents import actions
from documents.files import scratch_folder
from documents.intake import admission, filing, processing
from documents.intake.scanner import Verdict
from documents.models import Document, DocumentVersion, Kind, Topic
from tests.documents.scanners import FakeScanner
from tests.jobs import run_jobs

RFP = b"Request for Proposals\nState of Vermont\nSeptember 1, 2025\nThe port uptime shall exceed 97 percent.\n"


def bring(
    by: User, content: bytes = RFP, filename: str = "vt_fast_charging_rfp.txt", document: Document | None = None
) -> DocumentVersion:
    """Upload a file; nothing has looked at it yet."""
    upload = admission.start_upload(by=by, filename=filename, length=len(content), document=document)
    path = scratch_folder() / f"{upload.pk}.test"
    path.write_bytes(content)
    try:
        return filing.receive(upload, path, by=by)
    finally:
        path.unlink()


def details(**given: Any) -> actions.Details:
    """Everything said about an RFP for all member states; keyword arguments say otherwise."""
    said: dict[str, Any] = {
        "title": "Fast charging RFP",
        "kind": Kind.objects.get(slug="rfp"),
        "sharing": Document.Sharing.ALL_MEMBERS,
        "label": Document.Label.PUBLIC,
        **given,
    }
    if isinstance(said.get("topics"), str):
        said["topics"] = tuple(Topic.objects.filter(slug=said["topics"]))
    return actions.Details(**said)


def confirm(document: Document, by: User, **given: Any) -> Document:
    """Say what a document is and who may see it."""
    document.refresh_from_db()
    given.setdefault("agency", document.agency)
    return actions.save_details(document, by=by, details=details(**given), revision=document.revision)


def shared(by: User, content: bytes = RFP, filename: str = "vt_fast_charging_rfp.txt", **given: Any) -> Document:
    """A document that went the whole way."""
    version = bring(by, content, filename)
    run_jobs()
    document = confirm(version.document, by, **given)
    document.refresh_from_db()
    return document


def fresh(version: DocumentVersion) -> DocumentVersion:
    """The version as it is in the database now."""
    return DocumentVersion.objects.select_related("status", "document").get(pk=version.pk)


def scan_with(monkeypatch: Any, verdict: Verdict | None = None) -> FakeScanner:
    """Put a fake scanner in place; it finds the test virus unless told otherwise."""
    scanner = FakeScanner(verdict)
    monkeypatch.setattr(processing, "configured_scanner", lambda: scanner)
    return scanner


def files_in(folder: Path) -> list[str]:
    """Names of all files below a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
