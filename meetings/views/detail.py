from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from meetings.panels import MEETING_PANELS
from meetings.permissions import can
from meetings.views.editable import crumbs_to, readable_or_404


@require_safe
@access.audience
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """A meeting's record: when and where, who spoke, and for those who may read it what was said."""
    meeting = readable_or_404(request, key)
    context = {
        "crumbs": crumbs_to(meeting),
        "meeting": meeting,
        "speakers": meeting.speakers.order_by("position", "pk"),
        "takes_part": can(request.user, "take_part", meeting),
        "may_change": can(request.user, "change", meeting),
        "may_read_summary": can(request.user, "read_summary", meeting),
        "panels": [panel for provider in MEETING_PANELS if (panel := provider(meeting, request.user))],
    }
    return render(request, "meetings/detail.html", context)
