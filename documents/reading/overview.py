"""What a document's own page tells, asked for in two round trips: whether the person may see it, then all the rest."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import Audience, User
from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Panel
from clearinghouse.lib.statements import Statement, together
from documents.models import Document, DocumentVersion, Page, Topic
from documents.panels import DOCUMENT_PANELS
from documents.sharing import grants

MOST_CONTENTS = 40
S = Document.Sharing


@dataclass(frozen=True)
class Overview:
    """What hangs on a document."""

    audiences: list[Audience]
    people: list[User]  # whom it is shared with by name
    contents: list[Any]  # the first page under each heading: number, heading
    topics: list[Topic]
    versions: list[DocumentVersion]
    panels: list[Panel]


def visible_document(user: Viewer, key: str) -> Document:
    """The document with all that its page says of it, and may_change; 404 where the person may not see it."""
    found = _document.rows(user, key=key)
    if not found:
        raise Http404
    return found[0]


def overview_of(document: Document, user: Viewer) -> Overview:
    """What hangs on a document that the person may see."""
    panels = [provider(document, user) for provider in DOCUMENT_PANELS]
    # Only where people can have been chosen by name: most documents need not ask.
    named = [grants.people_named.asked(document=document.pk)] if document.sharing == S.SELECTED else []
    audiences, headings, topics, versions, *rest = together(
        grants.audiences_granted.asked(document=document.pk),
        _headings.asked(version=document.current_version_id or 0),
        _topics.asked(document=document.pk),
        _versions.asked(user, document=document.pk),
        *named,
        *[asked for panel in panels for asked in panel.asked],
    )
    answers = iter(rest)
    people = next(answers) if named else []
    shown = [panel.show([next(answers) for _ in panel.asked]) for panel in panels]
    return Overview(
        audiences, people, _first_under_each(headings), topics, versions, [panel for panel in shown if panel]
    )


@StatementFor
def _document(user: Viewer, key: str) -> QuerySet[Document]:
    return (
        Document.objects.visible_to(user)
        .filter(key=key)
        .with_may_change(user)
        .select_related("kind", "state", "agency", "era", "owner")
        .defer("owner__password")
    )


@StatementFor
def _versions(user: Viewer, document: int) -> QuerySet[DocumentVersion]:
    shown = "key", "uploaded_at", "filename", "size", "status__stage", "status__number", "status__note"
    decided = "status__hidden_parts", "status__hidden_answer", "status__answered_at", "status__cleaned_from"
    versions = DocumentVersion.objects.visible_to(user).filter(document=document)
    with_people = versions.select_related("status__answered_by", "uploaded_by")
    names = [f"{by}__{shown}" for by in ("uploaded_by", "status__answered_by") for shown in User.SHOWN_NAME]
    return with_people.only(*shown, *decided, *names).order_by("-uploaded_at", "-pk")


@Statement
def _headings(version: int) -> QuerySet[Page, Any]:
    pages = Page.objects.filter(version=version).exclude(heading="").order_by("number")
    return pages.values_list("number", "heading", named=True)


@Statement
def _topics(document: int) -> QuerySet[Topic]:
    return Topic.objects.filter(documents=document).order_by("position", "pk")


def _first_under_each(pages: Iterable[Any]) -> list[Any]:
    seen: dict[str, Any] = {}
    for page in pages:
        seen.setdefault(page.heading.lower(), page)
    return list(seen.values())[:MOST_CONTENTS]
