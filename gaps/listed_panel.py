"""On a document's page, for who may change it: whether it is listed to all members, and who asked to read it."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Panel
from clearinghouse.lib.statements import Statement
from clearinghouse.lib.zones import portal_today
from documents.models import Document, DocumentUserPermission
from documents.panels import DocumentPanel
from documents.sharing.confidential import is_confidential
from gaps.models import Listing, ReadRequest, ReviewDate


@dataclass(frozen=True)
class ListedPanel:
    """What the panel shows."""

    is_listed: bool
    can_list: bool
    review_on: date | None
    is_past: bool  # its review date
    requests: list[ReadRequest]  # open ones, and those whose grant holds


def granted_apart(document: Document) -> list[tuple[int, int | None]]:
    """Who reads it by a grant of their own, with where they worked when they got it."""
    people = ReadRequest.objects.reading().filter(document=document).values("person")
    grants = DocumentUserPermission.objects.filter(content_object=document, user__in=people)
    return list(grants.values_list("user_id", "agency_id"))


@Statement
def _listings(document: int) -> QuerySet[Listing, int]:
    return Listing.objects.filter(document=document).values_list("pk", flat=True)


@Statement
def _review(document: int) -> QuerySet[ReviewDate, date]:
    return ReviewDate.objects.filter(document=document).values_list("review_on", flat=True)


@Statement
def _requests(document: int) -> QuerySet[ReadRequest]:
    rows = ReadRequest.objects.filter(document=document, status__in=["open", "granted"], over_at=None)
    return rows.select_related("person").order_by("asked_at", "pk")


def listed_to_members(document: Document, user: Viewer) -> DocumentPanel:
    """SECURITY: nothing of it is asked for who may not change the document, and nothing shown."""
    if not getattr(document, "may_change", False):
        return DocumentPanel((), lambda rows: None)
    asked = tuple(rows.asked(document=document.pk) for rows in (_listings, _requests, _review))
    return DocumentPanel(asked, lambda rows: _shown(document, rows))


def _shown(document: Document, rows: list[list[Any]]) -> Panel:
    listings, requests, dates = rows
    review_on = next(iter(dates), None)
    wide = (Document.Sharing.ALL_MEMBERS, Document.Sharing.WORKFORCE, Document.Sharing.PUBLIC)
    is_open = document.status == Document.Status.PUBLISHED and not is_confidential(document.label)
    can_list = is_open and document.sharing not in wide
    is_past = review_on is not None and review_on < portal_today()
    return Panel("gaps/listed_panel.html", ListedPanel(bool(listings), can_list, review_on, is_past, requests))
