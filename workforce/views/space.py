"""The space's first page."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from accounts.standing import standing_of
from clearinghouse.lib.parts import Part, read_parts
from clearinghouse.lib.statements import Statement
from documents.models import Topic
from workforce.news import newest_for
from workforce.permissions import in_space, takes_care
from workforce.views.frame import frame

TOPIC = "workforce-and-training"  # what the Collaborative's contact route is for


@require_safe
@access.audience
def overview(request: HttpRequest) -> HttpResponse:
    """What the Collaborative is, for everybody; what is new, for those who are in it."""
    is_inside = in_space(request.user)
    parts: dict[str, Part[Any]] = {"topic": Part((_topic.asked(),), lambda rows: next(iter(rows), None))}
    if is_inside:
        parts["news"] = newest_for(request.user)
    read = read_parts(parts)
    context = {
        **frame(request, "overview"),
        "topic": read["topic"],
        "is_inside": is_inside,
        "is_signed_in": bool(standing_of(request.user).user_id),
        "news": read.get("news", []),
        "cares": is_inside and takes_care(request.user),
    }
    return render(request, "workforce/overview.html", context)


@Statement
def _topic() -> QuerySet[Topic]:
    return Topic.objects.filter(slug=TOPIC)
