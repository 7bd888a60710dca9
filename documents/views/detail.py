from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from documents.finding.filters import Filters
from documents.finding.rows import crumbs_to, document_row, file_type_label, hit_row
from documents.finding.search import search_pages
from documents.hidden import is_noticed, is_waiting
from documents.models import Document, DocumentVersion
from documents.reading.overview import overview_of, visible_document
from documents.sharing import grants


@require_safe
@access.audience
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """What a document is, who shared it, who can see it and why, its contents and versions."""
    document = visible_document(request.user, key)
    query = request.GET.get("q", "").strip()
    results = search_pages(request.user, query, Filters(), within=document, size=100) if query else None
    searched = results.corrected.searched if results and results.corrected else query
    overview = overview_of(document, request.user)
    may_change = bool(document.may_change)  # type: ignore[attr-defined]
    context = {
        "crumbs": crumbs_to(document),
        "document": document,
        "row": document_row(document),
        "file_label": file_type_label(document.file_type),
        **vars(overview),
        "noticed_version": _noticed(document, overview.versions) if may_change else None,
        "current_version": next((v for v in overview.versions if v.pk == document.current_version_id), None),
        "waiting_version": next((v for v in overview.versions if may_change and is_waiting(v.status)), None),
        "versions_with_earlier": list(zip(overview.versions, [*overview.versions[1:], None], strict=False)),
        "circles": grants.circles_in_words(overview.audiences, overview.people, request.user, may_change=may_change),
        "because": grants.why_visible(request.user, document, overview.audiences),
        "may_change": may_change,
        "query": query,
        "searched": searched,
        "results": results,
        "hits": [hit_row(hit, searched, results="document") for hit in results.hits] if results else [],
    }
    return render(request, "documents/detail.html", context)


def _noticed(document: Document, versions: list[DocumentVersion]) -> DocumentVersion | None:
    """The current version, where somebody must decide about what was found in it after it was shared."""
    current = next((version for version in versions if version.pk == document.current_version_id), None)
    if current is None:
        return None
    current.document = document
    return current if is_noticed(current) else None
