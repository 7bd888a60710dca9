"""What lists show of a meeting: plain values, made from the few columns that a row needs."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.standing import Viewer
from accounts.statements import reader_keys_of
from clearinghouse.lib.frozen import dataclass
from documents.models import Document
from meetings.models import Meeting, MeetingDocument
from meetings.models.meeting import MeetingQuerySet


@dataclass(frozen=True)
class CallRow:
    """One meeting in a list, as {% call_row %} draws it.

    `answer` is what the person said about coming; `answer_url` where they can say so.
    """

    url: str
    title: str
    starts_at: datetime
    kind: str = ""
    group: str = ""
    group_url: str = ""
    place: str = ""
    state: str = ""  # "next", "cancelled" or nothing
    badges: tuple[str, ...] = ()  # what it has that this person may open
    is_sample: bool = False
    calendar_url: str = ""
    ends_at: datetime | None = None
    answer: str = ""
    answer_url: str = ""
    has_time: bool = True


def rows_for(meetings: MeetingQuerySet, user: Viewer) -> QuerySet[Meeting, Any]:
    """light(), with may_read_summary and shows_slides: what this person may open of it."""
    keys = reader_keys_of(user)
    slides = MeetingDocument.objects.filter(
        meeting=OuterRef("pk"), role=MeetingDocument.Role.SLIDES, document__in=Document.objects.visible_to(user)
    )
    may_read = ExpressionWrapper(Q(summary_keys__overlap=keys), output_field=BooleanField())
    rows = meetings.annotate(may_read_summary=may_read, shows_slides=Exists(slides))
    return rows.light("may_read_summary", "shows_slides")


def call_row(meeting: Any, *, is_next: bool = False, shows_group: bool = True) -> CallRow:
    """From a meeting read with rows_for()."""
    group = meeting.group__name if shows_group and meeting.group__name else ""
    return CallRow(
        url=meeting_url(meeting.key),
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        kind="" if meeting.kind == Meeting.Kind.CALL else Meeting.Kind(meeting.kind).label,
        group=group,
        group_url=group_url(meeting.group__slug) if group else "",
        place=meeting.place,
        state="cancelled" if meeting.status == Meeting.Status.CANCELLED else "next" if is_next else "",
        badges=badges(meeting),
        is_sample=meeting.is_sample,
        has_time=meeting.has_time,
    )


def calendar_row(meeting: Any) -> CallRow:
    """The same for a calendar: with the file that puts it into one's own. From a meeting read with light()."""
    return CallRow(
        url=meeting_url(meeting.key),
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        group=meeting.group__name or "",
        group_url=group_url(meeting.group__slug) if meeting.group__slug else "",
        place=meeting.place,
        state="cancelled" if meeting.status == Meeting.Status.CANCELLED else "",
        is_sample=meeting.is_sample,
        calendar_url=calendar_file_url(meeting.key) if meeting.status == Meeting.Status.PLANNED else "",
        has_time=meeting.has_time,
    )


def call_rows(meetings: Iterable[Any]) -> list[CallRow]:
    """Rows of a list whose group everybody knows."""
    return [call_row(meeting, shows_group=False) for meeting in meetings]


def badges(meeting: Any) -> tuple[str, ...]:
    """Summary, slides and recording, each only where the person may open it; rows_for() has asked."""
    may_read = meeting.may_read_summary
    has = {
        "Summary": may_read and meeting.summary_published_at is not None,
        "Slides": meeting.shows_slides,
        "Recording": may_read and bool(meeting.recording_url),
    }
    return tuple(label for label, there in has.items() if there)


def meeting_url(key: str) -> str:
    """Where a meeting's page is, without the work of reverse() for each row."""
    return _pattern("meetings:detail").replace("KEY", key)


def calendar_file_url(key: str) -> str:
    """Where a meeting's calendar file is."""
    return _pattern("meetings:calendar_file").replace("KEY", key)


def group_url(slug: str) -> str:
    """Where a group's page is."""
    return _pattern("workinggroups:detail").replace("KEY", slug)


@cache
def _pattern(name: str) -> str:
    return reverse(name, args=["KEY"])
