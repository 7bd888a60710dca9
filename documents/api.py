"""The programs' way in: the same querysets as the pages, as JSON. docs/api.md describes it."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from accounts import access
from clearinghouse.lib.addresses import absolute_url, address_of
from documents.addresses import page_address
from documents.finding.filters import Filters, read_filters
from documents.finding.folding import Fold
from documents.finding.hits import CANDIDATES, Hit
from documents.finding.listing import ListedDocument, list_documents, read_cursor
from documents.finding.rows import as_listed
from documents.finding.search import PAGE_SIZE, search_pages
from documents.models import Document, DocumentVersion
from documents.sharing.confidential import is_confidential

LARGEST_PAGE = 100


class ApiError(Exception):
    """A request that cannot be answered; the message says what to change."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.status = code, status

    def response(self) -> JsonResponse:
        """The error as JSON."""
        return JsonResponse({"error": {"code": self.code, "message": str(self)}}, status=self.status)


@require_safe
@access.audience
def documents(request: HttpRequest) -> JsonResponse:
    """GET /api/v1/documents: what the person may see, newest first, by key."""
    try:
        filters, size = _filters(request), _size(request)
        after = request.GET.get("after", "")
        cursor = read_cursor(after, "shared")
        if after and cursor is None:
            raise ApiError(
                "bad_cursor",
                "“after” isn’t a position in this list. Use the “next” address from the previous response.",
            )
    except ApiError as error:
        return error.response()
    page = list_documents(request.user, filters, cursor=cursor, size=size)
    return JsonResponse(
        {
            "documents": [_document(row) for row in page.rows],
            "next": _address("api:documents", request, after=str(page.older)) if page.older else None,
        }
    )


@require_safe
@access.audience
def document(request: HttpRequest, key: str) -> JsonResponse:
    """GET /api/v1/documents/<id>: one document with its topics and versions."""
    found = Document.objects.visible_to(request.user).select_related("kind", "state", "agency", "era").filter(key=key)
    row = found.first()
    if row is None:
        return ApiError("not_found", "This document doesn’t exist, or it isn’t shared with you.", 404).response()
    versions = DocumentVersion.objects.visible_to(request.user).readable().filter(document=row).select_related("status")
    return JsonResponse(
        {
            **_document(as_listed(row)),
            "abstract": row.abstract,
            "topics": list(row.topics.order_by("position", "pk").values_list("slug", flat=True)),
            "versions": [
                {
                    "id": version.key,
                    "number": version.status.number,
                    "note": version.status.note,
                    "filename": version.filename,
                    "size": version.size,
                    "sha256": version.sha256,
                    "uploaded_at": version.uploaded_at.isoformat(),
                    "is_current": version.pk == row.current_version_id,
                    "download": _absolute("documents:download_version", row.key, version.key),
                }
                for version in versions.order_by("-uploaded_at", "-pk")
            ],
        }
    )


@require_safe
@access.audience
def pages(request: HttpRequest) -> JsonResponse:
    """GET /api/v1/pages?q=…: every page that matches, best first, at most the first 1,000; ?fold=pages folds."""
    text = request.GET.get("q", "").replace("\x00", " ").strip()
    try:
        if not text:
            raise ApiError("no_query", "Enter the words to search for, for example /api/v1/pages?q=uptime")
        filters, size, offset = _filters(request), _size(request, PAGE_SIZE), _offset(request)
        fold = _fold(request)
    except ApiError as error:
        return error.response()
    results = search_pages(request.user, text, filters, offset=offset, size=size, fold=fold)
    if results.problem:
        return ApiError("bad_query", results.problem).response()
    following = offset + size
    more = results.has_more and following < CANDIDATES
    return JsonResponse(
        {
            "pages": [_page(hit, text) for hit in results.hits],
            "next": _address("api:pages", request, offset=str(following)) if more else None,
        }
    )


def _filters(request: HttpRequest) -> Filters:
    filters = read_filters(request.GET)
    if filters.problems:
        raise ApiError("bad_filter", " ".join(filters.problems))
    return filters


def _number(request: HttpRequest, name: str, default: int, least: int, most: int) -> int:
    text = request.GET.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 7 and least <= int(text) <= most):
        raise ApiError(f"bad_{name}", f"“{name}” must be a whole number from {least} to {most}.")
    return int(text)


def _size(request: HttpRequest, default: int = 25) -> int:
    return _number(request, "size", default, 1, LARGEST_PAGE)


def _offset(request: HttpRequest) -> int:
    return _number(request, "offset", 0, 0, CANDIDATES)


def _fold(request: HttpRequest) -> Fold:
    text = request.GET.get("fold", Fold.EVERY)
    if text not in (Fold.EVERY, Fold.FEW):
        raise ApiError(
            "bad_fold", "“fold” must be “none” for every page, or “pages” for at most four pages of a document."
        )
    return Fold(text)


def _document(row: ListedDocument) -> dict[str, Any]:
    return {
        "id": row.key,
        "title": row.title,
        "state": row.state_id,
        "kind": row.kind_slug,
        "agency": row.agency_name,
        "era": row.era_code,
        "dated_on": row.dated_on.isoformat() if row.dated_on else None,
        "shared_at": row.shared_at.isoformat() if row.shared_at else None,
        "pages": row.page_count,
        "file_type": row.file_type or None,
        "size": row.file_size,
        "is_sample": row.is_sample,
        "is_vendor_confidential": is_confidential(row.label),
        "address": _absolute("documents:detail", row.key),
    }


def _page(hit: Hit, text: str) -> dict[str, Any]:
    address = _absolute("documents:detail", hit.document.key)
    if hit.page:
        address = absolute_url(page_address(hit.document.key, hit.page, version=hit.version, q=text))
    return {
        "document": hit.document.key,
        "title": hit.document.title,
        "state": hit.document.state_id,
        "kind": hit.document.kind.slug if hit.document.kind else None,
        "page": hit.page or None,
        "label": hit.label,
        "heading": hit.heading,
        "snippet": hit.plain_snippet,
        "is_vendor_confidential": is_confidential(hit.document.label),
        "address": address,
        "more": hit.more,
    }


def _absolute(name: str, *arguments: str | int) -> str:
    return absolute_url(address_of(name, *arguments))


def _address(name: str, request: HttpRequest, **changes: str) -> str:
    query = request.GET.copy()
    for key, value in changes.items():
        query[key] = value
    return f"{_absolute(name)}?{query.urlencode()}"
