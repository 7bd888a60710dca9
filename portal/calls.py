"""What the home page tells of calls and meetings: the next ones, and what was said on the latest."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.standing import Viewer, standing_of
from meetings.models import ActionItem, Meeting, Rsvp
from meetings.rows import CallRow, calendar_file_url, calendar_row, meeting_url

NEXT = 4
NEWEST_SUMMARIES = 4
NEXT_PUBLIC = 3
ITEMS = 5
ANSWERS = {
    Rsvp.Answer.YES: "You said yes",
    Rsvp.Answer.MAYBE: "You said maybe",
    Rsvp.Answer.NO: "You said no",
}


@dataclass(frozen=True)
class ItemRow:
    """An action item, and the meeting it comes from."""

    text: str
    due_on: date | None
    meeting: str
    url: str


@dataclass(frozen=True)
class SummaryRow:
    """A summary that was published."""

    url: str
    title: str
    group: str
    held_at: datetime
    published_at: datetime
    is_sample: bool


def next_calls(user: Viewer, most: int = NEXT) -> list[CallRow]:
    """The next calls of the person's groups and the meetings of no group they may see; one query.

    Administrators take care of every group, so for them it is all groups'.
    """
    standing = standing_of(user)
    rows = Meeting.objects.visible_to(user).upcoming().exclude(kind=Meeting.Kind.SESSION)
    if standing.is_approved and not standing.is_administrator:
        rows = rows.filter(Q(group=None) | Q(group__audience__in=standing.reader_keys))
    answers = Rsvp.objects.filter(meeting=OuterRef("pk"), user_id=standing.user_id).values("answer")
    rows = rows.annotate(my_answer=Coalesce(Subquery(answers[:1]), Value(""), output_field=CharField()))
    next_ones = rows.light("my_answer", "group__audience", "audience")[:most]
    return [_call_row(meeting, standing.reader_keys) for meeting in next_ones]


def new_summaries(user: Viewer) -> list[SummaryRow]:
    """The latest summaries of the person's groups, and of meetings of no group; one query."""
    standing = standing_of(user)
    rows = Meeting.objects.summary_visible_to(user).filter(summary_published_at__isnull=False)
    if not standing.is_administrator:
        rows = rows.filter(Q(group=None) | Q(group__audience__in=standing.reader_keys))
    newest = rows.order_by("-summary_published_at", "-key").light()[:NEWEST_SUMMARIES]
    return [_summary_row(meeting) for meeting in newest]


def action_items(user: Viewer) -> list[ItemRow]:
    """What the person took on and has not done, the soonest due first; one query."""
    rows = ActionItem.objects.visible_to(user).open().filter(owner_id=standing_of(user).user_id)
    found = rows.order_by("due_on", "pk").values_list("text", "due_on", "meeting__title", "meeting__key")[:ITEMS]
    return [ItemRow(text, due_on, title, meeting_url(key)) for text, due_on, title, key in found]


def _call_row(meeting: Any, keys: tuple[int, ...]) -> CallRow:
    circle = meeting.group__audience or meeting.audience
    answer = ANSWERS.get(meeting.my_answer, "")
    row = calendar_row(meeting)
    return replace(
        row,
        calendar_url=calendar_file_url(meeting.key),
        answer=answer,
        answer_url="" if answer or circle not in keys else f"{row.url}#answers-title",
    )


def _summary_row(meeting: Any) -> SummaryRow:
    return SummaryRow(
        url=meeting_url(meeting.key),
        title=meeting.title,
        group=meeting.group__name or "",
        held_at=meeting.starts_at,
        published_at=meeting.summary_published_at,
        is_sample=meeting.is_sample,
    )
