"""What the home page tells of calls and meetings: the next ones, and what was said on the latest."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.standing import Viewer, standing_of
from meetings.models import ActionItem, Meeting, Rsvp
from meetings.querysets import MeetingQuerySet

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
class CallRow:
    """A meeting as components/call_row.html draws it.

    `answer` is what the person said about coming; `answer_url` where they can say so, for their own circles' meetings.
    """

    url: str
    title: str
    starts_at: datetime
    group: str
    group_url: str
    place: str
    state: str
    is_sample: bool
    calendar_url: str
    answer: str
    answer_url: str


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
    rows = _light(rows).annotate(my_answer=Coalesce(Subquery(answers[:1]), Value(""), output_field=CharField()))
    return [_call_row(meeting, standing.reader_keys) for meeting in rows[:most]]


def new_summaries(user: Viewer) -> list[SummaryRow]:
    """The latest summaries of the person's groups, and of meetings of no group; one query."""
    standing = standing_of(user)
    rows = Meeting.objects.summary_visible_to(user).filter(summary_published_at__isnull=False)
    if not standing.is_administrator:
        rows = rows.filter(Q(group=None) | Q(group__audience__in=standing.reader_keys))
    newest = _light(rows).order_by("-summary_published_at", "-key")[:NEWEST_SUMMARIES]
    return [_summary_row(meeting) for meeting in newest]


def action_items(user: Viewer) -> list[ActionItem]:
    """What the person took on and has not done, the soonest due first; one query."""
    rows = ActionItem.objects.visible_to(user).open().filter(owner_id=standing_of(user).user_id)
    return list(rows.select_related("meeting").order_by("due_on", "pk")[:ITEMS])


def _light(rows: MeetingQuerySet) -> MeetingQuerySet:
    """Without the long texts, which lists do not show."""
    return rows.select_related("group").defer(
        "agenda", "summary", "summary_draft", "record_keys", "summary_keys", "words", "summary_words"
    )


def _call_row(meeting: Meeting, keys: tuple[int, ...]) -> CallRow:
    circle = meeting.group.audience_id if meeting.group else meeting.audience_id
    answer = ANSWERS.get(meeting.my_answer, "")  # type: ignore[attr-defined]
    return CallRow(
        url=meeting.get_absolute_url(),
        title=meeting.title,
        starts_at=meeting.starts_at,
        group=meeting.group.name if meeting.group else "",
        group_url=meeting.group.get_absolute_url() if meeting.group else "",
        place=meeting.place,
        state="",
        is_sample=meeting.is_sample,
        calendar_url=reverse("meetings:calendar_file", args=[meeting.key]),
        answer=answer,
        answer_url=f"{meeting.get_absolute_url()}#answers-title" if circle in keys and not answer else "",
    )


def _summary_row(meeting: Meeting) -> SummaryRow:
    assert meeting.summary_published_at is not None  # asked for above
    return SummaryRow(
        url=meeting.get_absolute_url(),
        title=meeting.title,
        group=meeting.group.name if meeting.group else "",
        held_at=meeting.starts_at,
        published_at=meeting.summary_published_at,
        is_sample=meeting.is_sample,
    )
