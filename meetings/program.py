"""The program of an event: its days, and its sessions by day and time as the clocks there show them."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import clock_time, long_day, zone_names
from meetings.models import Meeting
from meetings.wall_clock import wall_clock

MOST_SESSIONS = 300


@dataclass(frozen=True)
class ProgramSession:
    """A line of the program."""

    title: str
    url: str
    begins: str
    ends: str
    place: str
    speakers: str
    cancelled: bool


@dataclass(frozen=True)
class ProgramDay:
    """A day of the program."""

    label: str
    sessions: list[ProgramSession]


def days_of(event: Meeting) -> list[date]:
    """The days of an event, as its own zone's calendar counts them."""
    first, last = wall_clock(event.starts_at, event.zone).date(), wall_clock(event.ends_at, event.zone).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def zone_names_of(event: Meeting) -> str:
    """What the clocks at the event call their time: "MDT"; "MST and MDT" where they change while it lasts."""
    with timezone.override(event.zone):
        return zone_names([event.starts_at, event.ends_at])


def program_of(event: Meeting, user: Viewer) -> list[ProgramDay]:
    """The sessions that this person may see, by day; two queries."""
    sessions = Meeting.objects.visible_to(user).filter(parent=event).prefetch_related("speakers")
    days: dict[date, list[ProgramSession]] = {}
    for session in sessions.order_by("starts_at", "ends_at", "key")[:MOST_SESSIONS]:
        day = wall_clock(session.starts_at, event.zone).date()
        days.setdefault(day, []).append(_line(session, event.zone))
    return [ProgramDay(long_day(day), sessions) for day, sessions in days.items()]


def _line(session: Meeting, zone: str) -> ProgramSession:
    speakers = sorted(session.speakers.all(), key=lambda speaker: (speaker.position, speaker.pk))
    return ProgramSession(
        title=session.title,
        url=session.get_absolute_url(),
        begins=_clock(session.starts_at, zone),
        ends=_clock(session.ends_at, zone),
        place=session.place,
        speakers=", ".join(speaker.name for speaker in speakers),
        cancelled=session.status == Meeting.Status.CANCELLED,
    )


def _clock(at: datetime, zone: str) -> str:
    with timezone.override(zone):
        return clock_time(at)
