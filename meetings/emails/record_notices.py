"""Telling those who want it that a summary or slides are there; permission is asked again when each mail goes out."""

from typing import Any

from django.utils import timezone

from accounts.mail import may_send, post_to_person
from accounts.mail_message import written_from
from accounts.models import User
from accounts.standing import standing_of
from clearinghouse.lib import markup
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.jobs import task_named
from meetings.emails.call_notices import links, members_of, subject_of, wants, zone_of
from meetings.models import ActionItem, Meeting, MeetingDocument
from meetings.sharing import circles_of

SUMMARY, SLIDES = "summary", "slides"
BEGINNING = 600  # characters of the summary that its mail shows
SUBJECTS = {SUMMARY: "Summary: {title}, {when}", SLIDES: "Slides: {title}, {when}"}

UNSUBSCRIBE = "wants_summaries"


def of_summary(meeting: Meeting) -> None:
    """Tell of a summary that appeared. Call inside the transaction that publishes it."""
    _queue(SUMMARY, meeting)


def of_slides(meeting: Meeting) -> None:
    """Tell of the first slides that appear after the meeting. Call inside the transaction that lists them."""
    _queue(SLIDES, meeting)


def _queue(kind: str, meeting: Meeting) -> None:
    task_named("meetings.tasks.tell_of_record").defer(kind=kind, meeting_id=meeting.pk)


def post_all(kind: str, meeting_id: int) -> None:
    """The job: a mail for everybody of the circle who wants it and may read it, once for each meeting."""
    meeting = Meeting.objects.select_related("group", "parent").filter(pk=meeting_id).first()
    if meeting is None:
        return
    check = CHECKS[kind]
    for person in members_of(circles_of(meeting)).filter(wants("wants_summaries")):
        if check(person, meeting.key):
            _post(kind, meeting, person, f"meetings.{kind}")


def _post(kind: str, meeting: Meeting, person: User, check_name: str) -> None:
    link = absolute_url(meeting.get_absolute_url())
    with timezone.override(zone_of(person)):
        said = _said(kind, meeting, person)
        context = {"meeting": meeting, "person": person, "link": link, **said, **links(person, UNSUBSCRIBE)}
        written = written_from(f"meetings/mail/{kind}", subject_of(SUBJECTS[kind], meeting), context)
    post_to_person(
        person,
        subject=written.subject,
        body=written.body,
        html=written.html,
        dedupe_key=f"meeting-{kind}-{meeting.pk}-{person.pk}",
        check=(check_name, meeting.key),
        thread=f"meeting-{meeting.key}",
        unsubscribe=UNSUBSCRIBE,
    )


def _said(kind: str, meeting: Meeting, person: User) -> dict[str, Any]:
    """What a mail of a summary shows of it; CHECKS was asked whether this person may read it."""
    if kind != SUMMARY:
        return {}
    return {"beginning": markup.first_lines(meeting.summary, BEGINNING), "items": items_of(person, meeting)}


def items_of(person: User, meeting: Meeting) -> list[ActionItem]:
    """What the person still has to do after this meeting, as far as they may read it."""
    theirs = ActionItem.objects.owned_by(person).open().filter(meeting=meeting)
    return list(theirs.order_by("position", "pk"))


def is_told_of_summary(person: User, meeting: Meeting) -> bool:
    """Whether the mail of the summary goes to this person."""
    people = members_of(circles_of(meeting)).filter(wants("wants_summaries"), pk=person.pk)
    return people.exists() and may_be_told_of_summary(person, meeting.key)


@may_send("meetings.summary")
def may_be_told_of_summary(person: User, key: str) -> bool:
    """They belong to the circle, may read the summary, it is published, and they want to know."""
    readable = Meeting.objects.summary_visible_to(person).filter(summary_published_at__isnull=False)
    return _wants_it(person, readable.select_related("group", "parent").filter(key=key).first())


@may_send("meetings.slides")
def may_be_told_of_slides(person: User, key: str) -> bool:
    """The same, for slides that they may open themselves."""
    listed = MeetingDocument.objects.visible_to(person).filter(meeting__key=key, role=MeetingDocument.Role.SLIDES)
    first = listed.select_related("meeting__group", "meeting__parent").first()
    return _wants_it(person, first.meeting if first else None)


CHECKS = {SUMMARY: may_be_told_of_summary, SLIDES: may_be_told_of_slides}


def _wants_it(person: User, meeting: Meeting | None) -> bool:
    if meeting is None or circles_of(meeting).isdisjoint(standing_of(person).reader_keys):
        return False
    return User.objects.filter(wants("wants_summaries"), pk=person.pk).exists()
