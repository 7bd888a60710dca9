from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access
from clearinghouse.lib.query import LONGEST
from clearinghouse.lib.spreadsheet import download
from documents.finding.addresses import SortLink, active_filters, changed, without_words
from documents.finding.exporting import COLUMNS, MOST_EXPORTED, cells_of
from documents.finding.facets import count_facets_of, option_groups
from documents.finding.filters import read_filters
from documents.finding.hits import CANDIDATES
from documents.finding.related import found_related
from documents.finding.rows import hit_row
from documents.finding.search import PAGE_SIZE, Order, matching_documents, search_pages

LAST_SCREEN = CANDIDATES // PAGE_SIZE


@require_safe
@access.audience
def search(request: HttpRequest) -> HttpResponse:
    """Pages of documents that hold what was typed, best first; without words, the documents list."""
    text, order = _words(request), _order(request)
    if not text:
        return redirect(f"{reverse('documents:browse')}{changed(request.GET, q=None)}")
    filters = read_filters(request.GET)
    screen = _screen_number(request.GET.get("page", ""))
    results = search_pages(request.user, text, filters, order=order, offset=(screen - 1) * PAGE_SIZE)
    found = matching_documents(request.user, text, results, has_filters=bool(filters.values))
    facets = option_groups(count_facets_of(found, filters), filters)
    kept = without_words(request.GET)
    has_more = len(results.hits) == PAGE_SIZE and screen < LAST_SCREEN
    context = {
        "query": text,
        "is_cut": len(text) > LONGEST,
        "results": results,
        "hits": [hit_row(hit, text, kept) for hit in results.hits],
        # Filters are about documents: who narrows to a state or a kind looks for these only.
        "related": found_related(request.user, text, results.tsquery) if screen == 1 and not filters.values else [],
        "suggestion_url": changed(request.GET, q=results.suggestion),
        "facets": facets,
        "filters": active_filters(request.GET, facets),
        "problems": filters.problems,
        "newer_url": f"{changed(request.GET)}&page={screen - 1}" if screen > 1 else "",
        "older_url": f"{changed(request.GET)}&page={screen + 1}" if has_more else "",
        "clear_url": changed(request.GET, **dict.fromkeys(filters.values)) if filters.values else "",
        "export_url": f"{reverse('documents:search_export')}{changed(request.GET)}" if results.hits else "",
        "kept": [("q", text), ("sort", order)] if order != "relevance" else [("q", text)],
        "sorts": [
            SortLink("Best match", changed(request.GET, sort=None), order == "relevance"),
            SortLink("Recently shared", changed(request.GET, sort="shared"), order == "shared"),
        ],
    }
    return render(request, "documents/search.html", context)


@require_safe
@access.audience
def search_export(request: HttpRequest) -> HttpResponseBase:
    """What the search page lists, as a file: CSV, or Excel with ?format=xlsx; at most MOST_EXPORTED pages."""
    text, as_workbook = _words(request), request.GET.get("format") == "xlsx"
    filters = read_filters(request.GET)
    results = search_pages(request.user, text, filters, order=_order(request), size=MOST_EXPORTED)
    if not text or results.problem:
        return redirect(f"{reverse('documents:search')}{changed(request.GET, format=None)}")
    name = f"search-results-{timezone.localdate():%Y-%m-%d}"
    return download(name, COLUMNS, [cells_of(hit, text) for hit in results.hits], as_workbook=as_workbook)


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", " ").strip()


def _order(request: HttpRequest) -> Order:
    return "shared" if request.GET.get("sort") == "shared" else "relevance"


def _screen_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        return 1
    return min(max(int(text), 1), LAST_SCREEN)
