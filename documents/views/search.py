from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import access
from clearinghouse.lib.query import LONGEST
from clearinghouse.lib.recent import Recent
from clearinghouse.lib.spreadsheet import download
from documents.finding import screens
from documents.finding.addresses import SortLink, active_filters, changed, without_words
from documents.finding.exporting import COLUMNS, MOST_EXPORTED, cells_of, in_groups
from documents.finding.facets import count_facets_of, option_groups
from documents.finding.filters import Filters, read_filters
from documents.finding.folding import Fold
from documents.finding.hits import Hit, Results
from documents.finding.related import found_related
from documents.finding.rows import HitRow, hit_row
from documents.finding.search import Order, matching_documents, search_pages
from documents.panels import after_nothing
from documents.reading.citing import sources_of

# Of the hits shown last; a row takes some three kilobytes, and its HTML as much.
_rows = Recent[HitRow](400)
COUNT_NOTE = "The numbers count the documents of the first 1,000 matching pages."


@require_safe
@access.audience
def search(request: HttpRequest) -> HttpResponse:
    """Pages of documents that hold what was typed, best first; without words, the documents list."""
    text, fold = _words(request), screens.read_fold(request.GET)
    if not text:
        return redirect(f"{reverse('documents:browse')}{changed(request.GET, q=None)}")
    filters = read_filters(request.GET)
    screen, size = _screen_number(request.GET.get("page", ""), fold), screens.SCREEN_SIZES[fold]
    results = search_pages(
        request.user,
        text,
        filters,
        order=_order(request),
        fold=fold,
        offset=(screen - 1) * size,
        size=size,
        with_counts=True,
    )
    hits = _hit_rows(request, results, _searched(results, text))
    context = {
        "query": text,
        "is_cut": len(text) > LONGEST,
        "results": results,
        "hits": hits,
        "fold": fold,
        "groups": screens.groups_of(results, hits, request.GET),
        # Filters are about documents: who narrows to a state or a kind looks for these only.
        "related": found_related(request.user, text, results.tsquery) if screen == 1 and not filters.values else [],
        **_filter_panel(request, text, filters, results),
        "after_nothing": [] if results.hits else after_nothing(request.user, filters, text),
        **_notes(request, results),
        **_links(request, results, fold, screen),
    }
    return render(request, "documents/search.html", context)


def _hit_rows(request: HttpRequest, results: Results, text: str) -> list[HitRow]:
    kept, today = without_words(request.GET), timezone.localdate()
    # SECURITY: a row follows from what stands here alone; that the person may see the hit was found out before.
    beside = text, kept, today, timezone.get_current_timezone_name()
    return [_rows.get((hit.values, beside), partial(_hit_row, hit, text, kept, today)) for hit in results.hits]


def _hit_row(hit: Hit, text: str, kept: str, today: date) -> HitRow:
    (source,) = sources_of([hit], today)
    return hit_row(hit, text, kept, link=source.link, citation=source.citation)


def _filter_panel(request: HttpRequest, text: str, filters: Filters, results: Results) -> dict[str, Any]:
    counts = results.counts
    if counts is None:
        found = matching_documents(request.user, text, results, has_filters=bool(filters.values))
        counts = count_facets_of(found, filters)
    facets = option_groups(counts, filters)
    kept = {"q": text, "sort": request.GET.get("sort", ""), "fold": request.GET.get("fold", "")}
    return {
        "facets": facets,
        "count_note": COUNT_NOTE if results.is_capped else "",
        "filters": active_filters(request.GET, facets),
        "preferred": screens.preferred(results, facets, request.GET),
        "problems": filters.problems,
        "clear_url": changed(request.GET, **dict.fromkeys(filters.values)) if filters.values else "",
        "kept": [(name, value) for name, value in kept.items() if value],
    }


def _notes(request: HttpRequest, results: Results) -> dict[str, Any]:
    """What a person should know about how the words were understood, and ways on for who finds nothing."""
    literal = screens.literally(results.corrected) if results.corrected else ""
    return {
        "literal": literal,
        "literal_url": changed(request.GET, q=literal) if literal else "",
        "ways_out": screens.ways_out(results, request.GET),
        "unknown": screens.in_quotes(results.unknown, "or"),
        "suggestion_url": changed(request.GET, q=results.suggestion),
    }


def _links(request: HttpRequest, results: Results, fold: Fold, screen: int) -> dict[str, Any]:
    """To the other screens, orders and ways to list the hits, and to the file of them."""
    order, here = _order(request), changed(request.GET)
    return {
        "newer_url": f"{here}&page={screen - 1}" if screen > 1 else "",
        "older_url": f"{here}&page={screen + 1}" if results.has_more and screen < screens.last_screen(fold) else "",
        "export_url": f"{reverse('documents:search_export')}{here}" if results.hits else "",
        "folds": screens.fold_links(request.GET, fold),
        "sorts": [
            SortLink("Best match", changed(request.GET, sort=None), order == "relevance"),
            SortLink("Recently shared", changed(request.GET, sort="shared"), order == "shared"),
        ],
    }


@require_safe
@access.audience
def search_export(request: HttpRequest) -> HttpResponseBase:
    """Every page of what the search page lists, as a file: CSV, or Excel with ?format=xlsx; at most MOST_EXPORTED."""
    text, as_workbook = _words(request), request.GET.get("format") == "xlsx"
    filters = read_filters(request.GET)
    results = search_pages(request.user, text, filters, order=_order(request), fold=Fold.EVERY, size=MOST_EXPORTED)
    if not text or results.problem:
        return redirect(f"{reverse('documents:search')}{changed(request.GET, format=None)}")
    hits = in_groups(results.hits, screens.read_fold(request.GET))
    name = f"search-results-{timezone.localdate():%Y-%m-%d}"
    return download(name, COLUMNS, [cells_of(hit, _searched(results, text)) for hit in hits], as_workbook=as_workbook)


def _words(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", " ").strip()


def _searched(results: Results, text: str) -> str:
    """The words that were found: what was typed, or what it was corrected to."""
    return results.corrected.searched if results.corrected else text


def _order(request: HttpRequest) -> Order:
    return "shared" if request.GET.get("sort") == "shared" else "relevance"


def _screen_number(text: str, fold: Fold) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        return 1
    return min(max(int(text), 1), screens.last_screen(fold))
