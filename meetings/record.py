"""What a meeting's page shows one person: each part starts at what they may read."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from django.utils import timezone

from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib import markup
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part, read_parts
from clearinghouse.lib.statements import Statement
from clearinghouse.lib.zones import zone_label
from documents.finding.rows import DocumentRow, document_row
from documents.models import Document
from meetings.actions.summaries import has_unpublished
from meetings.models import ActionItem, Attendance, Decision, Meeting, MeetingDocument, Speaker
from meetings.permissions import can
from meetings.rows import meeting_url
from meetings.sharing_words import words_of
from meetings.when import machine_time, span_of

Role = MeetingDocument.Role


@dataclass(frozen=True)
class Item:
    """An action item, and whether this person may tick it off."""

    item: ActionItem
    may_tick: bool
    is_late: bool


@dataclass(frozen=True)
class Neighbour:
    """The meeting before or after."""

    url: str
    title: str
    starts_at: datetime


def record_of(meeting: Meeting, user: Viewer) -> dict[str, Any]:
    """The page's context, but for panels and breadcrumbs. One round trip asks for all of it."""
    takes_part = can(user, "take_part", meeting)
    read = read_parts(_parts(meeting, user))
    may_change, may_read, listed = read["may_change"], read["may_read"], read["documents"]
    return {
        "meeting": meeting,
        "when": span_of(meeting),
        "machine_time": machine_time(meeting.starts_at, has_time=meeting.has_time),
        "local_time": local_time(meeting),
        "speakers": read["speakers"],
        "agenda": markup.to_html(meeting.agenda),
        "takes_part": takes_part,
        "may_change": may_change,
        "may_read": may_read,
        "is_over": meeting.ends_at < timezone.now() or meeting.status == Meeting.Status.COMPLETED,
        "has_begun": meeting.starts_at <= timezone.now(),
        "said": what_was_said(meeting, user, {**read, "takes_part": takes_part})
        if may_read and meeting.has_summary
        else None,
        "recording": meeting.recording_url if may_read else "",
        "present": _present.rows(meeting=meeting.pk) if takes_part or may_change else [],
        "slides": [row for role, row in listed if role == Role.SLIDES],
        "materials": [row for role, row in listed if role == Role.MATERIAL],
        "mentioned": [row for role, row in listed if role == Role.MENTIONED],
        "is_unpublished": may_change and has_unpublished(meeting),
        "record_readers": words_of(meeting, meeting.record_sharing),
        "summary_readers": words_of(meeting, meeting.summary_sharing),
        "previous": read["previous"],
        "following": read["following"],
    }


def _parts(meeting: Meeting, user: Viewer) -> dict[str, Part[Any]]:
    """What the page reads of a meeting that the person may see; each part starts at what they may read of it."""
    this = {"meeting": meeting.pk}
    return {
        "may_change": Part((_changeable.asked(user, **this),), bool),
        "may_read": Part((_summary_readable.asked(user, **this),), bool),
        "speakers": Part((_speakers.asked(**this),), list),
        "documents": Part((_listed.asked(user, **this), _documents.asked(user, **this)), _documents_at),
        "decisions": Part((_decisions.asked(user, **this),), list),
        "items": Part((_items.asked(user, **this),), list),
        "states": Part((_states.asked(user, **this),), list),
        **_neighbours(meeting, user),
    }


@StatementFor
def _changeable(user: Viewer, meeting: int) -> QuerySet[Any, Any]:
    return Meeting.objects.editable_by(user).filter(pk=meeting).values_list("pk")


@StatementFor
def _summary_readable(user: Viewer, meeting: int) -> QuerySet[Any, Any]:
    return _readable(user, meeting).values_list("pk")


def _readable(user: Viewer, meeting: int) -> QuerySet[Meeting]:
    return Meeting.objects.summary_visible_to(user).filter(pk=meeting)


@Statement
def _speakers(meeting: int) -> QuerySet[Any, Any]:
    speakers = Speaker.objects.filter(meeting=meeting).order_by("position", "pk")
    return speakers.values_list("name", "title", "organization", "bio", named=True)


@Statement
def _present(meeting: int) -> QuerySet[Attendance]:
    return Attendance.objects.filter(meeting=meeting).select_related("state").order_by("name", "pk")


@StatementFor
def _decisions(user: Viewer, meeting: int) -> QuerySet[Decision]:
    return Decision.objects.filter(meeting__in=_readable(user, meeting)).order_by("position", "pk")


@StatementFor
def _items(user: Viewer, meeting: int) -> QuerySet[ActionItem]:
    return ActionItem.objects.filter(meeting__in=_readable(user, meeting)).order_by("position", "pk")


@StatementFor
def _states(user: Viewer, meeting: int) -> QuerySet[Any, Any]:
    rows = Attendance.objects.filter(meeting__in=_readable(user, meeting)).values("state", "state__name")
    return rows.annotate(people=Count("pk")).order_by("state__name").values_list("state", "state__name", "people")


def what_was_said(meeting: Meeting, user: Viewer, read: dict[str, Any]) -> dict[str, Any]:
    """The published summary with decisions, action items and how many came from which state."""
    today, own = timezone.localdate(), standing_of(user).user_id if read["takes_part"] else 0
    return {
        "text": markup.to_html(meeting.summary),
        "decisions": read["decisions"],
        "items": [
            Item(item, may_tick=read["may_change"] or item.owner_id == own != 0, is_late=is_late(item, today))
            for item in read["items"]
        ],
        "states": [
            {"code": code or "", "name": name or "Other", "people": people} for code, name, people in read["states"]
        ],
    }


def is_late(item: ActionItem, today: Any) -> bool:
    """Due before today and not done."""
    return item.done_at is None and item.due_on is not None and item.due_on < today


@StatementFor
def _listed(user: Viewer, meeting: int) -> QuerySet[Any, Any]:
    listed = MeetingDocument.objects.visible_to(user).filter(meeting=meeting).order_by("added_at", "pk")
    return listed.values_list("role", "document")


@StatementFor
def _documents(user: Viewer, meeting: int) -> QuerySet[Document]:
    listed = MeetingDocument.objects.visible_to(user).filter(meeting=meeting).values("document")
    return Document.objects.visible_to(user).published().filter(pk__in=listed).for_rows()


def _documents_at(listed: list[tuple[str, int]], documents: list[Document]) -> list[tuple[str, DocumentRow]]:
    """Role and row of each listed document that the person may see here."""
    found = {document.pk: document_row(document) for document in documents}
    return [(role, found[pk]) for role, pk in listed if pk in found]


def _neighbours(meeting: Meeting, user: Viewer) -> dict[str, Part[Neighbour | None]]:
    """The group's meeting before this one and the one after it, of those the person may open."""
    if meeting.group_id is None and meeting.parent_id is None:
        return {"previous": Part((), _none), "following": Part((), _none)}
    this = {"meeting": meeting.pk, "group": meeting.group_id, "parent": meeting.parent_id, "at": meeting.starts_at}
    return {
        "previous": Part((_before.asked(user, **this),), _neighbour),
        "following": Part((_after.asked(user, **this),), _neighbour),
    }


@StatementFor
def _before(user: Viewer, at: datetime, **this: Any) -> QuerySet[Any, Any]:
    rows = _siblings(user, **this).filter(starts_at__lt=at).order_by("-starts_at", "-key")
    return rows.values_list("key", "title", "starts_at")[:1]


@StatementFor
def _after(user: Viewer, at: datetime, **this: Any) -> QuerySet[Any, Any]:
    rows = _siblings(user, **this).filter(starts_at__gt=at).order_by("starts_at", "key")
    return rows.values_list("key", "title", "starts_at")[:1]


def _siblings(user: Viewer, meeting: int, group: int | None, parent: int | None) -> QuerySet[Meeting]:
    rows = Meeting.objects.visible_to(user).exclude(pk=meeting).exclude(status=Meeting.Status.CANCELLED)
    return rows.filter(group=group, parent=parent)


def _neighbour(rows: list[tuple[str, str, datetime]]) -> Neighbour | None:
    return Neighbour(meeting_url(rows[0][0]), *rows[0][1:]) if rows else None


def _none() -> None:
    return None


def local_time(meeting: Meeting) -> str:
    """The same in the meeting's own zone, where the reader's clock shows another time; else empty."""
    if not meeting.has_time:
        return ""
    here = timezone.localtime(meeting.starts_at)
    with timezone.override(ZoneInfo(meeting.zone)):
        there = timezone.localtime(meeting.starts_at)
        if there.utcoffset() == here.utcoffset():
            return ""
        return f"{span_of(meeting)} ({zone_label(meeting.zone)})"
