"""The emails about meetings and events, for accounts.previewing."""

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from accounts import audiences
from accounts.models import User
from accounts.previewing import previews_of
from accounts.sample_rows import DOMAIN, SampleRows
from clearinghouse.lib.zones import portal_today
from documents.sample_rows import document
from meetings.emails import call_notices, event_notices, item_notices, record_notices, series_notices
from meetings.emails.differences import told_of
from meetings.models import ActionItem, Invitation, Meeting, MeetingDocument, Registration, Series, Sharing
from meetings.sharing import apply_sharing
from workinggroups.sample_rows import group, place

MEMBERS, REGISTRANTS, WAITING = "Members of the group", "People who registered", "People on the waitlist"
BY = "Lee Sample"

preview = previews_of("Meetings and events")


def _call(sample: SampleRows, days: int = 7, **fields: Any) -> Meeting:
    """A call of the sample group, which Ana belongs to."""
    place(sample.member("Ana Sample"))
    starts_at = timezone.now().replace(hour=18, minute=0, second=0, microsecond=0) + timedelta(days=days)
    made = Meeting.objects.create(
        title="Sample call: chargers & <grid>", group=group(), starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1), join_url="https://meet.example/sample",
        agenda="- Uptime", is_sample=True, **fields,
    )  # fmt: skip
    apply_sharing(made)
    made.refresh_from_db()
    return made


def _post(kind: str, call: Meeting, **more: Any) -> None:
    call_notices.post_all(kind, call.pk, call.sequence, BY, **more)


@preview("meeting-invitation", "Meeting invitation", to=MEMBERS, when="Someone schedules a meeting")
def _invitation(sample: SampleRows) -> None:
    _post(call_notices.INVITATION, _call(sample))


@preview("meeting-changed", "Meeting changed", to=MEMBERS, when="Title, time, location, or link changes")
def _changed(sample: SampleRows) -> None:
    call = _call(sample)
    before = told_of(call)
    later = {"starts_at": call.starts_at + timedelta(hours=1), "ends_at": call.ends_at + timedelta(hours=1)}
    Meeting.objects.filter(pk=call.pk).update(**later)
    _post(call_notices.CHANGE, call, before=before)


@preview("meeting-canceled", "Meeting canceled", to=MEMBERS, when="Someone cancels a meeting")
def _cancelled(sample: SampleRows) -> None:
    call = _call(sample, status=Meeting.Status.CANCELLED, cancel_reason="The speaker is ill.")
    _post(call_notices.CANCELLATION, call)


@preview("meeting-restored", "Meeting back on", to=MEMBERS, when="A canceled meeting takes place")
def _restored(sample: SampleRows) -> None:
    _post(call_notices.RESTORED, _call(sample))


@preview("meeting-reminder", "Meeting reminder", to=MEMBERS, when="The day before")
def _reminder(sample: SampleRows) -> None:
    call = _call(sample, days=1)
    person = sample.person("Ana Sample")
    call_notices.post_one(call_notices.REMINDER, call, person, by="", occasion=call_notices.start_of(call))


def _held(sample: SampleRows) -> Meeting:
    held = {"status": Meeting.Status.COMPLETED, "summary_published_at": timezone.now()}
    return _call(sample, days=-1, summary="We compared uptime & <downtime>.", **held)


def _item(call: Meeting, owner: User) -> ActionItem:
    due = portal_today() + timedelta(days=2)
    return ActionItem.objects.create(meeting=call, text="Send the template.", owner=owner, due_on=due)


@preview("meeting-summary", "Meeting summary", to=MEMBERS, when="A summary is published")
def _summary(sample: SampleRows) -> None:
    call = _held(sample)
    _item(call, sample.person("Ana Sample"))
    record_notices.post_all(record_notices.SUMMARY, call.pk)


@preview("meeting-slides", "Slides of a meeting", to=MEMBERS, when="Slides are added after the meeting")
def _slides(sample: SampleRows) -> None:
    call = _held(sample)
    slides = document(sample, sample.member("Ben Sample"))
    MeetingDocument.objects.create(meeting=call, document=slides, role=MeetingDocument.Role.SLIDES)
    record_notices.post_all(record_notices.SLIDES, call.pk)


@preview("action-items", "New action items", to="The person they’re assigned to", when="A summary is published")
def _items(sample: SampleRows) -> None:
    call = _held(sample)
    item_notices.post_all(call.pk, [_item(call, sample.person("Ana Sample")).pk], with_summary=False)


@preview("action-item-due", "Action item due", to="The person it’s assigned to", when="Two days before it is due")
def _item_due(sample: SampleRows) -> None:
    item_notices.remind(_item(_held(sample), sample.person("Ana Sample")))


def _series(sample: SampleRows, **fields: Any) -> tuple[Series, list[Meeting]]:
    today = portal_today()
    series = Series.objects.create(
        group=group(), title="Sample monthly call", weekday=3, ordinal=3, starts_on=today,
        ends_on=today + timedelta(days=90), starts_at_time=time(14), join_url="https://meet.example/sample",
    )  # fmt: skip
    return series, [_call(sample, days=days, series=series, **fields) for days in (7, 35)]


def _post_series(kind: str, series: Series, calls: list[Meeting], **more: Any) -> None:
    series_notices.post_all(kind, series.pk, {call.key: call.sequence for call in calls}, BY, **more)


@preview("series-invitation", "Invitation to a series", to=MEMBERS, when="Someone schedules a series of calls")
def _series_invitation(sample: SampleRows) -> None:
    _post_series(series_notices.INVITATION, *_series(sample))


@preview("series-changed", "Series changed", to=MEMBERS, when="Several calls of a series change")
def _series_changed(sample: SampleRows) -> None:
    series, calls = _series(sample)
    before = {call.key: told_of(call) for call in calls}
    Meeting.objects.filter(series=series).update(title="Sample monthly call on uptime")
    _post_series(series_notices.CHANGE, series, calls, before=before)


@preview("series-canceled", "Calls of a series canceled", to=MEMBERS, when="Several calls of a series are canceled")
def _series_cancelled(sample: SampleRows) -> None:
    series, calls = _series(sample, status=Meeting.Status.CANCELLED, cancel_reason="We meet in person instead.")
    _post_series(series_notices.CANCELLATION, series, calls)


def _event(sample: SampleRows) -> Meeting:
    starts_at = timezone.now().replace(hour=13, minute=0, second=0, microsecond=0) + timedelta(days=30)
    made = Meeting.objects.create(
        title="Sample conference", kind=Meeting.Kind.CONFERENCE, starts_at=starts_at, place="Sampleton, Vermont",
        ends_at=starts_at + timedelta(hours=8), registration="open", sectors=["states"], created_by=sample.lead(),
        record_sharing=Sharing.PARTICIPANTS, summary_sharing=Sharing.PARTICIPANTS, is_sample=True,
    )  # fmt: skip
    made.audience = audiences.of_event(made.key, made.title)
    made.save(update_fields=["audience"])
    apply_sharing(made)
    return made


def _registration(sample: SampleRows, status: str = Registration.Status.CONFIRMED) -> Registration:
    event, person = _event(sample), sample.member("Ana Sample")
    organization = str(sample.agency)
    return Registration.objects.create(
        meeting=event, user=person, sector="states", state_id="VT", organization=organization, status=status
    )


@preview("event-invitation", "Invitation to an event", to="The invited person", when="An organizer invites someone")
def _event_invitation(sample: SampleRows) -> None:
    fields = {"email": f"ben.sample@{DOMAIN}", "name": "Ben Sample", "invited_by": sample.lead()}
    invitation = Invitation.objects.create(meeting=_event(sample), **fields)
    event_notices.invite(invitation, by=sample.lead())


@preview("event-registered", "You’re registered", to=REGISTRANTS, when="They register for an event")
def _registered(sample: SampleRows) -> None:
    event_notices.notify_registered(_registration(sample))


@preview("event-waiting", "You’re on the waitlist", to=WAITING, when="They register for an event that is full")
def _waiting(sample: SampleRows) -> None:
    event_notices.notify_registered(_registration(sample, Registration.Status.WAITING))


@preview("event-spot", "A spot opened up", to=WAITING, when="Someone else cancels")
def _promoted(sample: SampleRows) -> None:
    event_notices.notify_promoted(_registration(sample))


@preview("event-removed", "Removed from an event", to=REGISTRANTS, when="An organizer removes someone")
def _removed(sample: SampleRows) -> None:
    registration = _registration(sample, Registration.Status.REMOVED)
    event_notices.notify_removed(registration, "The event is for state staff.")


@preview("event-ended", "Registration ended", to=REGISTRANTS, when="Their membership ends")
def _ended(sample: SampleRows) -> None:
    event_notices.notify_ended(_registration(sample, Registration.Status.CANCELLED))


@preview("event-canceled", "Event canceled", to=WAITING, when="An event is canceled")
def _event_off(sample: SampleRows) -> None:
    event = _registration(sample, Registration.Status.WAITING).meeting
    event.status, event.cancel_reason = Meeting.Status.CANCELLED, "The venue is closed."
    event.save(update_fields=["status", "cancel_reason"])
    event_notices.notify_event_cancelled(event)


@preview("event-restored", "Event back on", to=WAITING, when="A canceled event takes place")
def _event_restored(sample: SampleRows) -> None:
    event_notices.notify_event_restored(_registration(sample, Registration.Status.WAITING).meeting)
