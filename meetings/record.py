"""What a meeting's page shows one person: each part starts at what they may read."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.utils import timezone

from accounts.standing import Viewer, standing_of
from clearinghouse.lib import markup
from clearinghouse.lib.wording import clock_time, long_date
from clearinghouse.lib.zones import zone_label
from documents.finding.rows import DocumentRow, document_row
from documents.models import Document
from meetings.actions.summaries import has_unpublished
from meetings.models import ActionItem, Attendance, Meeting, MeetingDocument
from meetings.permissions import can
from meetings.sharing_words import words_of

Role = MeetingDocument.Role


@dataclass(frozen=True)
class Item:
    """An action item, and whether this person may tick it off."""

    item: ActionItem
    may_tick: bool
    is_late: bool


def record_of(meeting: Meeting, user: Viewer) -> dict[str, Any]:
    """The page's context, but for panels and breadcrumbs."""
    takes_part, may_change = can(user, "take_part", meeting), can(user, "change", meeting)
    may_read = can(user, "read_summary", meeting)
    listed = documents_at(meeting, user)
    previous, following = neighbours(meeting, user)
    return {
        "meeting": meeting,
        "when": when(meeting),
        "local_time": local_time(meeting),
        "speakers": meeting.speakers.order_by("position", "pk").defer("notes"),
        "agenda": markup.to_html(meeting.agenda),
        "takes_part": takes_part,
        "may_change": may_change,
        "may_read": may_read,
        "is_over": meeting.ends_at < timezone.now() or meeting.status == Meeting.Status.HELD,
        "has_begun": meeting.starts_at <= timezone.now(),
        "said": what_was_said(meeting, user, may_change) if may_read and meeting.has_summary else None,
        "recording": meeting.recording_url if may_read else "",
        "present": _present(meeting) if takes_part or may_change else [],
        "slides": [row for role, row in listed if role == Role.SLIDES],
        "materials": [row for role, row in listed if role == Role.MATERIAL],
        "mentioned": [row for role, row in listed if role == Role.MENTIONED],
        "is_unpublished": may_change and has_unpublished(meeting),
        "record_readers": words_of(meeting, meeting.record_sharing),
        "summary_readers": words_of(meeting, meeting.summary_sharing),
        "previous": previous,
        "following": following,
    }


def what_was_said(meeting: Meeting, user: Viewer, may_change: bool) -> dict[str, Any]:
    """The published summary with decisions, action items and how many came from which state."""
    today, own = timezone.localdate(), standing_of(user).user_id
    states = meeting.attendance.values("state", "state__name").annotate(people=Count("pk")).order_by("state__name")
    return {
        "text": markup.to_html(meeting.summary),
        "decisions": meeting.decisions.order_by("position", "pk"),
        "items": [
            Item(item, may_tick=may_change or item.owner_id == own != 0, is_late=is_late(item, today))
            for item in meeting.action_items.order_by("position", "pk")
        ],
        "states": [
            {"code": row["state"] or "", "name": row["state__name"] or "Others", "people": row["people"]}
            for row in states
        ],
    }


def is_late(item: ActionItem, today: Any) -> bool:
    """Due before today and not done."""
    return item.done_at is None and item.due_on is not None and item.due_on < today


def _present(meeting: Meeting) -> list[Attendance]:
    return list(meeting.attendance.select_related("state").order_by("name", "pk"))


def documents_at(meeting: Meeting, user: Viewer) -> list[tuple[str, DocumentRow]]:
    """Role and row of each listed document that the person may see here."""
    listed = MeetingDocument.objects.visible_to(user).filter(meeting=meeting).order_by("added_at", "pk")
    rows = list(listed.values_list("role", "document"))
    shelf = Document.objects.visible_to(user).published().filter(pk__in=[pk for _, pk in rows]).for_rows()
    found = {document.pk: document_row(document) for document in shelf}
    return [(role, found[pk]) for role, pk in rows if pk in found]


def neighbours(meeting: Meeting, user: Viewer) -> tuple[Meeting | None, Meeting | None]:
    """The group's meeting before this one and the one after it, of those the person may open."""
    if meeting.group_id is None and meeting.parent_id is None:
        return None, None
    row = Meeting.objects.visible_to(user).exclude(pk=meeting.pk).exclude(status=Meeting.Status.CANCELLED)
    row = row.filter(group=meeting.group_id, parent=meeting.parent_id).only("key", "title", "starts_at")
    before = row.filter(starts_at__lt=meeting.starts_at).order_by("-starts_at", "-key").first()
    after = row.filter(starts_at__gt=meeting.starts_at).order_by("starts_at", "key").first()
    return before, after


def when(meeting: Meeting) -> str:
    """ "January 15, 2026, 2 p.m. to 3 p.m. EST" in the reader's zone."""
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    begin, end = clock_time(meeting.starts_at), clock_time(meeting.ends_at)
    if starts.date() != ends.date():
        return f"{long_date(starts)}, {begin} to {long_date(ends)}, {end}"
    zone = f" {starts:%Z}"
    return f"{long_date(starts)}, {begin.removesuffix(zone) if end.endswith(zone) else begin} to {end}"


def local_time(meeting: Meeting) -> str:
    """The same in the meeting's own zone, where the reader's clock shows another time; else empty."""
    here = timezone.localtime(meeting.starts_at)
    with timezone.override(ZoneInfo(meeting.zone)):
        there = timezone.localtime(meeting.starts_at)
        if there.utcoffset() == here.utcoffset():
            return ""
        return f"{when(meeting)} ({zone_label(meeting.zone)})"
