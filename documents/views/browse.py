from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from documents.finding.addresses import SortLink, active_filters, changed
from documents.finding.facets import count_facets, option_groups
from documents.finding.filters import read_filters
from documents.finding.listing import Sort, list_documents, read_cursor
from documents.finding.rows import document_row
from documents.panels import after_nothing


@require_safe
@access.audience
def browse(request: HttpRequest) -> HttpResponse:
    """Everything the person may see, newest first, narrowed by filters."""
    filters = read_filters(request.GET)
    sort: Sort = "dated" if request.GET.get("sort") == "dated" else "shared"
    cursor = read_cursor(request.GET.get("after", ""), sort)
    page = list_documents(request.user, filters, sort=sort, cursor=cursor)
    counts = count_facets(request.user, filters, page.stamp)
    facets = option_groups(counts, filters)
    context = {
        "rows": [document_row(document) for document in page.rows],
        "total": counts.total,
        "after_nothing": [] if page.rows else after_nothing(request.user, filters),
        "facets": facets,
        "filters": active_filters(request.GET, facets),
        "problems": filters.problems,
        "newer_url": changed(request.GET, after=str(page.newer)) if page.newer else "",
        "older_url": changed(request.GET, after=str(page.older)) if page.older else "",
        "clear_url": request.path if filters.values else "",
        "kept": [("sort", sort)] if sort != "shared" else [],
        "sorts": [
            SortLink("Recently shared", changed(request.GET, sort=None), sort == "shared"),
            SortLink("Document date", changed(request.GET, sort="dated"), sort == "dated"),
        ],
    }
    return render(request, "documents/browse.html", context)
