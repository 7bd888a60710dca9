"""The one decision on a request to join, by a person who may decide, and the membership that follows from it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts import audiences, emails
from accounts.actions.domains import remember_domain
from accounts.actions.ending import end_row
from accounts.actions.preferences import propose_time_zone
from accounts.actions.requests import NewAgency, RequestRefused, check_second, take_request
from accounts.advice import Assessment, assess
from accounts.audit import write_event
from accounts.evidence_facts import read_facts
from accounts.findings import Finding
from accounts.models import Agency, Membership, MembershipRequest, User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked


class NeedsReason(RequestRefused):
    """Something serious speaks against the approval: it takes a second step, with a reason in writing."""

    def __init__(self, warnings: Sequence[Finding]) -> None:
        self.warnings = warnings
        super().__init__("Something serious speaks against this request. Say why you approve it all the same.")


@dataclass(frozen=True)
class Place:
    """Where a person belongs and what they may do there."""

    agency: Agency
    tier: str
    role: str = Membership.Role.READER.value


@transaction.atomic
def approve_request(
    *,
    request: MembershipRequest,
    by: User,
    agency: Agency | NewAgency,
    tier: str,
    role: str,
    reason: str = "",
    seen: int | None = None,
    remember_until: date | None = None,
) -> Membership:
    """Make the person a member, or a guest of the workforce space, and put them into their audiences.

    A person who was a member elsewhere moves: the old membership and what came with it end. Who asked for a second
    agency keeps the first. `reason` says why
    although something serious speaks against it; `remember_until` keeps the domain for the agency through that day.
    Raises AlreadyDecided when somebody was faster, RequestChanged when it is no longer the version `seen`,
    NeedsReason, and RequestRefused when the choice does not fit.
    """
    current = take_request(request, by, seen)
    _must_be_within(by, agency, tier)
    place = Place(_agency_for(current, agency, by), tier, role)
    _must_fit(place)
    assessment = assess_for(current, place, guests_only=not standing_of(by).is_administrator)
    if assessment.serious and not reason.strip():
        raise NeedsReason(assessment.serious)
    if remember_until is not None:
        remember_domain(request=current, agency=place.agency, by=by, assessment=assessment, until=remember_until)
    return make_member(current, place, by=by, note=reason.strip() if assessment.serious else "")


@transaction.atomic
def decline_request(*, request: MembershipRequest, by: User, reason: str, seen: int | None = None) -> MembershipRequest:
    """Decline with a reason, which the person is told. Raises AlreadyDecided or RequestChanged."""
    if not reason.strip():
        raise RequestRefused("Enter a reason. The person will see it.")
    current = take_request(request, by, seen)
    current.decision_reason = reason.strip()
    _decide(current, MembershipRequest.Status.DECLINED, by)
    write_event("membership.declined", by=by, about=current, sentence=f"{by} declined {current.user}: {reason.strip()}")
    emails.notify_declined(current)
    return current


def assess_for(request: MembershipRequest, place: Place, *, guests_only: bool = False) -> Assessment:
    """The evidence as of now, for the place that was chosen, which may be another than the person asked for."""
    asked = MembershipRequest(
        pk=request.pk,
        user=request.user,
        email=request.email,
        name=request.name,
        tier=place.tier,
        state=place.agency.state or request.state,
        agency=place.agency,
        is_further=request.is_further,
    )
    return assess(asked, read_facts([asked], guests_only=guests_only), timezone.localdate())


def make_member(
    request: MembershipRequest, place: Place, *, by: User, note: str = "", decided_at: datetime | None = None
) -> Membership:
    """Record the decision on a locked, waiting request and what follows from it.

    SECURITY: asks nobody whether `by` may decide; the actions that call it have made sure.
    """
    request.decision_note = note
    _decide(request, MembershipRequest.Status.APPROVED, by, decided_at)
    is_main = _end_earlier(request, place)
    membership = Membership.objects.create(
        user=request.user,
        agency=place.agency,
        request=request,
        tier=place.tier,
        role=place.role,
        title=request.role_title,
        is_main=is_main,
        started_at=timezone.now(),
    )
    if is_main:
        _approve_address(request)
        propose_time_zone(person=request.user, state=place.agency.state_id or request.state_id)
    audiences.place(membership)
    tier_words = membership.get_tier_display()
    as_well = "" if is_main else ", as a second agency"
    sentence = f"{by} approved {request.user} for {place.agency} as a {tier_words[0].lower()}{tier_words[1:]}{as_well}."
    detail = {"agency": place.agency.pk, "tier": place.tier, "role": place.role}
    if note:
        sentence, detail["note"] = f"{sentence} {note}", note
    write_event("membership.approved", by=by, about=request, sentence=sentence, detail=detail)
    emails.notify_approved(membership)
    return membership


def _decide(request: MembershipRequest, status: str, by: User, decided_at: datetime | None = None) -> None:
    request.status, request.decided_at, request.decided_by = status, decided_at or timezone.now(), by
    request.question_at = None
    request.save(
        update_fields=["status", "decided_at", "decided_by", "decision_reason", "decision_note", "question_at"]
    )


def _agency_for(membership_request: MembershipRequest, agency: Agency | NewAgency, by: User) -> Agency:
    """The chosen agency; a new one is added to the request's state, unless it is there under that name."""
    if isinstance(agency, Agency):
        return agency
    there = Agency.objects.filter(state=membership_request.state, name__iexact=agency.name.strip()).first()
    if there is not None:
        return there
    made = Agency.objects.create(
        state=membership_request.state,
        name=agency.name.strip(),
        kind=agency.kind,
        abbreviation=agency.abbreviation.strip(),
    )
    audiences.of_agency(made)
    write_event("agency.added", by=by, about=made, sentence=f"{by} added {made} in {membership_request.state}.")
    return made


def _must_be_within(by: User, agency: Agency | NewAgency, tier: str) -> None:
    # SECURITY: who decides on guests makes guests, of organizations that are no state's, whatever a form sends.
    if standing_of(by).is_administrator:
        return
    if tier != Membership.Tier.GUEST or agency.kind not in Agency.GUEST_KINDS:
        raise RequestRefused("You can approve guests of the EV Workforce Collaborative only.")


def _must_fit(place: Place) -> None:
    # SECURITY: city people must never see state-only files, whatever a form sends.
    if place.agency.kind in Agency.GUEST_KINDS and place.tier != Membership.Tier.GUEST:
        kind = place.agency.get_kind_display().lower()
        who = f"{'An' if kind.startswith('e') else 'A'} {kind}"
        raise RequestRefused(f"{who} can join only as a guest of the EV Workforce Collaborative.")
    if place.tier == Membership.Tier.GUEST and place.role != Membership.Role.READER:
        raise RequestRefused("Guests share their own documents. They can’t edit an agency’s documents.")


def _approve_address(request: MembershipRequest) -> None:
    """The approval is for the address of the request. One that replaced it since waits for an administrator."""
    person = locked(request.user)
    is_same = person.email == request.email
    person.approved_email = "" if is_same else request.email
    person.email_changed_at = None if is_same else timezone.now()
    person.save(update_fields=["approved_email", "email_changed_at"])
    forget_standing(request.user)
    request.user = person


def _end_earlier(request: MembershipRequest, place: Place) -> bool:
    """End what the new membership takes the place of; returns whether it is the person's main one."""
    current = list(request.user.memberships.select_for_update(of=("self",)).not_ended().select_related("agency"))
    # Who asked for a second agency, and has left the first by now, joins.
    is_second = request.is_further and bool(current)
    if is_second:
        check_second(current, place.agency, place.tier)
    for membership in current:
        is_same = membership.agency_id == place.agency.pk
        # A guest belongs to one organization; who moves leaves the main one.
        if is_same or (not is_second and (membership.is_main or place.tier == Membership.Tier.GUEST)):
            end_row(membership)
    return not is_second
