"""How the portal is doing, and what happened in it, for administrators."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from accounts.models import AuditEvent
from accounts.system import look_around
from clearinghouse.lib.keyset import page_by_key

PAGE_SIZE = 50


@require_safe
@access.administrator
def system(request: HttpRequest) -> HttpResponse:
    """Scanner, mail, worker and jobs."""
    return render(request, "accounts/system.html", {"state": look_around()})


@require_safe
@access.administrator
def activity(request: HttpRequest) -> HttpResponse:
    """The audit log in words, newest first."""
    page = page_by_key(AuditEvent.objects.all(), ("-pk",), request.GET.get("page", ""), PAGE_SIZE)
    return render(request, "accounts/activity.html", {"page": page})
