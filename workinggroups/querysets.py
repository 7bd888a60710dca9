"""Questions about working groups that have a name, and the documents shared with one."""

from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.standing import Viewer
from documents.models import Document

if TYPE_CHECKING:
    from workinggroups.models import WorkingGroup


class WorkingGroupQuerySet(models.QuerySet["WorkingGroup"]):
    """Working groups. That a group exists, and what it is for, is public; what it holds is not."""

    def in_order(self) -> Self:
        """As NASEO lists them."""
        return self.order_by("position", "pk")

    def regional(self) -> Self:
        """The groups of regions, each with its region."""
        return self.filter(region__isnull=False).select_related("region").in_order()


def shared_with(group: "WorkingGroup", user: Viewer) -> models.QuerySet[Document]:
    """What was shared with the group's members and the person may see too."""
    # SECURITY: being shared with the group says where a document is listed; only visible_to() says who sees it.
    return Document.objects.visible_to(user).published().filter(readers__key=group.audience_id).for_rows()
