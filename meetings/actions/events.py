"""What organizers decide about an event: how people register, and who organizes it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import audiences
from accounts.models import User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.joining import joined
from meetings.actions.records import bump, edited_meanwhile, locked_for_change, note
from meetings.actions.registrations import promote
from meetings.models import Meeting, Registration, RegistrationMode, Sector
from meetings.registering import EVENTS
from meetings.sharing import apply_sharing

SETTINGS_CHANGED, ORGANIZERS_CHANGED = "event.settings_changed", "event.organizers_changed"


class EventRefused(Exception):
    """The event cannot be set up like this; the message is a sentence for the organizer."""


@dataclass(frozen=True)
class Settings:
    """Who may register, how many, until when. `sectors` counts with open registration; invitations go beyond it."""

    registration: str
    sectors: tuple[str, ...] = ()
    capacity: int | None = None
    registration_closes_at: datetime | None = None


@transaction.atomic
def change_settings(*, meeting: Meeting, by: User, settings: Settings, revision: int) -> Meeting:
    """Set registration up. More places are given to who waits; fewer take nobody's.

    `revision` is the one the person started from. Raises EditConflict, EventRefused and PermissionDenied.
    """
    row = locked_for_change(meeting, by)
    _check(row, settings)
    wanted = asdict(settings) | {"sectors": [sector for sector in Sector if sector in settings.sectors]}
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if not changed:
        return row
    if row.revision != revision:
        raise edited_meanwhile(row, revision)
    for name in changed:
        setattr(row, name, wanted[name])
    bump(row, changed)
    give_audience(row)
    note(SETTINGS_CHANGED, row, by, f"{by} changed the registration settings for “{row}”.")
    promote(row)
    return row


@transaction.atomic
def set_organizers(*, meeting: Meeting, by: User, people: Sequence[User]) -> None:
    """Make exactly these people the event's organizers. Only administrators do; only approved people are."""
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can choose organizers.")
    row = locked_for_change(meeting, by)
    for person in people:
        forget_standing(person)
        standing = standing_of(person)
        if not (standing.is_member or standing.is_administrator):
            raise EventRefused(f"{person} isn’t a member or an administrator.")
    before, after = set(row.organizers.all()), set(people)
    if before == after:
        return
    give_audience(row)
    assert row.audience is not None
    row.organizers.set(after)
    for person in after - before:
        audiences.join(person, row.audience)
    for person in before - after:
        if not row.registrations.filter(user=person, status=Registration.Status.CONFIRMED).exists():
            audiences.leave(person, row.audience)
    names = joined(sorted(str(person) for person in after))
    made = f"made {names} the organizer{'s' if len(after) > 1 else ''}" if names else "removed all organizers"
    note(ORGANIZERS_CHANGED, row, by, f"{by} {made} of “{row}”.")


def give_audience(row: Meeting) -> None:
    """Participants need a circle of their own, also where the event belongs to a group; its sessions follow."""
    if row.audience is None:
        row.audience = audiences.of_event(row.key, row.title)
        row.save(update_fields=["audience"])
    for meeting in [row, *row.sessions.select_related("parent", "group").order_by("pk")]:
        apply_sharing(meeting)


def _check(row: Meeting, settings: Settings) -> None:
    if row.kind not in EVENTS:
        raise EventRefused("Only in-person meetings and conferences can have registration.")
    if settings.registration == RegistrationMode.OPEN and not settings.sectors:
        raise EventRefused("Choose at least one option for who can register.")
    if settings.capacity is not None and settings.capacity < 1:
        raise EventRefused("Enter at least 1 spot, or leave the number of spots blank for no limit.")
    if settings.registration_closes_at and settings.registration_closes_at > row.ends_at:
        raise EventRefused("Registration must close before the event ends.")
