"""Sample events: a national conference and a regional meeting by invitation. Invented, marked Sample, in the future."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from accounts import audiences
from accounts.models import Membership, User
from accounts.reference import read_json
from meetings.models import Invitation, Meeting, Registration, Speaker
from meetings.registering import is_of_a_state
from meetings.sharing import apply_sharing
from workinggroups.models import WorkingGroup

EVENTS = Path(__file__).parent.parent / "data" / "sample_events.json"
FACTS = (
    "title", "kind", "zone", "place", "agenda", "record_sharing", "summary_sharing", "registration", "sectors",
    "capacity",
)  # fmt: skip


@transaction.atomic
def load() -> None:
    """Make the events that are not there yet, with sessions and registrants. No mail; the people must be there."""
    for row in read_json(EVENTS):
        if not Meeting.objects.filter(title=row["title"], is_sample=True).exists():
            _make(row)


def _make(row: dict[str, Any]) -> None:
    zone = ZoneInfo(row["zone"])
    first = timezone.now().astimezone(zone).date() + timedelta(days=row["in_days"])
    first += timedelta(days=(1 - first.weekday()) % 7)  # a Tuesday

    def at(day: int, clock: str) -> datetime:
        return datetime.combine(first + timedelta(days=day), time.fromisoformat(clock), tzinfo=zone)

    event = Meeting(
        **{name: row[name] for name in FACTS},
        group=WorkingGroup.objects.get(slug=row["group"]) if row["group"] else None,
        starts_at=at(0, row["begins"]),
        ends_at=at(row["last_day"], row["ends"]),
        registration_closes_at=at(-row["closes_days_before"], "17:00"),
        is_sample=True,
    )
    event.audience = audiences.of_event(event.key, event.title)
    event.save()
    apply_sharing(event)
    for person in _people(row["organizers"]):
        event.organizers.add(person)
        audiences.join(person, event.audience)
    for session in row["sessions"]:
        _add_session(event, session, at(session["day"], session["begins"]), at(session["day"], session["ends"]))
    for invited in row["invited"]:
        _invite(event, invited)
    for number, registrant in enumerate(row["registrants"]):
        _register(event, registrant, number)


def _people(addresses: list[str]) -> list[User]:
    return list(User.objects.filter(email__in=addresses, is_sample=True, is_active=True).order_by("pk"))


def _add_session(event: Meeting, row: dict[str, Any], starts_at: datetime, ends_at: datetime) -> None:
    session = Meeting.objects.create(
        kind=Meeting.Kind.SESSION,
        parent=event,
        group=event.group,
        title=row["title"],
        starts_at=starts_at,
        ends_at=ends_at,
        zone=event.zone,
        place=row["place"],
        agenda=row["agenda"],
        record_sharing="participants",
        summary_sharing="participants",
        is_sample=True,
    )
    apply_sharing(session)
    for position, (name, title, organization) in enumerate(row["speakers"]):
        Speaker.objects.create(meeting=session, name=name, title=title, organization=organization, position=position)


def _invite(event: Meeting, row: dict[str, Any]) -> None:
    Invitation.objects.create(
        meeting=event,
        email=row["email"],
        name=row["name"],
        sector=row["sector"],
        invited_by=User.objects.filter(is_sample=True, is_staff=True).earliest("pk"),
        accepted_at=timezone.now() if row["used"] else None,
    )


def _register(event: Meeting, row: dict[str, Any], number: int) -> None:
    """In the order of the file: the last wait where the places are taken."""
    assert event.audience is not None
    for person in _people([row["email"]]):
        membership = Membership.objects.current().filter(user=person).select_related("agency").main_first().first()
        is_in = event.capacity is None or number < event.capacity
        Registration.objects.create(
            meeting=event,
            user=person,
            sector=row["sector"],
            state_id=membership.agency.state_id if membership and is_of_a_state(membership) else None,
            organization=row["organization"],
            needs=row["needs"],
            status=Registration.Status.CONFIRMED if is_in else Registration.Status.WAITING,
            registered_at=timezone.now() - timedelta(hours=24 - number),
        )
        if is_in:
            audiences.join(person, event.audience)
