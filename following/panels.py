"""The Follow button on a document's page, in the page's one round trip."""

from typing import Any

from accounts.standing import Viewer, standing_of
from clearinghouse.lib.slots import Panel
from documents.models import Document
from documents.panels import DocumentPanel
from following.follows import asked_of, is_followed
from following.models import FollowKind, Pace


def follow_document(document: Document, user: Viewer) -> DocumentPanel:
    """For members and guests, of a shared document."""
    if not standing_of(user).is_approved or document.status != Document.Status.PUBLISHED:
        return DocumentPanel((), lambda rows: None)

    def show(rows: list[list[Any]]) -> Panel:
        places, chosen = rows
        followed = is_followed(user, FollowKind.DOCUMENT, document.key, places, chosen)
        return Panel("following/document_panel.html", {"is_followed": followed, "off": Pace.OFF.value})

    return DocumentPanel(asked_of(user), show)
