"""What a person may do with a document. Reading is visible_to(); the rest is here, from the same querysets."""

from typing import Literal

from accounts.standing import Viewer, standing_of
from documents.models import Document

Action = Literal["view", "change", "share"]


def can(user: Viewer, action: Action, document: Document | None = None) -> bool:
    """Whether the person may do this; "share" (bring something new) needs no document."""
    if action == "share":
        return standing_of(user).is_approved
    if document is None:
        return False
    if action == "view":
        return Document.objects.visible_to(user).filter(pk=document.pk).exists()
    return Document.objects.editable_by(user).filter(pk=document.pk).exists()
