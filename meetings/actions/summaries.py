"""Writing down what was said: the draft, its publication, who was there, and what is done since."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, State, User
from clearinghouse.lib.files.text import clean_markdown, one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.pasted import BULLETS, without_mark
from meetings.actions.records import MeetingRefused, bump, edited_meanwhile, locked_for_change, note
from meetings.emails import item_notices, record_notices
from meetings.models import ActionItem, Attendance, Decision, Meeting

DRAFTED, PUBLISHED = "meeting.summary_drafted", "meeting.summary_published"
UNPUBLISHED = "meeting.summary_unpublished"
ATTENDANCE, DONE = "meeting.attendance_noted", "meeting.action_item_changed"


@dataclass(frozen=True)
class Task:
    """Who does what until when. `number` is the item it changes; None adds one."""

    text: str
    owner: int | None = None
    owner_name: str = ""
    due_on: date | None = None
    number: int | None = None

    def kept(self) -> dict[str, Any]:
        """As the draft keeps it."""
        return {
            "text": one_line(self.text, 1000),
            "owner": self.owner,
            "owner_name": "" if self.owner else one_line(self.owner_name, 160),
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "number": self.number,
        }


@dataclass(frozen=True)
class Draft:
    """Everything that is written about a meeting afterwards."""

    text: str
    decisions: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    recording_url: str = ""

    def fields(self) -> dict[str, Any]:
        """By the meeting's field names, as it is kept."""
        # Cleaned first: bullets of Word's symbol fonts are no marks before they are.
        decided = (without_mark(clean_markdown(words, 4000)) for words in self.decisions)
        lines = [line for line in (one_line(words, 1000) for words in decided) if line.strip(BULLETS)]
        tasks = [kept for kept in (task.kept() for task in self.tasks) if kept["text"]]
        return {
            "summary_draft": clean_markdown(self.text, 50_000),
            "record_draft": {"decisions": lines, "tasks": tasks},
            "recording_url": self.recording_url,
        }


@transaction.atomic
def save_summary(*, meeting: Meeting, by: User, draft: Draft, revision: int, publish: bool = False) -> Meeting:
    """Keep the draft, and publish it when asked. `revision` is the summary's one that the person started from.

    Raises EditConflict, MeetingRefused and PermissionDenied.
    """
    row = locked_for_change(meeting, by)
    _must_have_begun(row)
    wanted = draft.fields()
    is_same = _says_already(row, wanted)
    if row.summary_revision != revision and not is_same:
        raise edited_meanwhile(row, revision, "summary_revision")
    if not is_same:
        for name, value in wanted.items():
            setattr(row, name, value)
        row.summary_revision += 1
        row.save(update_fields=[*wanted, "summary_revision", "changed_at"])
        note(DRAFTED, row, by, f"{by} edited the draft summary of “{row.title}”.")
    if publish:
        _publish(row, by)
    return row


def _says_already(row: Meeting, wanted: dict[str, Any]) -> bool:
    """Whether the row says this, whatever numbers its action items got when they were published."""
    return (
        row.summary_draft == wanted["summary_draft"]
        and row.recording_url == wanted["recording_url"]
        and _in_words(row.record_draft) == _in_words(wanted["record_draft"])
    )


def _in_words(kept: dict[str, Any]) -> tuple[list[str], list[dict[str, Any]]]:
    tasks = [{name: value for name, value in task.items() if name != "number"} for task in kept.get("tasks", [])]
    return kept.get("decisions", []), tasks


def _must_have_begun(row: Meeting) -> None:
    if row.status == Meeting.Status.CANCELLED:
        raise MeetingRefused("This meeting was canceled, so you can’t add a summary or attendance.")
    if row.starts_at > timezone.now():
        raise MeetingRefused("This meeting hasn’t started yet. To share plans, edit the agenda.")


def has_unpublished(meeting: Meeting) -> bool:
    """Whether readers do not see yet what the draft says."""
    return bool(meeting.summary_draft) and (
        meeting.summary != meeting.summary_draft or meeting.record_draft.get("is_published") is not True
    )


def _publish(row: Meeting, by: User) -> None:
    if not row.summary_draft:
        raise MeetingRefused("Enter a summary before you publish.")
    if not has_unpublished(row):  # a form sent twice
        return
    now, is_first = timezone.now(), row.summary_published_at is None
    row.summary = row.summary_draft
    if is_first:
        row.summary_published_at = now
    else:
        row.summary_changed_at = now
    row.save(update_fields=["summary", "summary_published_at", "summary_changed_at"])
    _put_decisions(row)
    new = _put_tasks(row)
    row.record_draft = {**as_written(row), "is_published": True}
    row.save(update_fields=["record_draft"])
    if row.status == Meeting.Status.PLANNED:
        row.status = Meeting.Status.COMPLETED
        bump(row, ["status"])
    again = "" if is_first else " again"
    note(PUBLISHED, row, by, f"{by} published the summary of “{row.title}”{again}.")
    if is_first:
        record_notices.of_summary(row)
    item_notices.of_items(row, new, with_summary=is_first)


@transaction.atomic
def unpublish(*, meeting: Meeting, by: User, revision: int) -> Meeting:
    """Take the publication back: readers lose it with this transaction, and the words are the draft again.

    Action items keep whether they are done. Nobody is written to. Raises EditConflict and PermissionDenied.
    """
    row = locked_for_change(meeting, by)
    if row.summary_published_at is None:  # a form sent twice
        return row
    if row.summary_revision != revision:
        raise edited_meanwhile(row, revision, "summary_revision")
    row.summary_draft = row.summary_draft or row.summary
    row.record_draft = {**(row.record_draft or as_written(row)), "is_published": False}
    row.summary, row.summary_published_at, row.summary_changed_at = "", None, None
    row.save(
        update_fields=[
            "summary_draft", "record_draft", "summary", "summary_published_at", "summary_changed_at", "changed_at",
        ]
    )  # fmt: skip
    note(UNPUBLISHED, row, by, f"{by} unpublished the summary of “{row.title}”.")
    return row


def draft_of(meeting: Meeting) -> dict[str, Any]:
    """What an editor begins with: the draft, or what stands when nobody wrote one."""
    return {
        "text": meeting.summary_draft or meeting.summary,
        "recording_url": meeting.recording_url,
        **(meeting.record_draft or as_written(meeting)),
    }


def as_written(meeting: Meeting) -> dict[str, Any]:
    """Decisions and action items as they stand, in the form that drafts keep."""
    items = meeting.action_items.order_by("position", "pk")
    return {
        "decisions": list(meeting.decisions.order_by("position", "pk").values_list("text", flat=True)),
        "tasks": [
            Task(item.text, item.owner_id, item.owner_name, item.due_on, number=item.pk).kept() for item in items
        ],
    }


def _put_decisions(row: Meeting) -> None:
    row.decisions.all().delete()
    for position, text in enumerate(row.record_draft.get("decisions", [])):
        Decision.objects.create(meeting=row, text=text, position=position)


def _put_tasks(row: Meeting) -> list[int]:
    """Those that stand are changed and keep whether they are done; those no longer named go.

    Returns the items that became somebody's.
    """
    new = []
    there = {item.pk: item for item in row.action_items.all()}
    gone = set(there)
    people = {person.pk: person for person in User.objects.filter(pk__in=_owners(row))}
    for position, task in enumerate(row.record_draft.get("tasks", [])):
        # SECURITY: a number of another meeting's item is no number here.
        item = there.pop(task["number"], None) or ActionItem(meeting=row)
        owner = people.get(task["owner"])
        # As of the day: the name stays when the person moves on.
        is_same_owner = item.pk is not None and owner is not None and item.owner_id == owner.pk
        item.owner_name = item.owner_name if is_same_owner else (str(owner) if owner else task["owner_name"])
        item.text, item.owner, item.position = task["text"], owner, position
        item.due_on = date.fromisoformat(task["due_on"]) if task["due_on"] else None
        item.save()
        gone.discard(item.pk)
        if owner is not None and not is_same_owner:
            new.append(item.pk)
    ActionItem.objects.filter(pk__in=gone).delete()
    return new


def _owners(row: Meeting) -> list[int]:
    return [task["owner"] for task in row.record_draft.get("tasks", []) if task["owner"]]


@dataclass(frozen=True)
class Present:
    """Somebody without an account, or not of the circle, who was there."""

    name: str
    organization: str = ""
    state: State | None = None


@transaction.atomic
def note_attendance(*, meeting: Meeting, by: User, people: list[User], others: list[Present], revision: int) -> Meeting:
    """Who was there. Names, agencies and states are kept as of the day: who stands already is not written anew.

    Raises EditConflict, MeetingRefused and PermissionDenied.
    """
    row = locked_for_change(meeting, by)
    _must_have_begun(row)
    if row.revision != revision:
        raise edited_meanwhile(row, revision)
    there = {present.user_id: present for present in row.attendance.exclude(user=None)}
    row.attendance.filter(user=None).delete()
    wanted = {person.pk: person for person in people}
    row.attendance.filter(user__in=there.keys() - wanted.keys()).delete()
    places = {
        membership.user_id: membership.agency
        for membership in Membership.objects.one_each().filter(user__in=wanted).select_related("agency__state")
    }
    new = [person for pk, person in wanted.items() if pk not in there]
    Attendance.objects.bulk_create(
        Attendance(
            meeting=row,
            user=person,
            name=str(person)[:160],
            organization=places[person.pk].name if person.pk in places else "",
            state=places[person.pk].state if person.pk in places else None,
        )
        for person in new
    )
    Attendance.objects.bulk_create(
        Attendance(
            meeting=row,
            name=one_line(other.name, 160),
            organization=one_line(other.organization, 160),
            state=other.state,
        )
        for other in others
    )
    bump(row, [])
    count = row.attendance.count()
    note(ATTENDANCE, row, by, f"{by} recorded attendance for “{row.title}”: {count}.")
    return row


@transaction.atomic
def set_done(*, item: ActionItem, by: User, done: bool) -> ActionItem:
    """Tick an action item off, or open it again; its owner, who still takes part, and who takes care of the meeting."""
    if not may_tick(item, by):
        raise PermissionDenied("Only the person assigned and people who manage the meeting can mark it as done.")
    row = ActionItem.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=item.pk)
    if (row.done_at is not None) == done:
        return row
    row.done_at, row.done_by = (timezone.now(), by) if done else (None, None)
    row.save(update_fields=["done_at", "done_by"])
    what = "marked as done" if done else "reopened"
    note(DONE, row.meeting, by, f"{by} {what}: “{one_line(row.text, 120)}” from “{row.meeting.title}”.")
    return row


def may_tick(item: ActionItem, by: User) -> bool:
    """Whether it is theirs, and they still read it and take part, or they take care of the meeting."""
    if ActionItem.objects.owned_by(by).filter(pk=item.pk).exists():
        return True
    return Meeting.objects.editable_by(by).filter(pk=item.meeting_id).exists()
