"""The very same file, already here: as far as a person may know, on the upload page and in an import alike."""

from accounts.standing import Viewer
from documents.models import Document, DocumentVersion

MOST = 3


def twins_of(sha256: str, user: Viewer, *, apart_from: tuple[int, ...] = ()) -> list[Document]:
    """Other documents the person may see anyway that hold the very same file. Hidden ones are never hinted at."""
    same = DocumentVersion.objects.visible_to(user).filter(sha256=sha256)
    found = Document.objects.visible_to(user).filter(pk__in=same.values("document")).exclude(pk__in=apart_from)
    return list(found.order_by("pk")[:MOST])
