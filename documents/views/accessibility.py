from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import access
from clearinghouse.lib.files.accessibility.rules import Outcome
from documents.finding.rows import crumbs_to, file_type_label
from documents.models import AccessibilityReport
from documents.reading.accessibility import (
    TYPES,
    StateScore,
    document_to_mend,
    percent,
    reports_of,
    rows_of,
    state_scores,
)

PAGE_SIZE = 50
COLUMNS = (
    {"label": "Document"},
    {"label": "Agency"},
    {"label": "File"},
    {"label": "Checks passed", "numeric": True},
    {"label": "Score", "numeric": True},
)
SCORE_COLUMNS = (
    {"label": "State"},
    {"label": "Documents", "numeric": True},
    {"label": "Checks passed", "numeric": True},
    {"label": "Score", "numeric": True},
)


@require_safe
@access.approved
def report(request: HttpRequest, key: str) -> HttpResponse:
    """What a program found in a document's current file, for those who can mend it; 404 for others."""
    document = document_to_mend(request.user, key)
    if document is None:
        raise Http404
    version = document.current_version
    found: AccessibilityReport | None = getattr(version, "accessibility", None)
    rows = rows_of(found, document.file_type) if found else []
    context = {
        "crumbs": [*crumbs_to(document), {"label": "Accessibility"}],
        "document": document,
        "version": version,
        "report": found,
        "rows": rows,
        "to_mend": sum(row.outcome is Outcome.FAILED for row in rows),
        "by_hand": sum(row.outcome is Outcome.BY_HAND for row in rows),
        "percent": percent(found.passed, found.judged) if found else 0,
        "file_label": file_type_label(document.file_type),
        "is_checked_type": document.file_type in TYPES,
    }
    return render(request, "documents/accessibility.html", context)


@require_safe
@access.approved
def overview(request: HttpRequest) -> HttpResponse:
    """The documents that the person or their agency can mend, the worst first, and the scores of states."""
    page = Paginator(reports_of(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "crumbs": [{"label": "Documents", "url": reverse("documents:browse")}, {"label": "Document accessibility"}],
        "columns": COLUMNS,
        "rows": [_cells(found) for found in page],
        "score_columns": SCORE_COLUMNS,
        "scores": [_score_cells(score) for score in state_scores(request.user)],
        "newer_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "older_url": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "documents/accessibility_overview.html", context)


def _cells(found: AccessibilityReport) -> list[dict[str, object]]:
    document = found.version.document
    return [
        {"text": document.title, "url": reverse("documents:accessibility", args=[document.key])},
        {"text": document.agency or ""},
        {"text": file_type_label(found.version.file_type)},
        {"text": f"{found.passed} of {found.judged}", "numeric": True},
        {"text": f"{percent(found.passed, found.judged)}%", "numeric": True},
    ]


def _score_cells(score: StateScore) -> list[dict[str, object]]:
    return [
        {"text": score.state.name},
        {"text": f"{score.documents:,}", "numeric": True},
        {"text": f"{score.passed:,} of {score.judged:,}", "numeric": True},
        {"text": f"{score.percent}%", "numeric": True},
    ]
