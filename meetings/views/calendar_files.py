from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts import access
from meetings import ics
from meetings.models import Meeting
from meetings.permissions import can


@require_safe
@access.audience
def calendar_file(request: HttpRequest, key: str) -> HttpResponse:
    """The meeting as a file for one's calendar, for those who may see its record."""
    visible = Meeting.objects.visible_to(request.user).select_related("group", "parent")
    meeting = get_object_or_404(visible, key=key)
    text = ics.calendar_file([meeting], takes_part=can(request.user, "take_part", meeting))
    answer = HttpResponse(text, content_type=f"{ics.CONTENT_TYPE}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{ics.file_name(meeting)}"'
    return answer
