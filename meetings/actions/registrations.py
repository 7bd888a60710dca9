"""Coming to an event: registering, cancelling, being removed, and moving up from the waiting list.

Every action holds the event's row until it is done, so that of many people at once exactly `capacity` are in. Being
confirmed and belonging to the participants' audience begin and end together.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import audiences
from accounts.audit import write_event
from accounts.models import User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from meetings.emails import event_notices
from meetings.models import Invitation, Meeting, Registration
from meetings.models.event import events_to_register_for
from meetings.permissions import can
from meetings.registering import EVENTS, is_of_a_state, places_left, registration_access_of

Status = Registration.Status


class RegistrationRefused(Exception):
    """The person cannot be registered, cancelled or removed like this; the message is a sentence for them."""


@dataclass(frozen=True)
class Answers:
    """What a person says who registers."""

    sector: str
    organization: str
    needs: str = ""


@transaction.atomic
def register(*, meeting: Meeting, by: User, answers: Answers) -> Registration:
    """Come to the event, or wait for a place. A second click changes nothing. Raises RegistrationRefused."""
    current = locked_event(meeting)
    if not events_to_register_for(by).filter(pk=current.pk).exists():
        raise PermissionDenied("You can’t register for this event.")
    own_access = registration_access_of(by, current)
    if own_access.registration and own_access.registration.is_active:
        return own_access.registration
    if own_access.closed:
        raise RegistrationRefused(own_access.closed)
    if answers.sector not in own_access.sectors:
        raise RegistrationRefused("Choose one of the listed types of organization.")
    agency = own_access.membership.agency if own_access.membership else None
    organization = one_line(answers.organization, 160)
    if not organization:
        raise RegistrationRefused("Enter your organization.")
    fields = {
        "sector": answers.sector,
        "state": agency.state if agency and is_of_a_state(own_access.membership) else None,
        "organization": organization,
        "needs": one_line(answers.needs, 500),
        "status": Status.WAITING if _is_full(current) else Status.CONFIRMED,
        "registered_at": timezone.now(),
        "decided_at": timezone.now(),
    }
    made, _ = Registration.objects.update_or_create(meeting=current, user=by, defaults=fields)
    # SECURITY: an invitation works once, so registering uses it up: docs/security.md, "Invitations".
    Invitation.objects.addressed_to(by).filter(meeting=current).update(accepted_at=timezone.now())
    _follow(made, current)
    words = "registered for" if made.status == Status.CONFIRMED else "joined the waitlist for"
    write_event("event.registered", by=by, about=current, sentence=f"{by} {words} “{current}”.")
    event_notices.notify_registered(made)
    return made


@transaction.atomic
def cancel(*, registration: Registration, by: User) -> None:
    """Give one's own place, or place in line, back; the first who waits moves up. A second click changes nothing."""
    if registration.user_id != by.pk:
        raise PermissionDenied("Only the person who registered can cancel.")
    current = locked_event(registration.meeting)
    row = locked(registration)
    if not row.is_active:
        return
    if current.ends_at <= timezone.now():
        raise RegistrationRefused("This event is over.")
    _end(row, current, Status.CANCELLED)
    sentence = f"{by} canceled their registration for “{current}”."
    write_event("event.registration_cancelled", by=by, about=current, sentence=sentence)
    promote(current)


@transaction.atomic
def remove(*, registration: Registration, by: User, reason: str) -> None:
    """Take somebody off the list, with a reason they are told. They come back by a new invitation only."""
    current = locked_event(registration.meeting)
    if not can(by, "change", current):
        raise PermissionDenied("Only organizers of the event and administrators can remove registrants.")
    said = one_line(reason, 500)
    if not said:
        raise RegistrationRefused("Enter a reason. We’ll send it to the person.")
    row = locked(registration)
    if not row.is_active:
        return
    _end(row, current, Status.REMOVED)
    sentence = f"{by} removed {row.user} from “{current}”: {said}"
    write_event("event.registrant_removed", by=by, about=current, sentence=sentence)
    event_notices.notify_removed(row, said)
    promote(current)


def promote(event: Meeting) -> None:
    """Let the first in line in, as long as there are places. Call it with the event's row locked."""
    if event.status != Meeting.Status.PLANNED or event.ends_at <= timezone.now():
        return
    waiting = event.registrations.filter(status=Status.WAITING, user__is_active=True).in_line()
    for row in waiting[: places_left(event)]:
        row.status, row.decided_at = Status.CONFIRMED, timezone.now()
        row.save(update_fields=["status", "decided_at"])
        _follow(row, event)
        sentence = f"{row.user} moved up from the waitlist for “{event}”."
        write_event("event.registrant_promoted", by=None, about=event, sentence=sentence)
        event_notices.notify_promoted(row)


def release(person: User) -> None:
    """For accounts.audiences.AFTER_LEAVING: who left comes to no event any more, and organizes none."""
    to_come = Registration.objects.active().filter(user=person, meeting__ends_at__gt=timezone.now())
    for registration in to_come.order_by("meeting_id"):
        current = locked_event(registration.meeting)
        row = locked(registration)
        _end(row, current, Status.CANCELLED)
        sentence = f"{person}’s registration for “{current}” ended with their membership or account."
        write_event("event.registration_ended", by=None, about=current, sentence=sentence)
        event_notices.notify_ended(row)
        promote(current)
    _organize_nothing(person)


def release_organizer(person: User) -> None:
    """For accounts.audiences.AFTER_POST: an administrator who was no member besides organizes no event any more."""
    if not standing_of(person).is_member:
        _organize_nothing(person)


def _organize_nothing(person: User) -> None:
    for meeting in person.organized_meetings.select_related("audience").order_by("pk"):
        meeting.organizers.remove(person)
        comes = meeting.registrations.filter(user=person, status=Status.CONFIRMED).exists()
        if meeting.audience and not comes:
            audiences.leave(person, meeting.audience)


def locked_event(meeting: Meeting) -> Meeting:
    """The event's row, locked until the transaction ends: one change of its list at a time."""
    current = locked(meeting)
    if current.kind not in EVENTS:
        raise RegistrationRefused("Only in-person meetings and conferences can have registration.")
    return current


def _is_full(event: Meeting) -> bool:
    left = places_left(event)
    return left is not None and left <= event.registrations.filter(status=Status.WAITING).count()


def _end(row: Registration, event: Meeting, status: str) -> None:
    row.status, row.decided_at = Status(status), timezone.now()
    row.save(update_fields=["status", "decided_at"])
    _follow(row, event)


def _follow(row: Registration, event: Meeting) -> None:
    """Participants' audience: who is confirmed, and who organizes."""
    assert event.audience is not None  # made before anybody could register
    belongs = row.status == Status.CONFIRMED or event.organizers.filter(pk=row.user_id).exists()
    (audiences.join if belongs else audiences.leave)(row.user, event.audience)
    forget_standing(row.user)
