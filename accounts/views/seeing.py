from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access, seeing


@require_safe
@access.approved
def who_can_see(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Who can see one thing, with numbers, and why: for everybody who can see it themselves."""
    seen = seeing.find(request.user, kind, key)
    if seen is None:
        raise Http404
    return render(request, "accounts/who_can_see.html", {"seen": seen, "report": seeing.report(seen)})
