"""What lists show of a meeting, as plain values for components/call_row.html."""

from dataclasses import dataclass
from datetime import datetime

from meetings.models import Meeting


@dataclass(frozen=True)
class CallRow:
    """One meeting in a list."""

    url: str
    title: str
    starts_at: datetime
    kind: str
    group: str
    group_url: str
    place: str
    state: str  # "next", "cancelled" or nothing
    badges: list[str]  # what it has that this person may open
    is_sample: bool


def call_row(meeting: Meeting, *, is_next: bool = False, shows_group: bool = True) -> CallRow:
    """From a meeting read with for_rows()."""
    group = meeting.group if shows_group else None
    cancelled = meeting.status == Meeting.Status.CANCELLED
    return CallRow(
        url=meeting.get_absolute_url(),
        title=meeting.title,
        starts_at=meeting.starts_at,
        kind="" if meeting.kind == Meeting.Kind.CALL else meeting.get_kind_display(),
        group=group.name if group else "",
        group_url=group.get_absolute_url() if group else "",
        place=meeting.place,
        state="cancelled" if cancelled else "next" if is_next else "",
        badges=badges(meeting),
        is_sample=meeting.is_sample,
    )


def badges(meeting: Meeting) -> list[str]:
    """Summary, slides and recording, each only where the person may open it; for_rows() has asked."""
    may_read: bool = meeting.may_read_summary  # type: ignore[attr-defined]
    has = {
        "Summary": may_read and meeting.has_summary,
        "Slides": meeting.shows_slides,  # type: ignore[attr-defined]
        "Recording": may_read and bool(meeting.recording_url),
    }
    return [label for label, there in has.items() if there]
