"""What this app shows on the pages of groups and documents."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now

from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from clearinghouse.lib.slots import Panel
from clearinghouse.lib.wording import counted, day_and_time
from documents.models import Document
from documents.panels import DocumentPanel
from meetings.models import Meeting, MeetingDocument
from meetings.models.meeting import MeetingQuerySet
from meetings.permissions import may_plan_for
from meetings.rows import CallRow, call_row, call_rows, meeting_url, rows_for
from workinggroups.cards import Fact, Facts
from workinggroups.models import WorkingGroup

LATEST = 3
DISCUSSED = 20


@dataclass(frozen=True)
class GroupMeetings:
    """The next call of a group and its latest summaries."""

    following: CallRow | None
    latest: list[CallRow]
    may_plan: bool
    missing: list[CallRow]  # held, and nobody published a summary: for those who can write it


def of_group(group: WorkingGroup, user: Viewer) -> Part[Panel | None]:
    """Of what the person may open; None for those who may open nothing and plan nothing."""
    statements = _following, _latest, may_plan_for, _missing
    return Part(tuple(statement.asked(user, group=group.pk) for statement in statements), _group_panel)


@StatementFor
def _following(user: Viewer, group: int) -> QuerySet[Any, Any]:
    calls = Meeting.objects.visible_to(user).filter(group=group, parent=None).upcoming()
    return rows_for(calls.exclude(status=Meeting.Status.COMPLETED), user)[:1]


@StatementFor
def _latest(user: Viewer, group: int) -> QuerySet[Any, Any]:
    published = Meeting.objects.summary_visible_to(user).filter(group=group, summary_published_at__isnull=False)
    return rows_for(published.order_by("-starts_at", "-key"), user)[:LATEST]


@StatementFor
def _missing(user: Viewer, group: int) -> QuerySet[Any, Any]:
    return rows_for(_without_summary(user).filter(group=group).order_by("-starts_at", "-key"), user)[:LATEST]


def _without_summary(user: Viewer) -> MeetingQuerySet:
    """Calls of the groups that the person leads that are over, without a summary."""
    led = WorkingGroup.objects.led_by(user)
    over = Meeting.objects.editable_by(user).filter(Q(ends_at__lt=Now()) | Q(status=Meeting.Status.COMPLETED))
    return over.filter(group__in=led, parent=None, summary_published_at=None).exclude(status=Meeting.Status.CANCELLED)


def list_facts(user: Viewer) -> Part[Facts]:
    """The next call of each group, and for its leads how many calls have no summary."""
    return Part((_next_calls.asked(user), _missing_counts.asked(user)), _facts)


@StatementFor
def _next_calls(user: Viewer) -> QuerySet[Any, Any]:
    rows = Meeting.objects.visible_to(user).filter(group__isnull=False, parent=None, ends_at__gte=Now())
    rows = rows.filter(status=Meeting.Status.PLANNED).order_by("group", "starts_at", "key").distinct("group")
    return rows.values_list("group", "key", "starts_at")


@StatementFor
def _missing_counts(user: Viewer) -> QuerySet[Any, Any]:
    return _without_summary(user).values("group").annotate(calls=Count("pk")).order_by().values_list("group", "calls")


def _facts(next_calls: list[Any], missing: list[Any]) -> Facts:
    facts = {pk: [Fact("Next call", day_and_time(starts_at), meeting_url(key))] for pk, key, starts_at in next_calls}
    for pk, calls in missing:
        facts.setdefault(pk, []).append(Fact("Completed, no summary yet", counted(calls, "call")))
    return facts


def _group_panel(following: list[Any], latest: list[Any], may_plan: list[Any], missing: list[Any]) -> Panel | None:
    if not (following or latest or may_plan or missing):
        return None
    next_call = call_row(following[0], is_next=True, shows_group=False) if following else None
    content = GroupMeetings(next_call, call_rows(latest), bool(may_plan), call_rows(missing))
    return Panel("meetings/panels/group.html", content)


@dataclass(frozen=True)
class Discussed:
    """A meeting at which a document was shown or spoken of."""

    meeting: Meeting
    roles: str


def of_document(document: Document, user: Viewer) -> DocumentPanel:
    """On which calls it was shown or spoken of, of those the person may open."""
    return DocumentPanel((_discussed.asked(user, document=document.pk),), _discussed_panel)


@StatementFor
def _discussed(user: Viewer, document: int) -> QuerySet[MeetingDocument]:
    rows = MeetingDocument.objects.visible_to(user).filter(document=document).select_related("meeting__group")
    shown = "role", "meeting__key", "meeting__title", "meeting__starts_at", "meeting__group__name"
    return rows.only(*shown).order_by("-meeting__starts_at", "-meeting__key", "role")[: DISCUSSED * 3]


def _discussed_panel(answers: list[list[MeetingDocument]]) -> Panel | None:
    roles: dict[Meeting, list[str]] = {}
    for row in answers[0]:
        roles.setdefault(row.meeting, []).append(row.get_role_display().lower())
    if not roles:
        return None
    content = [Discussed(meeting, ", ".join(names)) for meeting, names in list(roles.items())[:DISCUSSED]]
    return Panel("meetings/panels/document.html", content)
