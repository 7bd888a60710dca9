from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import access
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.wording import long_date
from meetings.models import Meeting
from meetings.panels import MAIN_PANELS, MEETING_PANELS
from meetings.record import record_of
from meetings.views.editable import crumbs_to, readable_or_404


@require_safe
@access.audience
def detail(request: HttpRequest, key: str) -> HttpResponse:
    """A meeting's record: when and where, who spoke, and for those who may read it what was said."""
    meeting = readable_or_404(request, key)
    context = {
        **record_of(meeting, request.user),
        "crumbs": crumbs_to(meeting),
        "citation": citation(meeting),
        "main_panels": [panel for provider in MAIN_PANELS if (panel := provider(meeting, request.user))],
        "panels": [panel for provider in MEETING_PANELS if (panel := provider(meeting, request.user))],
    }
    return render(request, "meetings/detail.html", context)


def _at(session: Meeting) -> str:
    names_event: bool = session.names_event  # type: ignore[attr-defined]  # readable_or_404() has asked
    return f" at {session.parent.title}" if session.parent and names_event else ""


def citation(meeting: Meeting) -> str:
    """How to quote the record."""
    kind = Meeting.Kind(meeting.kind).label
    of = f" of {meeting.group.name}" if meeting.group else _at(meeting)
    address = absolute_url(meeting.get_absolute_url())
    first, last = long_date(meeting.starts_at), long_date(meeting.ends_at)
    dates = first if first == last else f"{first} to {last}"
    return f"“{meeting.title}.” {kind}{of}, {dates}. EV States Clearinghouse. {address}"
