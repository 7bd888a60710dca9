"""What the home page tells of calls and meetings: the next ones, one's events, and what was said on the latest."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor, reader_keys_of
from clearinghouse.lib.among import Among
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from meetings.models import ActionItem, Meeting, Rsvp
from meetings.models.event import events_of_interest_to
from meetings.rows import CallRow, calendar_file_url, calendar_row, meeting_url

NEXT = 4
NEWEST_SUMMARIES = 4
NEXT_PUBLIC = 3
ITEMS = 5
EVENTS_NAMED = 10
ANSWERS = {
    Rsvp.Answer.YES: "You replied: Yes",
    Rsvp.Answer.MAYBE: "You replied: Maybe",
    Rsvp.Answer.NO: "You replied: No",
}


@dataclass(frozen=True)
class MyEvent:
    """An event that waits for the person's answer, or that they come to: "invited", "waiting" or "confirmed"."""

    url: str
    register_url: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    is_sample: bool
    answer: str


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
    took_place_at: datetime
    published_at: datetime
    is_sample: bool


@StatementFor
def _next_calls(user: Viewer) -> QuerySet[Any, Any]:
    standing = standing_of(user)
    rows = Meeting.objects.visible_to(user).upcoming().exclude(kind=Meeting.Kind.SESSION)
    if standing.is_approved and not standing.is_administrator:
        rows = rows.filter(Q(group=None) | Q(Among("group__audience", reader_keys_of(user))))
    answers = Rsvp.objects.filter(meeting=OuterRef("pk"), user_id=standing.user_id).values("answer")
    rows = rows.annotate(my_answer=Coalesce(Subquery(answers[:1]), Value(""), output_field=CharField()))
    return rows.light("my_answer", "group__audience", "audience")[:NEXT]


def next_calls(user: Viewer, most: int = NEXT) -> Part[list[CallRow]]:
    """The next calls of the person's groups and the meetings of no group they may see.

    Administrators take care of every group, so for them it is all groups'.
    """
    keys = standing_of(user).reader_keys
    return Part((_next_calls.asked(user),), lambda rows: [_call_row(meeting, keys) for meeting in rows[:most]])


@StatementFor
def _new_summaries(user: Viewer) -> QuerySet[Any, Any]:
    standing = standing_of(user)
    rows = Meeting.objects.summary_visible_to(user).filter(summary_published_at__isnull=False)
    if not standing.is_administrator:
        rows = rows.filter(Q(group=None) | Q(Among("group__audience", reader_keys_of(user))))
    return rows.order_by("-summary_published_at", "-key").light()[:NEWEST_SUMMARIES]


def new_summaries(user: Viewer) -> Part[list[SummaryRow]]:
    """The latest summaries of the person's groups, and of meetings of no group."""
    return Part((_new_summaries.asked(user),), lambda rows: [_summary_row(meeting) for meeting in rows])


@StatementFor
def _action_items(user: Viewer) -> QuerySet[Any, Any]:
    rows = ActionItem.objects.owned_by(user).open()
    return rows.order_by("due_on", "pk").values_list("text", "due_on", "meeting__title", "meeting__key")[:ITEMS]


def action_items(user: Viewer) -> Part[list[ItemRow]]:
    """What the person took on and has not done, the soonest due first."""
    return Part(
        (_action_items.asked(user),),
        lambda rows: [ItemRow(text, due_on, title, meeting_url(key)) for text, due_on, title, key in rows],
    )


@StatementFor
def _my_events(user: Viewer) -> QuerySet[Any, Any]:
    events: QuerySet[Any, Any] = events_of_interest_to(user)
    return events.values_list("key", "title", "starts_at", "ends_at", "place", "is_sample", "answer")[:EVENTS_NAMED]


def my_events(user: Viewer) -> Part[list[MyEvent]]:
    """Events to come that the person is invited to, comes to or waits for."""
    return Part((_my_events.asked(user),), lambda rows: [_my_event(*row) for row in rows])


def _my_event(key: str, *shown: Any) -> MyEvent:
    register_url = reverse("meetings:register", args=[key])
    return MyEvent(meeting_url(key), register_url, *shown)


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
        took_place_at=meeting.starts_at,
        published_at=meeting.summary_published_at,
        is_sample=meeting.is_sample,
    )
