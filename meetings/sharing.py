"""From the two answers "who sees the record" and "who reads the summary" to grants."""

from django.contrib.auth.models import Permission

from accounts import audiences
from accounts.models import Audience
from meetings.models import Meeting, MeetingGroupPermission, Sharing
from meetings.permissions import event_of

VIEW, SUMMARY = "view_meeting", "view_summary"
SINGLE = {
    Sharing.WORKFORCE: Audience.Kind.WORKFORCE,
    Sharing.ALL_MEMBERS: Audience.Kind.ALL_MEMBERS,
    Sharing.PUBLIC: Audience.Kind.PUBLIC,
}


def choices_for(meeting: Meeting) -> list[Sharing]:
    """The answers that make sense: the group's members where there is a group, the participants of an event."""
    circle = Sharing.GROUP if meeting.group_id else Sharing.PARTICIPANTS
    return [circle, Sharing.WORKFORCE, Sharing.ALL_MEMBERS, Sharing.PUBLIC]


def circle_of(meeting: Meeting) -> int | None:
    """The audience whose meeting it is: the group's members, or the event's participants."""
    if meeting.group:
        return meeting.group.audience_id
    return event_of(meeting).audience_id


def _granted(meeting: Meeting, choice: str) -> set[int]:
    """Audience keys of one answer. Fails closed: an answer that names nothing grants nothing."""
    if choice in (Sharing.GROUP, Sharing.PARTICIPANTS):
        circle = circle_of(meeting)
        return {circle} if circle else set()
    kind = SINGLE.get(Sharing(choice))
    return {audiences.single(kind).group_id} if kind else set()


def apply_sharing(meeting: Meeting) -> None:
    """Replace the meeting's grants by those of its two answers. Triggers recompute the readers from these rows.

    Its own circle and the administrators always read the record; administrators and the circle of an event's
    participants read what its summary's answer says. Call inside the transaction that changes the meeting.
    """
    found = Permission.objects.filter(content_type__app_label="meetings", codename__in=[VIEW, SUMMARY])
    permissions = {permission.codename: permission for permission in found}
    administrators = audiences.single(Audience.Kind.ADMINISTRATORS).group_id
    record = _granted(meeting, meeting.record_sharing) | {administrators}
    record |= {circle} if (circle := circle_of(meeting)) else set()
    summary = _granted(meeting, meeting.summary_sharing) | {administrators}
    summary |= {circle} if circle else set()
    wanted = {(key, VIEW) for key in record} | {(key, SUMMARY) for key in summary}
    current = {
        (grant.group_id, grant.permission.codename): grant.pk
        for grant in MeetingGroupPermission.objects.filter(content_object=meeting).select_related("permission")
    }
    MeetingGroupPermission.objects.filter(pk__in=[pk for key, pk in current.items() if key not in wanted]).delete()
    MeetingGroupPermission.objects.bulk_create(
        MeetingGroupPermission(content_object=meeting, group_id=key, permission=permissions[codename])
        for key, codename in sorted(wanted - current.keys())
    )
