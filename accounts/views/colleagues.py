"""Who of an agency confirmed when: the list for EV leads and administrators, and the administrators' file."""

from allauth.account.decorators import reauthentication_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.actions.exports import export_colleagues
from accounts.colleagues import COLUMNS, STALEST_FIRST, cells_of, colleagues_of
from accounts.forms import ColleaguesFilter
from accounts.leading import may_lead
from accounts.standing import standing_of
from clearinghouse.lib.keyset import page_by_key
from clearinghouse.lib.spreadsheet import download

PAGE_SIZE = 50


@require_safe
@access.approved
def colleagues(request: HttpRequest) -> HttpResponse:
    """Who is to be confirmed first, stands first."""
    if not may_lead(request.user):
        raise PermissionDenied("This page is for EV leads and administrators.")
    form = ColleaguesFilter(request.GET, viewer=request.user)
    rows = colleagues_of(request.user, **form.wanted())
    page = page_by_key(rows, STALEST_FIRST, request.GET.get("page", ""), PAGE_SIZE)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "columns": COLUMNS,
        "rows": [(membership, cells_of(membership)) for membership in page.rows],
        "kept": kept.urlencode(),
        "is_narrowed": any(kept.values()),
        "is_administrator": standing_of(request.user).is_administrator,
    }
    return render(request, "accounts/confirmations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
@reauthentication_required(allow_get=True, app="allauth.account")
def export(request: SignedInRequest) -> HttpResponseBase:
    """Ask, then hand out the file."""
    form = ColleaguesFilter(request.GET, viewer=request.user)
    if request.method != "POST":
        return render(request, "accounts/export_colleagues.html", {"kept": request.GET.urlencode()})
    rows = export_colleagues(by=request.user, **form.wanted())
    as_workbook = request.POST.get("format") == "xlsx"
    return download(f"confirmations-{timezone.localdate():%Y-%m-%d}", COLUMNS, rows, as_workbook=as_workbook)
