"""Asking to join: the request, changes to it, and what is asked and answered before the decision."""

from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts import approval_emails, emails, vouching_emails
from accounts.audit import write_event
from accounts.deciding import can_decide
from accounts.models import Agency, Membership, MembershipRequest, RequestMessage, State, User
from accounts.models.membership import Tier
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked


class RequestRefused(Exception):
    """The request cannot be made or decided like this; the message is a sentence for the person."""


class AlreadyDecided(Exception):
    """Somebody was faster: `request` carries the decision that stands."""

    def __init__(self, request: MembershipRequest) -> None:
        self.request = request
        super().__init__(f"This request was already {request.status}.")


class RequestChanged(Exception):
    """The request is no longer what the person who decides was looking at: `request` is as it stands now."""

    def __init__(self, request: MembershipRequest) -> None:
        self.request = request
        super().__init__("This request changed while you were looking at it.")


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
    is_further: bool = False  # to serve the agency as well; else to join, or to move there

    def fields(self) -> dict[str, object]:
        """As the request keeps them."""
        return {
            "tier": self.tier,
            "state": self.state,
            "agency": self.agency,
            "new_agency_name": "" if self.agency else self.new_agency_name,
            "new_agency_kind": "" if self.agency else self.new_agency_kind,
            "role_title": self.role_title,
            "reason": self.reason,
            "is_further": self.is_further,
        }


def request_membership(*, by: User, answers: Answers) -> MembershipRequest:
    """Ask to join, or to move to another agency. Raises RequestRefused; a second click changes nothing."""
    check_may_ask(by, answers)
    try:
        with transaction.atomic():
            made = MembershipRequest.objects.create(user=by, email=by.email, name=by.name, **answers.fields())
            verb = "serve" if made.is_further else "join for"
            sentence = f"{by} asked to {verb} {made.agency or made.new_agency_name}{made.as_well}."
            write_event("membership.requested", by=by, about=made, sentence=sentence)
            approval_emails.notify_request(made)
            emails.notify_received(made)
            vouching_emails.notify_leads(made)
    except IntegrityError:
        if not by.membership_requests.waiting().exists():
            raise
        raise RequestRefused("Your request is already waiting for a decision.") from None
    return made


def check_may_ask(by: User, answers: Answers) -> None:
    """Raises RequestRefused for who has not confirmed their address, or has what they ask for."""
    if not EmailAddress.objects.filter(user=by, email=by.email, verified=True).exists():
        raise RequestRefused("Confirm your email address first.")
    mine = list(by.memberships.not_ended().select_related("agency"))
    if answers.is_further:
        check_second(mine, answers.agency, answers.tier)
    for current in mine:
        # Who is suspended may ask anew, such as with an address that an administrator has to look at.
        if not current.suspended_at and current.agency == answers.agency and current.tier == answers.tier:
            raise RequestRefused(f"You already have this membership for {current.agency}.")


def check_second(current: Collection[Membership], agency: Agency | None, tier: str) -> None:
    """Raises RequestRefused unless somebody with these memberships can serve this agency as well."""
    main = next((membership for membership in current if membership.is_main), None)
    if main is None:
        raise RequestRefused("Only members can serve a second agency. Ask to join first.")
    # SECURITY: guests see nothing of a state, and that a person is one is told wherever they are named.
    if Tier.GUEST in (main.tier, tier):
        raise RequestRefused("Only state members can serve two agencies. Guests belong to one organization.")
    if agency is not None and main.agency_id == agency.pk:
        raise RequestRefused(f"The membership for {main.agency} exists already.")
    if any(not membership.is_main and membership.agency != agency for membership in current):
        raise RequestRefused("A person can serve two agencies, and no more. End one membership first.")


@transaction.atomic
def change_request(*, request: MembershipRequest, by: User, answers: Answers) -> MembershipRequest:
    """Fix one's own waiting request. It takes the account's name and address of now; the same again changes nothing.

    What colleagues said of another agency or address no longer counts.
    """
    current = locked(request)
    if current.user_id != by.pk:
        raise PermissionDenied("Only the person who asked can change a request.")
    must_wait(current)
    check_may_ask(by, answers)
    new = {"email": by.email, "name": by.name, **answers.fields()}
    changed = [name for name, value in new.items() if getattr(current, name) != value]
    if not changed:
        return current
    for name in changed:
        setattr(current, name, new[name])
    current.version += 1
    current.save(update_fields=[*changed, "version"])
    if {"agency", "email", "name", "tier"} & set(changed):
        current.vouches.all().delete()
        vouching_emails.notify_leads(current)
    sentence = f"{by} changed the request to join for {current.agency or current.new_agency_name}."
    write_event("membership.request_changed", by=by, about=current, sentence=sentence, detail={"fields": changed})
    return current


@transaction.atomic
def withdraw_request(*, request: MembershipRequest, by: User) -> None:
    """Take one's own waiting request back."""
    current = locked(request)
    if current.user_id != by.pk:
        raise PermissionDenied("Only the person who asked can withdraw a request.")
    must_wait(current)
    current.status, current.question_at = MembershipRequest.Status.WITHDRAWN, None
    current.save(update_fields=["status", "question_at"])
    write_event("membership.withdrawn", by=by, about=current, sentence=f"{by} withdrew the request to join.")


@transaction.atomic
def ask_applicant(*, request: MembershipRequest, by: User, question: str, seen: int | None = None) -> RequestMessage:
    """Ask the person something before deciding. The request leaves the queue until they answer.

    Raises AlreadyDecided when somebody was faster, RequestRefused while another question waits.
    """
    current = take_request(request, by, seen)
    if current.question_at is not None:
        raise RequestRefused("A question is already waiting for an answer.")
    message = RequestMessage.objects.create(request=current, author=by, text=_written(question))
    current.question_at, current.version = message.written_at, current.version + 1
    current.save(update_fields=["question_at", "version"])
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
    must_wait(current)
    if current.question_at is None:
        raise RequestRefused("Your answer has already been sent.")
    message = RequestMessage.objects.create(request=current, author=by, text=_written(answer))
    current.question_at, current.version = None, current.version + 1
    current.save(update_fields=["question_at", "version"])
    sentence = f"{by} answered the question about the request to join."
    write_event("membership.question_answered", by=by, about=current, sentence=sentence)
    emails.notify_answer(message)
    return message


def _written(text: str) -> str:
    if not text.strip():
        raise RequestRefused("Write something first.")
    return text.strip()


def must_wait(membership_request: MembershipRequest) -> None:
    if membership_request.status != MembershipRequest.Status.WAITING:
        raise AlreadyDecided(membership_request)


def take_request(request: MembershipRequest, by: User, seen: int | None = None) -> MembershipRequest:
    """Lock the request for this decision: of two administrators the second waits here and is then refused.

    `seen` is the version that the person looked at; raises RequestChanged when it is another by now.
    """
    if not can_decide(by, request):
        raise PermissionDenied("Only administrators can decide on requests.")
    if request.user_id == by.pk:
        raise PermissionDenied("You can’t decide on your own request. Ask another administrator.")
    current = locked(request)
    must_wait(current)
    if seen is not None and current.version != seen:
        raise RequestChanged(current)
    return current
