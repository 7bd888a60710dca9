from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from documents.addresses import with_query
from documents.finding.rows import crumbs_to
from documents.models.version import READ_STAGES
from documents.reading.report import PAGES_AT_ONCE, pages_of, report_of
from documents.views.editable import editable_or_error
from documents.views.hidden import editors_version


@require_safe
@access.approved
def reading_report(request: HttpRequest, key: str, version_key: str) -> HttpResponse:
    """How each page of a version was read, and what was left out; for those who may change the document."""
    document = editable_or_error(request, key)
    version = editors_version(request.user, document, version_key)
    is_read = version.status.stage in READ_STAGES
    only_problems = request.GET.get("show") == "problems"
    show = "problems" if only_problems else ""
    pages = pages_of(version, _first(request), only_problems=only_problems) if is_read else []
    further = pages[PAGES_AT_ONCE:]
    context = {
        "crumbs": [*crumbs_to(document), {"label": "Text check"}],
        "document": document,
        "version": version,
        "report": report_of(version) if is_read else None,
        "pages": pages[:PAGES_AT_ONCE],
        "only_problems": only_problems,
        "is_from_start": _first(request) == 1,
        "all_url": request.path,
        "problems_url": with_query(request.path, show="problems"),
        "start_url": with_query(request.path, show=show),
        "further_url": with_query(request.path, show=show, **{"from": str(further[0].number)}) if further else "",
    }
    return render(request, "documents/reading.html", context)


def _first(request: HttpRequest) -> int:
    typed = request.GET.get("from", "")
    return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1
