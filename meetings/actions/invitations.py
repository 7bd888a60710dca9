"""Inviting addresses to an event, and taking an invitation back."""

from collections.abc import Sequence
from dataclasses import field
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import OutboxMail, User
from accounts.unsubscribing import suppressed
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from clearinghouse.lib.wording import counted
from meetings.actions.registrations import locked_event
from meetings.emails import event_notices
from meetings.models import Invitation, Meeting, Registration, RegistrationMode, Sector
from meetings.permissions import can
from meetings.registering import why_closed

# Nobody makes the portal flood an address, whatever they type. Counted over the last 24 hours.
# See docs/security.md, "Nobody is flooded".
MAILS_PER_ORGANIZER = 300
MAILS_PER_ADDRESS = 3
UNWANTED = "This person turned off invitations from the portal. Ask them another way."


class InvitationRefused(Exception):
    """Nobody can be invited like this; the message is a sentence for the organizer."""


@dataclass(frozen=True)
class Guest:
    """One address to invite."""

    email: str
    name: str = ""


@dataclass
class Outcome:
    """Who was invited, and why each of the others was not: (guest, sentence)."""

    invited: list[Guest] = field(default_factory=list)
    already: list[Guest] = field(default_factory=list)
    refused: list[tuple[Guest, str]] = field(default_factory=list)


@transaction.atomic
def invite(*, meeting: Meeting, by: User, guests: Sequence[Guest], sector: str) -> Outcome:
    """Invite each address that is not invited already and may still get a mail today; the rest are named.

    Addresses must be valid and in lower case. Who was taken off the list, or used an invitation up, is invited anew.
    """
    current = locked_event(meeting)
    if not can(by, "change", current):
        raise PermissionDenied("Only organizers of the event and administrators can send invitations.")
    if current.registration == RegistrationMode.NONE:
        raise InvitationRefused("Turn registration on first.")
    if closed := why_closed(current):
        raise InvitationRefused(f"{closed} You can’t send invitations.")
    _one_at_a_time()
    outcome, sent = Outcome(), _sent_to([guest.email for guest in guests])
    unwanted = suppressed(guest.email for guest in guests)
    left = MAILS_PER_ORGANIZER - _sent_by(by)
    for guest in guests:
        if _is_in(current, guest.email):
            outcome.already.append(guest)
        elif guest.email in unwanted:
            outcome.refused.append((guest, UNWANTED))
        elif sent.get(guest.email, 0) >= MAILS_PER_ADDRESS:
            outcome.refused.append((guest, "This address already got several invitations today. Try again tomorrow."))
        elif len(outcome.invited) >= left:
            outcome.refused.append((guest, "You’ve reached today’s limit for invitations. Try again tomorrow."))
        else:
            _invite_one(current, by, guest, sector)
            outcome.invited.append(guest)
    if outcome.invited:
        sentence = f"{by} invited {counted(len(outcome.invited), 'person,people')} to “{current}”."
        detail = {"addresses": [guest.email for guest in outcome.invited], "sector": sector}
        write_event("event.invited", by=by, about=current, sentence=sentence, detail=detail)
    return outcome


@transaction.atomic
def withdraw(*, invitation: Invitation, by: User) -> None:
    """Make an invitation dead, and keep its mail from going out where it has not yet; twice changes nothing."""
    current = locked_event(invitation.meeting)
    if not can(by, "change", current):
        raise PermissionDenied("Only organizers of the event and administrators can withdraw invitations.")
    row = locked(invitation)
    if row.withdrawn_at is not None:
        return
    if row.accepted_at is not None:
        raise InvitationRefused("This invitation was already used. Remove the person from the registrant list instead.")
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    event_notices.take_back(row)
    sentence = f"{by} withdrew the invitation for {row.email} to “{current}”."
    write_event("event.invitation_withdrawn", by=by, about=current, sentence=sentence)


def _invite_one(event: Meeting, by: User, guest: Guest, sector: str) -> None:
    fields = {
        "name": one_line(guest.name, 160),
        "sector": Sector(sector),
        "invited_by": by,
        "invited_at": timezone.now(),
        "accepted_at": None,
        "withdrawn_at": None,
    }
    invitation, _ = Invitation.objects.update_or_create(meeting=event, email=guest.email, defaults=fields)
    event_notices.invite(invitation, by=by)


def _is_in(event: Meeting, email: str) -> bool:
    """Invited and free to register, or on the list already."""
    if Invitation.objects.live().filter(meeting=event, email=email).exists():
        return True
    registered = Registration.objects.active().filter(meeting=event)
    return registered.filter(user__emailaddress__email__iexact=email, user__emailaddress__verified=True).exists()


def _one_at_a_time() -> None:
    """Until the transaction ends, so that two organizers do not each count only what was sent before both."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('meetings.invitations'))")


def _mails(prefix: str = f"{event_notices.INVITATION_KEY}-") -> QuerySet[OutboxMail]:
    day_ago = timezone.now() - timedelta(days=1)
    return OutboxMail.objects.filter(dedupe_key__startswith=prefix, created_at__gte=day_ago)


def _sent_by(by: User) -> int:
    return _mails(f"{event_notices.INVITATION_KEY}-{by.pk}-").count()


def _sent_to(addresses: Sequence[str]) -> dict[str, int]:
    rows = _mails().filter(to__in=addresses).values("to").annotate(mails=Count("pk"))
    return {row["to"]: row["mails"] for row in rows}
