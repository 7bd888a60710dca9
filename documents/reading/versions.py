"""From an address to a version or a page that the person may read, in one statement; 404 for anything else."""

from typing import Any, TypeVar

from django.db.models import F, Model, QuerySet
from django.http import Http404

from accounts.standing import Viewer
from accounts.statements import StatementFor
from documents.models import DocumentVersion, Page
from documents.models.version import DocumentVersionQuerySet

M = TypeVar("M", bound=Model)
ABOUT_DOCUMENT = "document__key", "document__title", "document__state", "document__current_version"


def readable_version(user: Viewer, key: str, version_key: str | None = None) -> DocumentVersion:
    """The current version of a document or the named one, with document and state."""
    return _only(_version.rows(user, key=key, version_key=version_key))


def readable_page(user: Viewer, key: str, version_key: str | None, number: int) -> Page:
    """A page's text, with its version, that one's document and state."""
    return _only(_page.rows(user, key=key, version_key=version_key, number=number))


def _versions(user: Viewer, key: str, version_key: str | None) -> DocumentVersionQuerySet:
    versions = DocumentVersion.objects.visible_to(user).readable().filter(document__key=key)
    return versions.filter(key=version_key) if version_key else versions.filter(document__current_version=F("pk"))


@StatementFor
def _version(user: Viewer, key: str, version_key: str | None) -> QuerySet[DocumentVersion]:
    versions = _versions(user, key, version_key).select_related("document", "state")
    shown = [field.attname for field in DocumentVersion._meta.concrete_fields]
    return versions.only(*shown, *ABOUT_DOCUMENT, "state__page_count")


@StatementFor
def _page(user: Viewer, key: str, version_key: str | None, number: int) -> QuerySet[Page]:
    pages = Page.objects.filter(version__in=_versions(user, key, version_key), number=number)
    of_version = "key", "document", "filename", "file_type", "size", "storage_name", "uploaded_at", "state__page_count"
    shown = [f"version__{name}" for name in (*of_version, *ABOUT_DOCUMENT)]
    return pages.select_related("version__document", "version__state").only("number", "heading", "text", *shown)


def _only(rows: list[Any]) -> Any:
    if not rows:
        raise Http404
    return rows[0]
