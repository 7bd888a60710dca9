"""What happened in the portal, for administrators: the audit log, narrowed, and as a file."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts import access
from accounts.access import SignedInRequest
from accounts.actions.activity import export_activity
from accounts.activity import LOGS, NEWEST_FIRST, Wanted, lines_of, narrowed, own_lines, trail_of
from accounts.forms import ActivityFilter
from accounts.models import AuditEvent
from clearinghouse.lib.keyset import page_by_key

PAGE_SIZE = 50


@require_safe
@access.administrator
def activity(request: HttpRequest) -> HttpResponse:
    """The audit log in words, newest first, each line with links to what it names."""
    form = ActivityFilter(request.GET)
    rows = narrowed(form.wanted()) if form.is_valid() else AuditEvent.objects.none()
    page = page_by_key(rows, NEWEST_FIRST, request.GET.get("page", ""), PAGE_SIZE)
    context = {
        "form": form,
        "page": page,
        "lines": lines_of(page.rows, request.user),
        "kept": _kept(request),
        "is_narrowed": form.is_valid() and form.wanted() != Wanted(),
    }
    return render(request, "accounts/activity.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.administrator
@access.fresh_sign_in
def export(request: SignedInRequest) -> HttpResponseBase:
    """Ask, then hand out the entries that fit as a file."""
    form = ActivityFilter(request.GET)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "kept": _kept(request)}
        return render(request, "accounts/export_activity.html", context, status=200 if form.is_valid() else 400)
    lines = export_activity(by=request.user, wanted=form.wanted())
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="activity-{timezone.localdate():%Y-%m-%d}.csv"'
    return answer


@require_safe
@access.signed_in
def my_activity(request: SignedInRequest) -> HttpResponse:
    """One's own trail: what one did, and what was done to one's account."""
    log = "" if request.GET.get("log") == "changes" else "access"
    page = page_by_key(trail_of(request.user, log), NEWEST_FIRST, request.GET.get("page", ""), PAGE_SIZE)
    context = {
        "log": log,
        "caption": LOGS[log][0],
        "page": page,
        "lines": own_lines(page.rows, request.user),
        "kept": _kept(request),
    }
    return render(request, "accounts/my_activity.html", context)


def _kept(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()
