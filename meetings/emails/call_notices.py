"""What people are told of meetings: invitations, changes, cancellations and reminders, with the calendar file.

Posting happens in a job, because a group may have hundreds of people. Whether somebody still belongs to the group or
event is asked again for each mail when it goes out.
"""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.mail import Attachment, may_send, post_to_person
from accounts.mail_message import written_from
from accounts.models import User
from accounts.standing import standing_of
from accounts.unsubscribing import unsubscribe_url
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.jobs import task_named
from clearinghouse.lib.wording import clock_time
from meetings import ics
from meetings.emails.differences import Told, last_told, what_changed
from meetings.models import Meeting, Registration, RegistrationMode, Rsvp
from meetings.sharing import circles_of

INVITATION, CHANGE, CANCELLATION, REMINDER = "invitation", "change", "cancellation", "reminder"
RESTORED = "restored"
SUBJECTS = {
    INVITATION: "Invitation: {title}, {when}",
    CHANGE: "Changed: {title}, {when}",
    CANCELLATION: "Canceled: {title}, {when}",
    REMINDER: "Reminder: {title}, {when}",
    RESTORED: "Back on: {title}, {when}",
}
# A change or a cancellation also reaches those who said that they come, whatever they turned off.
UNSUBSCRIBE = {INVITATION: "wants_invitations", REMINDER: "wants_reminders"}
LONGEST_TITLE = 160  # the date and time after it must not be cut off


def invite(meeting: Meeting, *, by: User) -> None:
    """Invite the members of the meeting's group, or the participants of its event. Call inside the transaction."""
    queue(INVITATION, meeting, by)


def notify_changed(meeting: Meeting, *, by: User, before: Told | None = None) -> None:
    """Tell them that title, time, place or link changed, and what it was: told_of() the meeting before the change.

    Its `sequence` must have grown, or nobody is told twice.
    """
    queue(CHANGE, meeting, by, before)


def notify_cancelled(meeting: Meeting, *, by: User) -> None:
    """Tell them, also those who answered no: their calendars may still show it."""
    queue(CANCELLATION, meeting, by)


def notify_restored(meeting: Meeting, *, by: User) -> None:
    """Tell them that it takes place after all."""
    queue(RESTORED, meeting, by)


def queue(kind: str, meeting: Meeting, by: User, before: Told | None = None) -> None:
    """Queue the job that writes to everybody whom this kind of notice concerns."""
    known: Any = last_told(meeting, before) if before else None
    task = task_named("meetings.tasks.post_notices")
    task.defer(kind=kind, meeting_id=meeting.pk, sequence=meeting.sequence, by=str(by), before=known)


def post_all(kind: str, meeting_id: int, sequence: int, by: str, before: Told | None = None) -> None:
    """The job: a mail for each person, once for each sequence. A meeting that went on since is left to its own job."""
    meeting = Meeting.objects.select_related("group", "parent").filter(pk=meeting_id, sequence=sequence).first()
    if meeting is None or not _is_current(kind, meeting):
        return
    for person in people_to_tell(kind, meeting):
        post_one(kind, meeting, person, by=by, occasion=str(sequence), before=before)


def post_one(kind: str, meeting: Meeting, person: User, *, by: str, occasion: str, before: Told | None = None) -> None:
    """One mail, posted once for this kind, meeting, person and `occasion`."""
    with timezone.override(zone_of(person)):
        subject = subject_of(SUBJECTS[kind], meeting)
        unsubscribe = UNSUBSCRIBE.get(kind, "")
        context = {"meeting": meeting, "person": person, "by": by, "link": ics.page_of(meeting)}
        context |= links(person, unsubscribe)
        context |= {"changes": what_changed(before, meeting) if before else [], "replies": replies(meeting)}
        context["kind"] = kind
        written = written_from(f"meetings/mail/{kind}", subject, context, html="meetings/mail/notice")
    method: ics.Method = "CANCEL" if kind == CANCELLATION else "REQUEST"
    post_to_person(
        person,
        subject=subject,
        body=written.body,
        html=written.html,
        dedupe_key=f"meeting-{kind}-{meeting.pk}-{occasion}-{person.pk}",
        check=("meetings.notice", f"{kind}:{meeting.key}:{occasion}"),
        thread=f"meeting-{meeting.key}",
        attachment=attachment(meeting, method=method, to=person),
        unsubscribe=unsubscribe,
    )


def attachment(meeting: Meeting, *, method: ics.Method, to: User) -> Attachment:
    """The calendar file for somebody who belongs to the meeting's circle, with what they answered."""
    answer = Rsvp.objects.filter(meeting=meeting, user=to).values_list("answer", flat=True).first() or ""
    if meeting.registration != RegistrationMode.NONE and _is_registered(meeting, to):
        answer = Rsvp.Answer.YES
    text = ics.calendar_file([meeting], takes_part=True, method=method, to=ics.Recipient(to, answer))
    return Attachment("invitation.ics", f"{ics.CONTENT_TYPE}; method={method}", text)


def _is_registered(meeting: Meeting, person: User) -> bool:
    confirmed = Registration.objects.filter(status=Registration.Status.CONFIRMED)
    return confirmed.filter(meeting=meeting, user=person).exists()


def replies(meeting: Meeting) -> list[tuple[str, str]]:
    """Yes, Maybe and No, each with the page that asks once more; none where people register instead."""
    if not ics.asks_for_reply(meeting):
        return []
    page = absolute_url(reverse("meetings:answer", args=[meeting.key]))
    return [(label, f"{page}?answer={value}") for value, label in Rsvp.Answer.choices]


def people_to_tell(kind: str, meeting: Meeting) -> QuerySet[User]:
    """Of the circle, those who want such mails or answered that they come; who answered no only that it is off."""
    people = members_of(circles_of(meeting))
    answers = Rsvp.objects.filter(meeting=meeting)
    coming = Q(pk__in=answers.exclude(answer=Rsvp.Answer.NO).values("user"))
    if kind == REMINDER:
        people = people.filter(wants("wants_reminders"))
    elif kind == INVITATION:
        people = people.filter(wants("wants_invitations"))
    else:
        people = people.filter(wants("wants_invitations") | coming)
    if kind != CANCELLATION:
        people = people.exclude(pk__in=answers.filter(answer=Rsvp.Answer.NO).values("user"))
    return people


def members_of(circles: set[int]) -> QuerySet[User]:
    """The people of these audiences, each once; of none, nobody."""
    of_circles = User.groups.through.objects.filter(group_id__in=circles)
    return User.objects.with_access().filter(pk__in=of_circles.values("user_id")).order_by("pk")


def wants(preference: str) -> Q:
    """People who did not turn this off."""
    return Q(preferences=None) | Q(**{f"preferences__{preference}": True})


@may_send("meetings.notice")
def may_still_be_notified(person: User, key: str) -> bool:
    """Asked when a mail goes out: they belong to the circle, the meeting stands as it says, and they want to know."""
    kind, _, rest = key.partition(":")
    meeting_key, _, occasion = rest.partition(":")
    meeting = Meeting.objects.visible_to(person).select_related("group", "parent").filter(key=meeting_key).first()
    if meeting is None or circles_of(meeting).isdisjoint(standing_of(person).reader_keys):
        return False
    if kind == REMINDER and occasion != start_of(meeting):
        return False
    return _is_current(kind, meeting) and people_to_tell(kind, meeting).filter(pk=person.pk).exists()


def start_of(meeting: Meeting) -> str:
    """What a reminder is for: a moved call reminds anew."""
    return f"{int(meeting.starts_at.timestamp())}"


def _is_current(kind: str, meeting: Meeting) -> bool:
    wanted = Meeting.Status.CANCELLED if kind == CANCELLATION else Meeting.Status.PLANNED
    return meeting.status == wanted


def zone_of(person: User) -> ZoneInfo:
    """The zone in which a person reads times."""
    return ZoneInfo(person.time_zone or settings.TIME_ZONE)


def links(person: User, unsubscribe: str = "") -> dict[str, Any]:
    """Whole addresses that mails name; the one that turns such mail off where a preference does."""
    names = {"preferences_url": "accounts:preferences", "feed": "meetings:feed_page"}
    found = {name: absolute_url(reverse(route)) for name, route in names.items()}
    return found | {"unsubscribe_url": unsubscribe_url(person, unsubscribe) if unsubscribe else ""}


def subject_of(words: str, meeting: Meeting, **more: object) -> str:
    """A subject with the meeting's title, and its day and time with the zone, on the reader's clock."""
    local = timezone.localtime(meeting.starts_at)
    day = f"{local:%a, %b} {local.day}, {local.year}"
    when = f"{day}, {clock_time(meeting.starts_at)}" if meeting.has_time else day
    return words.format(title=one_line(meeting.title, LONGEST_TITLE), when=when, **more)
