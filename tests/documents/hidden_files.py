"""Files with more in them than their pages show, as a reading that finds it would tell; and a cleaning that works."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from accounts.models import AuditEvent, User
from clearinghouse.lib.files import cleaned
from clearinghouse.lib.files.cleaned import CleanedCopy
from clearinghouse.lib.files.office import OfficeReading, read_file
from clearinghouse.lib.files.results import HiddenKind, HiddenPart
from documents import hidden
from documents.intake import processing
from documents.models import Document, DocumentVersion
from tests.documents.intake import bring, shared
from tests.jobs import run_jobs

MARK = b"(hidden)"  # what stands in a text file that is read as one with hidden parts
SHEET = HiddenPart(
    HiddenKind.SHEET, "Sheet “Vendor scores” is hidden; anyone who downloads the file can unhide it.", "sheet"
)
NOTES = HiddenPart(HiddenKind.COMMENTS, "1 comment on sheet “Public list”.", "sheet “Public list”")
AUTHOR = HiddenPart(HiddenKind.PROPERTIES, "Its properties name an author, Pat Example.", "")
WITH_HIDDEN = b"Budget model\nState of Vermont\nThe ports cost 7 percent more. (hidden)\n"
REMOVED = ("We removed 1 hidden sheet.", "We removed 1 comment.")


def find_hidden(monkeypatch: pytest.MonkeyPatch, *parts: HiddenPart) -> None:
    """Have files with the mark read as if these were in them."""
    found = parts or (SHEET, NOTES)

    def read(path: Path, *more: Any) -> OfficeReading:
        reading = read_file(path, *more)
        if MARK not in path.read_bytes():
            return reading
        return replace(reading, extracted=replace(reading.extracted, hidden=found))

    monkeypatch.setattr(processing, "read_file", read)


def can_clean(monkeypatch: pytest.MonkeyPatch, refusal: str = "") -> list[Path]:
    """Have text files cleaned by removing the mark, or refused; returns what was cleaned."""
    seen: list[Path] = []

    def clean(path: Path, *_: Any) -> CleanedCopy | str:
        seen.append(path)
        return refusal or CleanedCopy(path.read_bytes().replace(MARK, b""), REMOVED)

    monkeypatch.setattr(cleaned, "clean_copy", clean)
    monkeypatch.setattr(hidden, "can_clean", lambda file_type: True)
    return seen


def held(by: User, **given: Any) -> tuple[Document, DocumentVersion]:
    """A shared document, and its second version, which waits for an answer."""
    document = shared(by, **given)
    version = bring(by, WITH_HIDDEN, document=document)
    run_jobs()
    document.refresh_from_db()
    return document, DocumentVersion.objects.select_related("status", "document").get(pk=version.pk)


def sentences(document: Document) -> list[str]:
    """The history, oldest first."""
    events = AuditEvent.objects.filter(object_type="documents.document", object_id=str(document.pk))
    return list(events.order_by("pk").values_list("sentence", flat=True))
