"""The space's first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from documents.models import Topic
from workforce.views.frame import frame

TOPIC = "workforce-and-training"  # what the Collaborative's contact route is for


@require_safe
@access.audience
def overview(request: HttpRequest) -> HttpResponse:
    """What the Collaborative is, for everybody; what is new, for those who are in it."""
    context = {**frame(request, "overview"), "topic": Topic.objects.filter(slug=TOPIC).first()}
    return render(request, "workforce/overview.html", context)
