"""The space's first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from accounts.standing import standing_of
from documents.models import Topic
from workforce.news import newest
from workforce.permissions import in_space, takes_care
from workforce.views.frame import frame

TOPIC = "workforce-and-training"  # what the Collaborative's contact route is for


@require_safe
@access.audience
def overview(request: HttpRequest) -> HttpResponse:
    """What the Collaborative is, for everybody; what is new, for those who are in it."""
    is_inside = in_space(request.user)
    context = {
        **frame(request, "overview"),
        "topic": Topic.objects.filter(slug=TOPIC).first(),
        "is_inside": is_inside,
        "is_signed_in": bool(standing_of(request.user).user_id),
        "news": newest(request.user) if is_inside else [],
        "cares": is_inside and takes_care(request.user),
    }
    return render(request, "workforce/overview.html", context)
