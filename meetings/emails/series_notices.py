"""What a group is told of a series: one mail with one calendar file for all its calls, not one for each."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.mail import Attachment, may_send, post_to_person
from accounts.mail_message import text_from
from accounts.models import User
from accounts.standing import standing_of
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.jobs import task_named
from meetings import ics
from meetings.emails import call_notices
from meetings.emails.call_notices import CANCELLATION, CHANGE, INVITATION
from meetings.emails.differences import Told, in_all, last_told, what_changed
from meetings.models import Meeting, Rsvp, Series

SUBJECTS = {
    INVITATION: "Invitation: {title}, {count} calls from {when}",
    CHANGE: "Changed: {title}, {count} calls from {when}",
    CANCELLATION: "Canceled: {title}, {count} calls from {when}",
}


def invite(series: Series, meetings: Sequence[Meeting], *, by: User) -> None:
    """Invite to these calls of the series, as far as they are to come. Call inside the transaction."""
    _tell(INVITATION, series, [row for row in meetings if row.ends_at > timezone.now()], by)


def notify_changed(series: Series, meetings: Sequence[Meeting], *, by: User, before: dict[str, Told]) -> None:
    """Tell of calls whose `sequence` has grown; `before` says by their keys what stood in calendars."""
    _tell(CHANGE, series, meetings, by, before)


def notify_cancelled(series: Series, meetings: Sequence[Meeting], *, by: User) -> None:
    """Tell of calls that do not take place."""
    _tell(CANCELLATION, series, meetings, by)


def _tell(
    kind: str, series: Series, meetings: Sequence[Meeting], by: User, before: dict[str, Told] | None = None
) -> None:
    if len(meetings) == 1:  # calendars take a message about one call better than a list of one
        call_notices.queue(kind, meetings[0], by, (before or {}).get(meetings[0].key))
    elif meetings:
        keys: dict[str, Any] = {row.key: row.sequence for row in meetings}
        known: Any = {row.key: last_told(row, before[row.key]) for row in meetings} if before else None
        task = task_named("meetings.tasks.post_series_notices")
        task.defer(kind=kind, series_id=series.pk, sequences=keys, by=str(by), before=known)


def post_all(
    kind: str, series_id: int, sequences: dict[str, int], by: str, before: dict[str, Told] | None = None
) -> None:
    """The job. Calls that changed again since are left to the job of that change."""
    series = Series.objects.select_related("group").get(pk=series_id)
    status = Meeting.Status.CANCELLED if kind == CANCELLATION else Meeting.Status.PLANNED
    rows = Meeting.objects.filter(series=series, key__in=sequences, status=status).select_related("group", "parent")
    meetings = [row for row in rows.order_by("starts_at", "key") if row.sequence == sequences[row.key]]
    if not meetings or series.group is None:
        return
    occasion = hashlib.sha256(repr(sorted(sequences.items())).encode()).hexdigest()[:16]
    refused: dict[int, set[int]] = {}
    for user_id, meeting_id in _answers(meetings).filter(answer=Rsvp.Answer.NO).values_list("user_id", "meeting_id"):
        refused.setdefault(user_id, set()).add(meeting_id)
    for person in call_notices.members_of({series.group.audience_id}).filter(_wants(kind, meetings)):
        no = refused.get(person.pk, set()) if kind != CANCELLATION else set()
        if theirs := [row for row in meetings if row.pk not in no]:
            _post(kind, series, theirs, person, by, occasion, before or {})


def _answers(meetings: Sequence[Meeting]) -> Any:
    return Rsvp.objects.filter(meeting__in=[row.pk for row in meetings])


def _wants(kind: str, meetings: Sequence[Meeting]) -> Q:
    wanted = call_notices.wants("wants_invitations")
    if kind == INVITATION:
        return wanted
    return wanted | Q(pk__in=_answers(meetings).exclude(answer=Rsvp.Answer.NO).values("user"))


def _post(
    kind: str,
    series: Series,
    meetings: list[Meeting],
    person: User,
    by: str,
    occasion: str,
    before: dict[str, Told],
) -> None:
    link, unsubscribe = absolute_url(series.get_absolute_url()), call_notices.UNSUBSCRIBE.get(kind, "")
    with timezone.override(call_notices.zone_of(person)):
        subject = call_notices.subject_of(SUBJECTS[kind], meetings[0], count=len(meetings))
        context = {"series": series, "person": person, "by": by, "link": link, **_lines(meetings, before)}
        context |= {"meeting": meetings[0], "replies": _replies(series), **call_notices.links(person, unsubscribe)}
        body = text_from(f"meetings/mail/series_{kind}", context)
    # Not REQUEST or CANCEL: a message of that kind may tell of one entry only (RFC 5546).
    text = ics.calendar_file(meetings, takes_part=True, method="PUBLISH")
    post_to_person(
        person,
        subject=subject,
        body=body,
        dedupe_key=f"series-{kind}-{series.pk}-{occasion}-{person.pk}",
        check=("meetings.series_notice", f"{kind}:{series.key}"),
        thread=f"series-{series.key}",
        attachment=Attachment("calls.ics", f"{ics.CONTENT_TYPE}; method=PUBLISH", text),
        unsubscribe=unsubscribe,
    )


def _lines(meetings: list[Meeting], before: dict[str, Told]) -> dict[str, Any]:
    """The calls, each with what changed of it alone, and what changed for all alike."""
    changes = [what_changed(before[row.key], row) if row.key in before else [] for row in meetings]
    alike = in_all(changes)
    own = ["; ".join(line for line in lines if line not in alike) for lines in changes]
    return {"changes": alike, "lines": list(zip(meetings, own, strict=True))}


def _replies(series: Series) -> list[tuple[str, str]]:
    """Yes, Maybe and No to all of its calls, each with the page that asks once more."""
    page = absolute_url(reverse("meetings:series_answer", args=[series.key]))
    return [(label, f"{page}?answer={value}") for value, label in Rsvp.Answer.choices]


@may_send("meetings.series_notice")
def may_still_be_notified(person: User, key: str) -> bool:
    """Asked when a mail goes out: they belong to the group, see the series, and want to know."""
    kind, _, series_key = key.partition(":")
    series = Series.objects.visible_to(person).select_related("group").filter(key=series_key).first()
    if series is None or series.group is None or series.group.audience_id not in standing_of(person).reader_keys:
        return False
    meetings = Meeting.objects.filter(series=series)
    if kind != CANCELLATION and not meetings.upcoming().exists():
        return False
    return User.objects.filter(pk=person.pk).filter(_wants(kind, list(meetings.only("pk")))).exists()
