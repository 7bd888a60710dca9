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
    """The answers that make sense: a group's members, an event's participants, and the wider circles."""
    own = [Sharing.GROUP] if meeting.group_id else []
    own += [Sharing.PARTICIPANTS] if meeting.kind != Meeting.Kind.CALL or not meeting.group_id else []
    return [*own, Sharing.WORKFORCE, Sharing.ALL_MEMBERS, Sharing.PUBLIC]


def circles_of(meeting: Meeting) -> set[int]:
    """The audiences whose meeting it is: the group's members, and the event's participants where people register."""
    return _group_of(meeting) | _participants_of(meeting)


def _group_of(meeting: Meeting) -> set[int]:
    return {meeting.group.audience_id} if meeting.group else set()


def _participants_of(meeting: Meeting) -> set[int]:
    audience_id = event_of(meeting).audience_id
    return {audience_id} if audience_id else set()


def _granted(meeting: Meeting, choice: str) -> set[int]:
    """Audience keys of one answer. Fails closed: an answer that names nothing grants nothing."""
    if choice == Sharing.GROUP:
        return _group_of(meeting)
    if choice == Sharing.PARTICIPANTS:
        return _participants_of(meeting)
    kind = SINGLE.get(Sharing(choice))
    return {audiences.single(kind).group_id} if kind else set()


def apply_sharing(meeting: Meeting) -> None:
    """Replace the meeting's grants by those of its two answers. Triggers recompute the readers from these rows.

    Administrators and the group always read both; participants always see that the meeting takes place, and read
    the summary where its answer says so or where there is no group. Call inside the transaction that changes the
    meeting. The participants' audience is called after the event's title.
    """
    if meeting.audience:
        audiences.relabel(meeting.audience, audiences.label_of_event(meeting.title))
    found = Permission.objects.filter(content_type__app_label="meetings", codename__in=[VIEW, SUMMARY])
    permissions = {permission.codename: permission for permission in found}
    administrators = audiences.single(Audience.Kind.ADMINISTRATORS).group_id
    record = _granted(meeting, meeting.record_sharing) | {administrators}
    record |= circles_of(meeting)
    summary = _granted(meeting, meeting.summary_sharing) | {administrators}
    summary |= _group_of(meeting) or _participants_of(meeting)
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
