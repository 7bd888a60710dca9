"""Asking to join, and the one decision on it."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import approval_emails, audiences, emails
from accounts.actions.preferences import propose_time_zone
from accounts.audit import write_event
from accounts.deciding import can_decide
from accounts.models import Agency, Membership, MembershipRequest, RequestMessage, State, User
from accounts.standing import forget_standing, standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked


class RequestRefused(Exception):
    """The request cannot be made or decided like this; the message is a sentence for the person."""


class AlreadyDecided(Exception):
    """Somebody was faster: `request` carries the decision that stands."""

    def __init__(self, request: MembershipRequest) -> None:
        self.request = request
        super().__init__(f"This request was already {request.status}.")


@dataclass(frozen=True)
class NewAgency:
    """An agency that is not in the list yet and is added by the approval."""

    name: str
    kind: str
    abbreviation: str = ""


@dataclass(frozen=True)
class Answers:
    """What a person says who asks to join; either an agency of the list or the name of a new one."""

    tier: str
    state: State
    agency: Agency | None
    new_agency_name: str
    role_title: str
    reason: str
    new_agency_kind: str = ""


def request_membership(*, by: User, answers: Answers) -> MembershipRequest:
    """Ask to join, or to move to another agency. Raises RequestRefused; a second click changes nothing."""
    if not EmailAddress.objects.filter(user=by, email=by.email, verified=True).exists():
        raise RequestRefused("Confirm your email address first.")
    current = by.memberships.current().first()
    if current and current.agency == answers.agency and current.tier == answers.tier:
        raise RequestRefused(f"You already have this membership for {current.agency}.")
    try:
        with transaction.atomic():
            made = MembershipRequest.objects.create(
                user=by,
                email=by.email,
                name=by.name,
                tier=answers.tier,
                state=answers.state,
                agency=answers.agency,
                new_agency_name="" if answers.agency else answers.new_agency_name,
                new_agency_kind="" if answers.agency else answers.new_agency_kind,
                role_title=answers.role_title,
                reason=answers.reason,
            )
            sentence = f"{by} asked to join for {made.agency or made.new_agency_name}."
            write_event("membership.requested", by=by, about=made, sentence=sentence)
            approval_emails.notify_request(made)
    except IntegrityError:
        if not by.membership_requests.waiting().exists():
            raise
        raise RequestRefused("Your request is already waiting for a decision.") from None
    return made


@transaction.atomic
def withdraw_request(*, request: MembershipRequest, by: User) -> None:
    """Take one's own waiting request back."""
    current = locked(request)
    if current.user_id != by.pk:
        raise PermissionDenied("Only the person who asked can withdraw a request.")
    _must_wait(current)
    current.status, current.question_at = MembershipRequest.Status.WITHDRAWN, None
    current.save(update_fields=["status", "question_at"])
    write_event("membership.withdrawn", by=by, about=current, sentence=f"{by} withdrew the request to join.")


@transaction.atomic
def approve_request(
    *, request: MembershipRequest, by: User, agency: Agency | NewAgency, tier: str, role: str
) -> Membership:
    """Make the person a member, or a guest of the workforce space, and put them into their audiences.

    A person who was a member elsewhere moves: the old membership and what came with it end.
    Raises AlreadyDecided when somebody was faster, RequestRefused when the choice does not fit.
    """
    current = _take(request, by)
    _must_be_within(by, agency, tier)
    chosen = _agency_for(current, agency, by)
    _must_fit(chosen, tier, role)
    decided_at = _decide(current, MembershipRequest.Status.APPROVED, by)
    _end_earlier(current.user)
    membership = Membership.objects.create(
        user=current.user,
        agency=chosen,
        request=current,
        tier=tier,
        role=role,
        title=current.role_title,
        started_at=decided_at,
    )
    _approve_address(current)
    audiences.place(membership)
    propose_time_zone(person=current.user, state=chosen.state_id or current.state_id)
    tier_words = membership.get_tier_display()
    sentence = f"{by} approved {current.user} for {chosen} as a {tier_words[0].lower()}{tier_words[1:]}."
    detail = {"agency": chosen.pk, "tier": tier, "role": role}
    write_event("membership.approved", by=by, about=current, sentence=sentence, detail=detail)
    emails.notify_approved(membership)
    return membership


@transaction.atomic
def decline_request(*, request: MembershipRequest, by: User, reason: str) -> MembershipRequest:
    """Decline with a reason, which the person is told. Raises AlreadyDecided when somebody was faster."""
    if not reason.strip():
        raise RequestRefused("Enter a reason. The person will see it.")
    current = _take(request, by)
    current.decision_reason = reason.strip()
    _decide(current, MembershipRequest.Status.DECLINED, by)
    write_event("membership.declined", by=by, about=current, sentence=f"{by} declined {current.user}: {reason.strip()}")
    emails.notify_declined(current)
    return current


@transaction.atomic
def ask_applicant(*, request: MembershipRequest, by: User, question: str) -> RequestMessage:
    """Ask the person something before deciding. The request leaves the queue until they answer.

    Raises AlreadyDecided when somebody was faster, RequestRefused while another question waits.
    """
    current = _take(request, by)
    if current.question_at is not None:
        raise RequestRefused("A question is already waiting for an answer.")
    message = RequestMessage.objects.create(request=current, author=by, text=_written(question))
    current.question_at = message.written_at
    current.save(update_fields=["question_at"])
    sentence = f"{by} asked {current.user} a question about the request to join."
    write_event("membership.question_asked", by=by, about=current, sentence=sentence)
    emails.notify_question(message)
    return message


@transaction.atomic
def answer_question(*, request: MembershipRequest, by: User, answer: str) -> RequestMessage:
    """Answer the question about one's own request, which puts it back into the queue."""
    current = locked(request)
    if current.user_id != by.pk:
        raise PermissionDenied("Only the person who asked to join can answer.")
    _must_wait(current)
    if current.question_at is None:
        raise RequestRefused("Your answer has already been sent.")
    message = RequestMessage.objects.create(request=current, author=by, text=_written(answer))
    current.question_at = None
    current.save(update_fields=["question_at"])
    sentence = f"{by} answered the question about the request to join."
    write_event("membership.question_answered", by=by, about=current, sentence=sentence)
    emails.notify_answer(message)
    return message


def _written(text: str) -> str:
    if not text.strip():
        raise RequestRefused("Write something first.")
    return text.strip()


def _must_wait(membership_request: MembershipRequest) -> None:
    if membership_request.status != MembershipRequest.Status.WAITING:
        raise AlreadyDecided(membership_request)


def _take(request: MembershipRequest, by: User) -> MembershipRequest:
    """Lock the request for this decision: of two administrators the second waits here and is then refused."""
    if not can_decide(by, request):
        raise PermissionDenied("Only administrators can decide on requests.")
    if request.user_id == by.pk:
        raise PermissionDenied("You can’t decide on your own request. Ask another administrator.")
    current = locked(request)
    _must_wait(current)
    return current


def _decide(membership_request: MembershipRequest, status: str, by: User) -> datetime:
    now = timezone.now()
    membership_request.status, membership_request.decided_at, membership_request.decided_by = status, now, by
    membership_request.question_at = None
    membership_request.save(update_fields=["status", "decided_at", "decided_by", "decision_reason", "question_at"])
    return now


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


def _must_fit(agency: Agency, tier: str, role: str) -> None:
    # SECURITY: city people must never see state-only files, whatever a form sends.
    if agency.kind in Agency.GUEST_KINDS and tier != Membership.Tier.GUEST:
        kind = agency.get_kind_display().lower()
        who = f"{'An' if kind.startswith('e') else 'A'} {kind}"
        raise RequestRefused(f"{who} can join only as a guest of the EV Workforce Collaborative.")
    if tier == Membership.Tier.GUEST and role != Membership.Role.READER:
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


def _end_earlier(person: User) -> None:
    if person.memberships.current().update(ended_at=timezone.now()):
        audiences.leave_member_circles(person)
