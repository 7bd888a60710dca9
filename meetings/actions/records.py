"""Planning a meeting, changing it, cancelling it, and noting that it took place."""

from dataclasses import asdict
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import audiences
from accounts.audit import write_event
from accounts.editing import EditConflict, changes_since
from accounts.models import User
from clearinghouse.lib.files.text import clean_markdown, one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.joining import joined
from clearinghouse.lib.locking import locked
from clearinghouse.lib.wording import long_datetime
from meetings.emails import call_notices, event_notices
from meetings.emails.differences import told_of
from meetings.models import Meeting, Series, Sharing
from meetings.permissions import can, can_plan
from meetings.program import days_of
from meetings.sharing import apply_sharing, choices_for
from meetings.wall_clock import wall_clock
from workinggroups.models import WorkingGroup

PLANNED, CHANGED, CANCELLED, COMPLETED = "meeting.planned", "meeting.changed", "meeting.cancelled", "meeting.held"
IN_CALENDARS = ("title", "starts_at", "ends_at", "has_time", "zone", "place", "join_url", "status")
IN_WORDS = {
    "title": "the title",
    "starts_at": "the start time",
    "ends_at": "the end time",
    "has_time": "whether the time is known",
    "zone": "the time zone",
    "place": "the location",
    "join_url": "the meeting link",
    "agenda": "the agenda",
    "record_sharing": "who can see the meeting page",
    "summary_sharing": "who can read the summary",
}
RESTORED = "meeting.restored"
LISTED, UNLISTED = "meeting.document_added", "meeting.document_removed"
STAND_ALONE = (Meeting.Kind.IN_PERSON, Meeting.Kind.CONFERENCE)


class MeetingRefused(Exception):
    """The action cannot be done as asked. str() is a sentence for the person."""


@dataclass(frozen=True)
class Plan:
    """What people say about a meeting. Times are moments; `zone` is where its wall clock hangs."""

    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str = "America/New_York"
    place: str = ""
    join_url: str = ""
    agenda: str = ""
    record_sharing: str = Sharing.GROUP
    summary_sharing: str = Sharing.GROUP
    has_time: bool = True

    def cleaned(self) -> dict[str, object]:
        """By the meeting's field names, as it is kept."""
        return asdict(self) | {
            "title": one_line(self.title, 200),
            "place": one_line(self.place, 300),
            "agenda": clean_markdown(self.agenda, 20_000),
        }


def locked_for_change(meeting: Meeting, by: User) -> Meeting:
    """The meeting's row, locked until the transaction ends; for those who may change it."""
    if not can(by, "change", meeting):
        raise PermissionDenied("Only leads of the group, organizers of the event, and administrators can do this.")
    return locked(meeting)


def plan_meeting(
    *,
    by: User,
    plan: Plan,
    kind: str = Meeting.Kind.CALL,
    group: WorkingGroup | None = None,
    parent: Meeting | None = None,
    series: Series | None = None,
    key: str = "",
) -> Meeting:
    """Plan a meeting of a group, a session of the event `parent`, or, as an administrator, one that stands alone.

    `key` is the one the form was given: sent twice, it makes one meeting. Raises MeetingRefused.
    """
    if not (can(by, "change", parent) if parent else can_plan(by, group)):
        raise PermissionDenied("Leads can schedule meetings of their groups. Administrators can schedule any meeting.")
    group = parent.group if parent else group
    meeting = Meeting(kind=kind, group=group, parent=parent, series=series, created_by=by, **plan.cleaned())
    if key:
        meeting.key = key
    _check(meeting)
    try:
        with transaction.atomic():
            return _insert(meeting, by)
    except IntegrityError:
        made = Meeting.objects.filter(key=meeting.key, created_by=by).first() if key else None
        if made is None:
            raise
        return made


def _insert(meeting: Meeting, by: User) -> Meeting:
    if meeting.kind in STAND_ALONE and meeting.group is None:
        meeting.audience = audiences.of_event(meeting.key, meeting.title)
    meeting.save(force_insert=True)
    apply_sharing(meeting)
    sentence = f"{by} scheduled “{meeting.title}” for {long_datetime(meeting.starts_at)}."
    write_event(PLANNED, by=by, about=meeting, sentence=sentence)
    # Nobody wants a mail for each session of a conference, or for each call of a series.
    if _is_to_come(meeting) and meeting.parent is None and meeting.series is None:
        call_notices.invite(meeting, by=by)
    return meeting


def _check(meeting: Meeting) -> None:
    if not meeting.title:
        raise MeetingRefused("Enter a title.")
    if meeting.ends_at <= meeting.starts_at:
        raise MeetingRefused("The end time must be after the start time.")
    if meeting.kind == Meeting.Kind.CALL and meeting.group is None:
        raise MeetingRefused("A call must belong to a working group. Choose a group, or schedule an in-person meeting.")
    if (meeting.kind == Meeting.Kind.SESSION) != (meeting.parent is not None):
        raise MeetingRefused("Sessions belong to an event. Add them on the event’s page.")
    if meeting.parent and meeting.parent.kind not in STAND_ALONE:
        raise MeetingRefused("Only in-person meetings and conferences can have sessions.")
    if meeting.parent and not {_day(meeting.starts_at, meeting), _day(meeting.ends_at, meeting)} <= _days(meeting):
        raise MeetingRefused("A session must start and end on a day of its event.")
    if not {meeting.record_sharing, meeting.summary_sharing} <= set(choices_for(meeting)):
        raise MeetingRefused("That choice of who can see this isn’t available for this meeting. Choose another.")


def _day(at: datetime, session: Meeting) -> date:
    assert session.parent is not None
    return wall_clock(at, session.parent.zone).date()


def _days(session: Meeting) -> set[date]:
    assert session.parent is not None
    return set(days_of(session.parent))


@transaction.atomic
def change_meeting(*, meeting: Meeting, by: User, plan: Plan, revision: int) -> Meeting:
    """Say it anew. What stands in calendars raises `sequence`, and those invited are told.

    `revision` is the one the person started from. Raises EditConflict, MeetingRefused and PermissionDenied.
    """
    row = locked_for_change(meeting, by)
    wanted = plan.cleaned()
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    before = told_of(row)
    if row.revision != revision:
        if not changed:  # a form sent twice
            return row
        raise edited_meanwhile(row, revision)
    if not changed:
        return row
    for name, value in wanted.items():
        setattr(row, name, value)
    _check(row)
    bump(row, changed)
    apply_sharing(row)
    note(CHANGED, row, by, f"{by} changed {_in_words(changed)} of “{row.title}”.")
    if set(changed) & set(IN_CALENDARS) and _is_to_come(row):
        call_notices.notify_changed(row, by=by, before=before)
    return row


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by: User, reason: str) -> Meeting:
    """Cancel it, with a reason that everybody invited is told; a second click changes nothing."""
    row = locked_for_change(meeting, by)
    if row.status == Meeting.Status.CANCELLED:
        return row
    if row.status == Meeting.Status.COMPLETED:
        raise MeetingRefused("This meeting is already completed, so you can’t cancel it.")
    row.cancel_reason = one_line(reason, 500)
    if not row.cancel_reason:
        raise MeetingRefused("Enter a reason. We’ll send it to everyone invited.")
    to_come = _is_to_come(row)
    row.status = Meeting.Status.CANCELLED
    bump(row, ["status", "cancel_reason"])
    note(CANCELLED, row, by, f"{by} canceled “{row.title}”: {row.cancel_reason}")
    if to_come:
        call_notices.notify_cancelled(row, by=by)
        event_notices.notify_event_cancelled(row)
    return row


@transaction.atomic
def restore_meeting(*, meeting: Meeting, by: User) -> Meeting:
    """Let a canceled meeting take place after all, as the same calendar entry; a second click changes nothing."""
    row = locked_for_change(meeting, by)
    if row.status == Meeting.Status.PLANNED:
        return row
    if row.status == Meeting.Status.COMPLETED:
        raise MeetingRefused("This meeting is completed, so there is nothing to restore.")
    if row.ends_at <= timezone.now():
        raise MeetingRefused("The time of this meeting has passed. Schedule a new one.")
    row.status, row.cancel_reason = Meeting.Status.PLANNED, ""
    bump(row, ["status", "cancel_reason"])
    note(RESTORED, row, by, f"{by} restored “{row.title}”.")
    call_notices.notify_restored(row, by=by)
    event_notices.notify_event_restored(row)
    return row


@transaction.atomic
def mark_completed(*, meeting: Meeting, by: User) -> Meeting:
    """Note that it took place; a second click changes nothing."""
    row = locked_for_change(meeting, by)
    if row.status == Meeting.Status.COMPLETED:
        return row
    if row.status == Meeting.Status.CANCELLED:
        raise MeetingRefused("This meeting was canceled, so you can’t mark it as completed.")
    if row.starts_at > timezone.now():
        raise MeetingRefused("This meeting hasn’t started yet. If it took place earlier, edit its time.")
    row.status = Meeting.Status.COMPLETED
    bump(row, ["status"])
    note(COMPLETED, row, by, f"{by} marked “{row.title}” as completed.")
    return row


def _is_to_come(meeting: Meeting) -> bool:
    """Whether anybody still has to be told; what was over before it was written down invites nobody."""
    return meeting.status == Meeting.Status.PLANNED and meeting.ends_at > timezone.now()


def bump(row: Meeting, changed: list[str]) -> None:
    """Save these fields under the next revision; calendars learn of a change by the next sequence."""
    row.revision += 1
    if set(changed) & set(IN_CALENDARS):
        row.sequence += 1
    # Named fields only: keys and words belong to the triggers.
    row.save(update_fields=[*changed, "revision", "sequence", "changed_at"])


def note(action: str, row: Meeting, by: User, sentence: str) -> None:
    """The audit line of a change, with the revisions it made."""
    detail = {"revision": row.revision, "summary_revision": row.summary_revision}
    write_event(action, by=by, about=row, sentence=sentence, detail=detail)


def edited_meanwhile(meeting: Meeting, revision: int, counter: str = "revision") -> EditConflict:
    """The conflict with what others did to it after that revision; `counter` is "revision" or "summary_revision"."""
    # SECURITY: these lines name documents, which not everybody sees who takes care of the meeting.
    return EditConflict(meeting, changes_since(meeting, revision, counter).exclude(action__in=(LISTED, UNLISTED)))


def _in_words(changed: list[str]) -> str:
    return joined([IN_WORDS[name] for name in changed])
