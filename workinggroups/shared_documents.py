"""The documents shared with a working group."""

from django.db.models import QuerySet

from accounts.standing import Viewer
from documents.models import Document
from workinggroups.models import WorkingGroup


def shared_with(group: WorkingGroup, user: Viewer) -> QuerySet[Document]:
    """What was shared with the group's members and the person may see too."""
    # SECURITY: being shared with the group says where a document is listed; only visible_to() says who sees it.
    return Document.objects.visible_to(user).published().filter(readers__key=group.audience_id).for_rows()
