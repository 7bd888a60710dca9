from dataclasses import asdict

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from accounts import access
from documents.finding.suggesting import read_typed, suggest


@require_safe
@access.audience
def suggestions(request: HttpRequest) -> JsonResponse:
    """GET ?q=what stands in the search box: places to go, as `{"suggestions": [{"label", "about", "url"}]}`."""
    typed = read_typed(request.GET.get("q", ""))
    return JsonResponse({"suggestions": [asdict(suggestion) for suggestion in suggest(request.user, typed)]})
