"""From an address to a version or a page that the person may read, in one statement; 404 for anything else."""

from typing import Any, TypeVar

from django.db.models import F, FilteredRelation, Model, Q, QuerySet
from django.http import Http404

from accounts.models import User
from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.statements import together
from documents.models import DocumentVersion, Page
from documents.models.version import DocumentVersionQuerySet
from documents.reading.openings import noted

M = TypeVar("M", bound=Model)
ABOUT_DOCUMENT = (
    *("document__key", "document__title", "document__dated_on", "document__state", "document__label"),
    *("document__current_version", "document__status"),
)
OF_STATUS = (
    *("status__page_count", "status__number", "status__is_printed", "status__picture_note"),
    *("status__hidden_parts", "status__hidden_answer", "status__answered_at", "status__cleaned_from"),
)
DECIDED_BY = [f"status__answered_by__{shown}" for shown in User.SHOWN_NAME]


def readable_version(
    user: Viewer, key: str, version_key: str | None = None, *, opened: int | None = None
) -> DocumentVersion:
    """The current version of a document or the named one, with document and state.

    Whoever shows words or a picture of a page gives its number as `opened`: its owner may be told of it.
    """
    asked = [_version.asked(user, key=key, version_key=version_key)]
    if opened is not None:
        asked.append(noted(user, key=key, version_key=version_key, number=opened))
    return _only(together(*asked)[0])


def readable_page(user: Viewer, key: str, version_key: str | None, number: int) -> Page:
    """A page's text, with its version, that one's document, state and agency."""
    rows, _ = together(
        _page.asked(user, key=key, version_key=version_key, number=number),
        noted(user, key=key, version_key=version_key, number=number),
    )
    version: Any = _only(rows)
    return Page(
        pk=version.page_id,
        document_id=version.document_id,
        version=version,
        number=number,
        heading=version.heading,
        sections=version.sections,
        label=version.label,
        text=version.text,
        source=version.source,
        confidence=version.confidence,
        is_current=version.is_current,
    )


def earlier_version_with(user: Viewer, key: str, number: int) -> DocumentVersion | None:
    """The newest version that the person may read and that has so many pages; one query."""
    versions = DocumentVersion.objects.visible_to(user).readable().filter(document__key=key)
    long_enough = versions.filter(status__page_count__gte=number).select_related("status", "document__state")
    return long_enough.order_by("-uploaded_at", "-pk").first()


def numbered_version(user: Viewer, key: str, number: int) -> DocumentVersion | None:
    """The version of this number, if the person may read it; one query."""
    versions = DocumentVersion.objects.visible_to(user).readable().filter(document__key=key, status__number=number)
    return versions.select_related("status", "document__state").first()


def _versions(user: Viewer, key: str, version_key: str | None) -> DocumentVersionQuerySet:
    versions = DocumentVersion.objects.visible_to(user).readable().filter(document__key=key)
    return versions.filter(key=version_key) if version_key else versions.filter(document__current_version=F("pk"))


def _with_document(versions: DocumentVersionQuerySet) -> DocumentVersionQuerySet:
    shown = [field.attname for field in DocumentVersion._meta.concrete_fields]
    with_status = versions.select_related("document", "status__answered_by")
    return with_status.only(*shown, *ABOUT_DOCUMENT, *OF_STATUS, *DECIDED_BY)


@StatementFor
def _version(user: Viewer, key: str, version_key: str | None) -> QuerySet[DocumentVersion]:
    return _with_document(_versions(user, key, version_key))


@StatementFor
def _page(user: Viewer, key: str, version_key: str | None, number: int) -> QuerySet[DocumentVersion]:
    # From the version to its page, and not from the page to a version among those that may be read: that way each
    # table is joined twice, and PostgreSQL plans longer than it reads.
    page = FilteredRelation("pages", condition=Q(pages__number=number))
    versions = _with_document(_versions(user, key, version_key)).annotate(page=page).filter(page__isnull=False)
    return versions.annotate(
        page_id=F("page__pk"),
        heading=F("page__heading"),
        sections=F("page__sections"),
        label=F("page__label"),
        text=F("page__text"),
        source=F("page__source"),
        confidence=F("page__confidence"),
        is_current=F("page__is_current"),
        agency_name=F("document__agency__name"),
        agency_state=F("document__agency__state_id"),
        state_name=F("document__state__name"),
    )


def _only(rows: list[Any]) -> Any:
    if not rows:
        raise Http404
    return rows[0]
