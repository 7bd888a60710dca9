"""What a person may do with a meeting. Reading is visible_to() and summary_visible_to(); the rest is here."""

from typing import Any, Literal

from django.db.models import QuerySet

from accounts.models import User
from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from meetings.models import Meeting, Series
from workinggroups.models import WorkingGroup

Action = Literal["view", "read_summary", "change", "take_part"]


def can(user: Viewer, action: Action, meeting: Meeting) -> bool:
    """take_part: belongs to the group or event, so the link to join, RSVP and the names of those present are theirs."""
    if action == "view":
        return Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists()
    if action == "read_summary":
        return Meeting.objects.summary_visible_to(user).filter(pk=meeting.pk).exists()
    if action == "change":
        return Meeting.objects.editable_by(user).filter(pk=meeting.pk).exists()
    standing = standing_of(user)
    circles = {meeting.group.audience_id if meeting.group else None, event_of(meeting).audience_id}
    return bool(standing.user_id) and (standing.is_administrator or not circles.isdisjoint(standing.reader_keys))


def takes_part_in_series(user: Viewer, series: Series) -> bool:
    """Whether its calls are the person's to answer: members of its group, and administrators."""
    standing = standing_of(user)
    return standing.is_administrator or bool(series.group and series.group.audience_id in standing.reader_keys)


def event_of(meeting: Meeting) -> Meeting:
    """The event a session belongs to; anything else is its own."""
    return meeting.parent or meeting


def why_second_factor(user: User) -> str:
    """Of those who organize an event, whose registrants they can download: a sentence for accounts.second_factor."""
    organized = Meeting.organizers.through.objects.filter(user_id=user.pk)
    return "You organize an event and can see who registered." if organized.exists() else ""


def can_plan(user: Viewer, group: WorkingGroup | None = None) -> bool:
    """Whether the person may plan a meeting: leads for their groups, administrators also meetings of no group."""
    if group is None:
        return standing_of(user).is_administrator
    return bool(may_plan_for.rows(user, group=group.pk))


@StatementFor
def may_plan_for(user: Viewer, group: int) -> QuerySet[Any, Any]:
    """A row where the person may plan the group's meetings; nobody may for a closed group."""
    return WorkingGroup.objects.led_by(user).filter(pk=group, closed_at=None).values_list("pk")
