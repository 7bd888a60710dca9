"""Who can see a meeting's record, and who its summary."""

from collections.abc import Sequence

from accounts.seeing import Kind, Seen, of_keys
from accounts.standing import Viewer
from meetings.models import Meeting


def _may_know(meeting: Meeting, viewer: Viewer) -> bool:
    return Meeting.objects.editable_by(viewer).filter(pk=meeting.pk).exists()


def _describe_record(meeting: Meeting, viewer: Viewer) -> Seen:
    circles = of_keys(meeting.record_keys, viewer, what="meeting", may_know=_may_know(meeting, viewer))
    return Seen(meeting.title, "meeting", meeting.get_absolute_url(), circles)


def _describe_summary(meeting: Meeting, viewer: Viewer) -> Seen:
    circles = of_keys(meeting.summary_keys, viewer, what="summary", may_know=_may_know(meeting, viewer))
    return Seen(f"Summary of {meeting.title}", "summary", meeting.get_absolute_url(), circles)


def seeable() -> Sequence[Kind]:
    """Records and summaries."""
    return (
        Kind("meeting", Meeting.objects.visible_to, _describe_record),
        Kind("summary", Meeting.objects.summary_visible_to, _describe_summary),
    )
