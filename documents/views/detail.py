from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts import access
from documents.finding.filters import Filters
from documents.finding.rows import crumbs_to, document_row, file_type_label, hit_row
from documents.finding.search import search_pages
from documents.models import Document, DocumentVersion, Page
from documents.panels import DOCUMENT_PANELS
from documents.permissions import can
from documents.sharing import grants

MOST_CONTENTS = 40


@require_safe
@access.audience
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """What a document is, who shared it, who can see it and why, its contents and versions."""
    shelf = Document.objects.visible_to(request.user).select_related("kind__family", "state", "agency", "era", "owner")
    document = get_object_or_404(shelf, key=key)
    query = request.GET.get("q", "").strip()
    results = search_pages(request.user, query, Filters(), within=document, size=100) if query else None
    may_change = can(request.user, "change", document)
    context = {
        "crumbs": crumbs_to(document),
        "document": document,
        "row": document_row(document),
        "topics": document.topics.order_by("position", "pk"),
        "file_label": file_type_label(document.file_type),
        "contents": _contents(document),
        "versions": DocumentVersion.objects.visible_to(request.user)
        .filter(document=document)
        .select_related("state", "uploaded_by")
        .order_by("-uploaded_at", "-pk"),
        "circles": grants.circles_in_words(document, request.user),
        "because": grants.why_visible(request.user, document),
        "may_change": may_change,
        "editions": _other_editions(request, document),
        "panels": [panel for provider in DOCUMENT_PANELS if (panel := provider(document, request.user))],
        "query": query,
        "results": results,
        "hits": [hit_row(hit, query) for hit in results.hits] if results else [],
    }
    return render(request, "documents/detail.html", context)


def _contents(document: Document) -> list[Page]:
    """The first page under each heading, in order."""
    pages = Page.objects.filter(version=document.current_version_id, version__isnull=False).exclude(heading="")
    seen: dict[str, Page] = {}
    for page in pages.only("number", "heading").order_by("number"):
        seen.setdefault(page.heading.lower(), page)
    return list(seen.values())[:MOST_CONTENTS]


def _other_editions(request: HttpRequest, document: Document) -> list[Document]:
    """The other editions of the same study that the person may see, shortest first."""
    if not document.study:
        return []
    editions = Document.objects.visible_to(request.user).published().filter(study=document.study)
    return list(editions.exclude(pk=document.pk).for_rows().order_by("page_count", "pk"))
