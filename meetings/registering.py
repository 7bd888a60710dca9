"""Who may register for an event, as whom, and why not. It only reads; actions/registrations.py acts on it."""

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import Agency, Membership, User
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import day_and_time
from meetings.models import Invitation, Meeting, Registration, RegistrationMode, Sector

NO_STATE_STAFF = (*Agency.GUEST_KINDS, Agency.Kind.NATIONAL)
EVENTS = (Meeting.Kind.IN_PERSON, Meeting.Kind.CONFERENCE)


@dataclass(frozen=True)
class RegistrationAccess:
    """What one person finds at the registration of one event.

    `sectors` are those they may register for. `closed` is why they cannot, in a sentence; empty when they can.
    """

    registration: Registration | None
    invitation: Invitation | None
    membership: Membership | None
    sectors: tuple[Sector, ...]
    closed: str


def registration_access_of(user: User, meeting: Meeting) -> RegistrationAccess:
    """Read anew at each call, so that an action that holds the event's row can trust it."""
    registration = Registration.objects.filter(meeting=meeting, user=user).first()
    invitation = Invitation.objects.addressed_to(user).filter(meeting=meeting).first()
    mine = list(Membership.objects.current().filter(user=user).select_related("agency__state").main_first())
    membership = next(filter(is_of_a_state, mine), mine[0] if mine else None)
    sectors = _sectors(meeting, invitation, membership)
    closed = why_closed(meeting) or _why_not(user, meeting, registration, invitation, sectors)
    return RegistrationAccess(registration, invitation, membership, sectors, closed)


def why_closed(meeting: Meeting) -> str:
    """Why nobody can register any more, or yet; empty while registration is open."""
    now = timezone.now()
    if meeting.status == Meeting.Status.CANCELLED:
        return "This event was canceled."
    if meeting.ends_at <= now or meeting.status == Meeting.Status.COMPLETED:
        return "This event is over."
    if meeting.registration == RegistrationMode.NONE:
        return "You don’t need to register for this event."
    if meeting.registration_closes_at and meeting.registration_closes_at <= now:
        return f"Registration closed on {day_and_time(meeting.registration_closes_at)}."
    return ""


def _why_not(
    user: User,
    meeting: Meeting,
    registration: Registration | None,
    invitation: Invitation | None,
    sectors: tuple[Sector, ...],
) -> str:
    if not EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists():
        return "Confirm your email address first. Then come back to this page."
    if registration and registration.status == Registration.Status.REMOVED and invitation is None:
        return "The organizers removed your registration. If you still want to attend, contact them."
    if meeting.registration == RegistrationMode.INVITATION and invitation is None:
        return "Registration is by invitation only. If you expected an invitation, contact the organizers."
    if sectors:
        return ""
    if invitation and invitation.sector == Sector.STATES:
        return "Your invitation is for staff of a state agency. Ask to join the Clearinghouse, then register here."
    return "This event isn’t open to your type of organization. If you think it should be, contact the organizers."


def _sectors(meeting: Meeting, invitation: Invitation | None, membership: Membership | None) -> tuple[Sector, ...]:
    """Those the event lets in and the person fits.

    SECURITY: "states" is for current members of state agencies, whatever anybody types or an invitation says;
    "cities" is for guests of the workforce space, or for those whom the organizers invited as such.
    """
    wanted = set(meeting.sectors) if meeting.registration == RegistrationMode.OPEN else set()
    is_state_staff = is_of_a_state(membership)
    is_city = membership is not None and (
        membership.tier == Membership.Tier.GUEST or membership.agency.kind == Agency.Kind.CITY
    )
    fits = {Sector.STATES} if is_state_staff else {Sector.CITIES} if is_city else set()
    if not is_state_staff:
        fits |= {Sector.FEDERAL, Sector.UTILITIES, Sector.PARTNERS}
    allowed = {sector for sector in Sector if sector in wanted and sector in fits}
    if invitation and (invitation.sector != Sector.STATES or is_state_staff):
        allowed.add(Sector(invitation.sector))
    return tuple(sector for sector in Sector if sector in allowed)


def is_of_a_state(membership: Membership | None) -> bool:
    """Staff of a state agency; cities and national associations are not."""
    if membership is None or membership.ended_at is not None:
        return False
    return membership.tier == Membership.Tier.MEMBER and membership.agency.kind not in NO_STATE_STAFF


def places_left(meeting: Meeting) -> int | None:
    """Free places; None where there is no limit. Never less than none."""
    if meeting.capacity is None:
        return None
    taken = meeting.registrations.filter(status=Registration.Status.CONFIRMED).count()
    return max(meeting.capacity - taken, 0)
