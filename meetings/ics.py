"""Meetings as iCalendar (RFC 5545): files to download, attachments of mails, and the personal calendar.

A meeting keeps its UID for life and its SEQUENCE grows with each change, so clients update instead of adding.

icalendar is imported where it is used: few requests need it, and it would lengthen the start of every process.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.files.text import clean_text, one_line
from meetings.models import Meeting, RegistrationMode, Rsvp

if TYPE_CHECKING:
    from icalendar import Event, vCalAddress

CONTENT_TYPE = "text/calendar"
LONGEST_AGENDA = 4000
# The portal reads no mailbox, so a calendar app's own answer would be lost in silence.
REPLY_HERE = "RSVP on the meeting page. A reply sent from your calendar app doesn’t reach us:"
DAY_ONLY = "The time of this meeting is unknown, so your calendar shows it as an all-day event."
Method = Literal["PUBLISH", "REQUEST", "CANCEL"]
ANSWERED = {Rsvp.Answer.YES: "ACCEPTED", Rsvp.Answer.MAYBE: "TENTATIVE", Rsvp.Answer.NO: "DECLINED"}


class Recipient(NamedTuple):
    """Whom a mail invites, and what they answered on the page: their calendar must not forget it."""

    person: User
    answer: str = ""


def calendar_file(
    meetings: Iterable[Meeting], *, takes_part: bool, method: Method | None = None,
    to: Recipient | None = None, name: str = "",
) -> str:  # fmt: skip
    """The meetings as one calendar, lines ending in CR LF.

    `takes_part` says whether the reader belongs to the circle of all of them and so gets the links to join.
    `method` and `to`: for mails; calendars invite, move and remove by them. `name`: for calendars one subscribes to.
    """
    from icalendar import Calendar

    from meetings.vtimezone import timezone_of

    calendar = Calendar()
    calendar.add("prodid", "-//NASEO//EV States Clearinghouse//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    rows = list(meetings)
    for zone, first, last in _zones(rows):
        calendar.add_component(timezone_of(zone, first, last))
    for meeting in rows:
        calendar.add_component(_event(meeting, takes_part=takes_part, method=method, to=to))
    return calendar.to_ical().decode()


def file_name(meeting: Meeting) -> str:
    """What the file of one meeting is called when it is saved."""
    return f"{timezone.localtime(meeting.starts_at, _zone(meeting)):%Y-%m-%d}-{meeting.key}.ics"


def _event(meeting: Meeting, *, takes_part: bool, method: Method | None, to: Recipient | None) -> Event:
    from icalendar import Event

    zone = _zone(meeting)
    event = Event()
    event.add("uid", f"{meeting.key}@{settings.BASE_HOST}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at.astimezone(UTC))
    event.add("last-modified", meeting.changed_at.astimezone(UTC))
    event.add("created", meeting.created_at.astimezone(UTC))
    starts, ends = _bounds(meeting, zone)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    cancelled = method == "CANCEL" or meeting.status == Meeting.Status.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    # Many calendars show a canceled entry like any other: its title says so, and it keeps nobody from other meetings.
    event.add("summary", f"Cancelled: {one_line(meeting.title)}" if cancelled else one_line(meeting.title))
    event.add("transp", "TRANSPARENT" if cancelled or not meeting.has_time else "OPAQUE")
    if location := one_line(meeting.place, 300):
        event.add("location", location)
    event.add("url", page_of(meeting))
    asks = to is not None and not cancelled and asks_for_reply(meeting)
    event.add("description", _description(meeting, takes_part=takes_part and not cancelled, asks=asks))
    if to is not None or method == "PUBLISH":  # RFC 5546 asks for an organizer, and for no attendees of a PUBLISH
        event.add("organizer", _organizer(meeting))
    if to is not None:
        event.add("attendee", _attendee(to, asks=asks))
    return event


def asks_for_reply(meeting: Meeting) -> bool:
    """Whether people answer that they come; of an event with registration, registering says it."""
    return meeting.registration == RegistrationMode.NONE


def _description(meeting: Meeting, *, takes_part: bool, asks: bool) -> str:
    parts = [f"Canceled: {meeting.cancel_reason}" if meeting.cancel_reason else ""]
    # SECURITY: the link to join lets people in; it goes to those who belong to the group or event only.
    parts.append("" if meeting.has_time else DAY_ONLY)
    parts.append(f"Join: {meeting.join_url}" if takes_part and meeting.join_url else "")
    parts.append(f"Meeting page: {page_of(meeting)}")
    parts.append(f"{REPLY_HERE} {page_of(meeting)}#answers-title" if asks else "")
    parts.append(clean_text(meeting.agenda, LONGEST_AGENDA))
    parts.append("This is sample data." if meeting.is_sample else "")
    return "\n\n".join(clean_text(part, LONGEST_AGENDA) for part in parts if part)


def page_of(meeting: Meeting) -> str:
    """The whole address of the meeting's page."""
    return absolute_url(meeting.get_absolute_url())


def _organizer(meeting: Meeting) -> vCalAddress:
    """The portal, in the group's name: it answers for the entry, and takes no replies by mail."""
    from icalendar import vCalAddress, vText

    organizer = vCalAddress(f"mailto:{_bare(settings.DEFAULT_FROM_EMAIL)}")
    organizer.params["CN"] = vText(_name(meeting.group.name if meeting.group else "EV States Clearinghouse"))
    return organizer


def _attendee(to: Recipient, *, asks: bool) -> vCalAddress:
    from icalendar import vCalAddress, vText

    person, answer = to
    attendee = vCalAddress(f"mailto:{person.email}")
    attendee.params["CN"] = vText(_name(person.name or person.email))
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText(ANSWERED[Rsvp.Answer(answer)] if answer else "NEEDS-ACTION")
    attendee.params["RSVP"] = vText("TRUE" if asks else "FALSE")
    return attendee


def _name(text: str) -> str:
    """A name that stands in quotes: not every reader knows how a quotation mark in it is written."""
    return one_line(text, 120).replace('"', "'").replace("^", "")


def _bare(address: str) -> str:
    return address.rpartition("<")[2].rstrip("> ")


def _zone(meeting: Meeting) -> ZoneInfo:
    try:
        return ZoneInfo(meeting.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _bounds(meeting: Meeting, zone: ZoneInfo) -> tuple[date, date]:
    """When the entry begins and ends: moments, or whole days of a meeting whose time is unknown."""
    if meeting.has_time:
        return _local(meeting.starts_at, zone), _local(meeting.ends_at, zone)
    day = meeting.starts_at.astimezone(zone).date()
    return day, day + timedelta(days=1)


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(UTC if zone.key == "UTC" else zone).replace(microsecond=0)


def _zones(meetings: list[Meeting]) -> list[tuple[str, int, int]]:
    """Each zone once, with the first and the last year that is needed of it."""
    years: dict[str, list[int]] = {}
    for meeting in meetings:
        if meeting.has_time and (zone := _zone(meeting)).key != "UTC":
            years.setdefault(zone.key, []).extend((meeting.starts_at.year, meeting.ends_at.year))
    return [(zone, min(found), max(found)) for zone, found in sorted(years.items())]
