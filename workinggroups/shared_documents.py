"""The documents shared with a working group."""

from django.db.models import QuerySet

from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.keyset import KeyPage, first_page
from clearinghouse.lib.parts import Part
from documents.models import Document
from workinggroups.models import WorkingGroup

NEWEST_FIRST = ("-shared_at", "-key")
PAGE_SIZE = 25


def shared_with(group: WorkingGroup, user: Viewer) -> QuerySet[Document]:
    """What was shared with the group's members and the person may see too."""
    return _shared_with(user, group.audience_id)


def newest_shared_with(group: WorkingGroup, user: Viewer) -> Part[KeyPage[Document]]:
    """The first page of it, the newest first."""
    asked = _newest.asked(user, audience=group.audience_id)
    return Part((asked,), lambda rows: first_page(rows, Document, NEWEST_FIRST, PAGE_SIZE))


def _shared_with(user: Viewer, audience: int) -> QuerySet[Document]:
    # SECURITY: being shared with the group says where a document is listed; only visible_to() says who sees it.
    return Document.objects.visible_to(user).published().filter(readers__reader_key=audience).for_rows()


@StatementFor
def _newest(user: Viewer, audience: int) -> QuerySet[Document]:
    return _shared_with(user, audience).order_by(*NEWEST_FIRST)[: PAGE_SIZE + 1]
