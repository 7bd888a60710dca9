from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from clearinghouse.lib.keyset import page_by_key
from documents.finding.rows import crumbs_to
from documents.reading.openings import NEWEST_FIRST, openings_of
from documents.views.editable import editable_or_error

PAGE_SIZE = 50


@require_safe
@access.approved
def openings(request: HttpRequest, key: str) -> HttpResponse:
    """Who opened a restricted document, newest first."""
    document = editable_or_error(request, key)
    page = page_by_key(openings_of(document), NEWEST_FIRST, request.GET.get("page", ""), PAGE_SIZE)
    context = {
        "crumbs": [*crumbs_to(document), {"label": "Who opened this"}],
        "document": document,
        "page": page,
    }
    return render(request, "documents/openings.html", context)
