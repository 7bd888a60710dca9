"""The documents shared with a working group."""

from typing import Any

from django.db.models import QuerySet

from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.keyset import KeyPage, first_page
from clearinghouse.lib.parts import Part
from documents.finding.listing import LISTED, ListedDocument
from documents.models import Document
from documents.reused import reused
from workinggroups.models import WorkingGroup

NEWEST_FIRST = ("-shared_at", "-key")
PAGE_SIZE = 25


def shared_with(group: WorkingGroup, user: Viewer) -> QuerySet[Document]:
    """What was shared with the group's members and the person may see too."""
    return _shared_with(user, group.audience_id)


def newest_shared_with(group: WorkingGroup, user: Viewer) -> Part[KeyPage[ListedDocument]]:
    """The first page of it, the newest first."""
    return Part((_newest.asked(user, audience=group.audience_id),), _first_page)


def _first_page(rows: list[tuple[Any, ...]]) -> KeyPage[ListedDocument]:
    return first_page([ListedDocument._make(row) for row in rows], Document, NEWEST_FIRST, PAGE_SIZE)


def _shared_with(user: Viewer, audience: int) -> QuerySet[Document]:
    # SECURITY: being shared with the group says where a document is listed; only visible_to() says who sees it.
    return Document.objects.visible_to(user).published().filter(readers__reader_key=audience).for_rows()


@StatementFor
def _newest(user: Viewer, audience: int) -> QuerySet[Document, tuple[Any, ...]]:
    # The reader rows are kept in this order. Found by themselves, they spare PostgreSQL planning the joins around them.
    shared = Document.objects.visible_to(user).published().filter(readers__reader_key=audience)
    newest = shared.order_by("-readers__shared_at", "-readers__document_key").values("pk")[: PAGE_SIZE + 1]
    return Document.objects.filter(pk__in=newest).order_by(*NEWEST_FIRST).values_list(*LISTED, reused())
