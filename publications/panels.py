"""What this app shows on other pages: of which study a document is an edition."""

from django.db.models import QuerySet

from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Panel
from documents.models import Document
from documents.panels import DocumentPanel
from publications.models import Edition

MOST = 20


@dataclass(frozen=True)
class EditionOf:
    """The edition that a document is, and the others of its study that the person may see, shortest first."""

    edition: Edition
    others: list[Edition]


def edition_of(document: Document, user: Viewer) -> DocumentPanel:
    """Of which study it is an edition, with the other editions; nothing for other documents."""
    if not document.study:  # the name of the study, which each edition's document has
        return DocumentPanel((), lambda rows: None)
    return DocumentPanel((_editions.asked(user, document=document.pk),), lambda rows: _panel(document, rows[0]))


@StatementFor
def _editions(user: Viewer, document: int) -> QuerySet[Edition]:
    """All editions of the document's study that the person may see."""
    editions = Edition.objects.visible_to(user).filter(study__editions__document=document)
    shown = "slug", "form", "study__slug", "study__name", "document__page_count", "document__title"
    return editions.select_related("study", "document").only(*shown).shortest_first()[:MOST]


def _panel(document: Document, editions: list[Edition]) -> Panel | None:
    of_this = next((edition for edition in editions if edition.document_id == document.pk), None)
    if of_this is None:
        return None
    others = [edition for edition in editions if edition is not of_this]
    return Panel("publications/document_panel.html", EditionOf(of_this, others))
