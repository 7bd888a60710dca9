"""Inviting a named person to join for an agency, and accepting that.

The link holds a secret of 256 bits, kept as a hash, and works once, for three days, and only for an account that
has confirmed the invited address (docs/decisions/0056-joining.md says why both).
"""

import secrets
from datetime import timedelta
from hashlib import sha256

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts import emails, invitation_emails
from accounts.actions.approving import NeedsReason, Place, assess_for, make_member
from accounts.actions.requests import withdraw_request
from accounts.advice import Assessment
from accounts.audit import write_event
from accounts.deciding import can_decide
from accounts.evidence import OWN_DOMAIN
from accounts.models import Agency, JoinInvitation, MembershipRequest, OutboxMail, User
from accounts.models.invitation import VALID_FOR
from accounts.models.membership import Tier
from accounts.standing import forget_standing, standing_of
from accounts.unsubscribing import suppressed
from accounts.vouching import led_agencies
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.locking import locked

# Nobody makes the portal flood an address, whatever they type. Counted over the last 24 hours.
# See docs/security.md, "Nobody is flooded".
MAILS_PER_PERSON = 50
MAILS_PER_ADDRESS = 3
SECRET_BYTES = 32


class InvitationRefused(Exception):
    """The invitation cannot be sent or used like this; the message is a sentence for the person."""


def place_of(agency: Agency) -> Place:
    """What people of this agency are invited to: membership, or to be a guest of the Collaborative."""
    return Place(agency, Tier.GUEST if agency.kind in Agency.GUEST_KINDS else Tier.MEMBER)


@transaction.atomic
def invite(*, agency: Agency, email: str, name: str, by: User, reason: str = "") -> JoinInvitation:
    """Invite one address. By an administrator it is the decision; by an EV lead it is evidence.

    Raises InvitationRefused, and NeedsReason when something serious speaks against an administrator's invitation.
    """
    email = email.strip().lower()
    _must_be_able_to_invite(by, agency)
    _one_at_a_time()
    _must_be_wanted(email, by)
    is_administrator = standing_of(by).is_administrator
    assessment = _assess(agency, email, name)
    if is_administrator and assessment.serious and not reason.strip():
        raise NeedsReason(assessment.serious)
    if not is_administrator and not (assessment.has(OWN_DOMAIN) and not assessment.serious):
        raise InvitationRefused(f"EV leads can invite only people with an address at a domain of {agency}.")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    now = timezone.now()
    try:
        with transaction.atomic():
            made = JoinInvitation.objects.create(
                email=email,
                name=one_line(name, 120),
                agency=agency,
                invited_by=by,
                is_decision=is_administrator,
                decision_note=reason.strip() if assessment.serious else "",
                secret_hash=hashed(secret),
                sent_at=now,
                expires_at=now + VALID_FOR,
            )
    except IntegrityError:
        raise InvitationRefused(
            "This address already has an invitation for this agency. Send that one again."
        ) from None
    decided = " The invitation is the decision." if is_administrator else ""
    sentence = f"{by} invited {made.name} ({email}) to join for {agency}.{decided}"
    detail = {"agency": agency.pk, "note": made.decision_note}
    write_event("membership.invited", by=by, about=made, sentence=sentence, detail=detail)
    invitation_emails.post_invitation(made, secret)
    return made


@transaction.atomic
def resend(*, invitation: JoinInvitation, by: User) -> None:
    """Send an open invitation again, with a new link and three more days; the link before is dead."""
    current = _own_open(invitation, by)
    _one_at_a_time()
    _must_be_wanted(current.email, by)
    _must_be_able_to_invite(current.invited_by, current.agency)
    secret, now = secrets.token_urlsafe(SECRET_BYTES), timezone.now()
    current.secret_hash, current.sent_at, current.expires_at = hashed(secret), now, now + VALID_FOR
    current.save(update_fields=["secret_hash", "sent_at", "expires_at"])
    sentence = f"{by} sent the invitation of {current.name} ({current.email}) again."
    write_event("membership.invitation_resent", by=by, about=current, sentence=sentence)
    invitation_emails.post_invitation(current, secret)


@transaction.atomic
def withdraw_invitation(*, invitation: JoinInvitation, by: User) -> None:
    """Make an open invitation dead, and keep its mail from going out where it has not yet."""
    current = _own_open(invitation, by)
    current.withdrawn_at = timezone.now()
    current.save(update_fields=["withdrawn_at"])
    invitation_emails.take_back(current)
    sentence = f"{by} withdrew the invitation of {current.name} ({current.email})."
    write_event("membership.invitation_withdrawn", by=by, about=current, sentence=sentence)


@transaction.atomic
def accept(*, invitation: JoinInvitation, by: User, role_title: str) -> MembershipRequest:
    """Use an invitation, once: the request to join that follows from it, decided or waiting.

    Raises InvitationRefused for who is not the invited person, and for an invitation that no longer works.
    """
    current = locked(invitation)
    if not is_for(current, by):
        raise InvitationRefused("This invitation is for another address.")
    if why := why_dead(current):
        raise InvitationRefused(why)
    place = place_of(current.agency)
    if by.memberships.not_ended().filter(agency=current.agency, tier=place.tier).exists():
        raise InvitationRefused(f"You already have this membership for {current.agency}.")
    for waiting in by.membership_requests.waiting():
        withdraw_request(request=waiting, by=by)
    request = _request(current, by, place, role_title)
    current.accepted_at, current.request = timezone.now(), request
    current.save(update_fields=["accepted_at", "request"])
    sentence = f"{by} accepted the invitation to join for {current.agency}."
    write_event("membership.invitation_accepted", by=by, about=request, sentence=sentence)
    if _still_decides(current, request):
        note = " ".join(filter(None, [f"Invited by {current.invited_by}.", current.decision_note]))
        make_member(request, place, by=current.invited_by, note=note, decided_at=current.invited_at)
    else:
        invitation_emails.notify_waits(request)
        emails.notify_received(request)
    return request


def hashed(secret: str) -> str:
    """As the database keeps it: it cannot be turned back into the link."""
    return sha256(secret.encode()).hexdigest()


def is_for(invitation: JoinInvitation, user: User) -> bool:
    """Whether the account has confirmed the invited address and signs in with it."""
    if user.email != invitation.email:
        return False
    return EmailAddress.objects.filter(user=user, email__iexact=invitation.email, verified=True).exists()


def why_dead(invitation: JoinInvitation) -> str:
    """Why it no longer works, for the invited person; empty while it does."""
    if invitation.accepted_at is not None:
        return "You already used this invitation."
    if invitation.withdrawn_at is not None:
        return f"{invitation.invited_by} withdrew this invitation."
    if invitation.expires_at <= timezone.now():
        return f"This invitation has expired. Ask {invitation.invited_by} to send it again."
    return ""


def _request(invitation: JoinInvitation, by: User, place: Place, role_title: str) -> MembershipRequest:
    assert place.agency.state is not None  # nobody is invited to another
    return MembershipRequest.objects.create(
        user=by,
        email=by.email,
        name=by.name or invitation.name,
        tier=place.tier,
        state=place.agency.state,
        agency=place.agency,
        role_title=one_line(role_title, 120),
        reason=f"Invited by {invitation.invited_by}.",
    )


def _still_decides(invitation: JoinInvitation, request: MembershipRequest) -> bool:
    """Whether the invitation is a decision, by somebody who may decide still, about nothing new.

    What speaks against the person since the invitation was sent makes the request wait like any other.
    """
    inviter = User.objects.get(pk=invitation.invited_by_id)
    if not invitation.is_decision or not inviter.is_active or inviter.pk == request.user_id:
        return False
    if not can_decide(inviter, request):
        return False
    return bool(invitation.decision_note) or not assess_for(request, place_of(invitation.agency)).serious


def _assess(agency: Agency, email: str, name: str) -> Assessment:
    nobody = User(email=email, name=name)
    assert agency.state is not None  # nobody is invited to another
    asked = MembershipRequest(user=nobody, email=email, name=name, agency=agency, state=agency.state)
    return assess_for(asked, place_of(agency))


def _must_be_able_to_invite(by: User, agency: Agency) -> None:
    forget_standing(by)
    if agency.state_id is None:
        raise InvitationRefused("People of this agency are not invited this way.")
    if not standing_of(by).is_administrator and agency.pk not in led_agencies(by):
        raise PermissionDenied("Only administrators, and EV leads for their own agency, can invite people to join.")


def _own_open(invitation: JoinInvitation, by: User) -> JoinInvitation:
    current = locked(invitation)
    forget_standing(by)
    if not JoinInvitation.objects.visible_to(by).filter(pk=current.pk).exists():
        raise PermissionDenied("Only administrators, and who sent an invitation, can change it.")
    if current.accepted_at is not None:
        raise InvitationRefused("This invitation was already used.")
    if current.withdrawn_at is not None:
        raise InvitationRefused("This invitation was withdrawn.")
    return current


def _must_be_wanted(email: str, by: User) -> None:
    if suppressed([email]):
        raise InvitationRefused("This person turned off invitations from the portal. Ask them another way.")
    day_ago = timezone.now() - timedelta(days=1)
    mails = OutboxMail.objects.filter(dedupe_key__startswith=f"{invitation_emails.KEY}-", created_at__gte=day_ago)
    if mails.filter(to=email).count() >= MAILS_PER_ADDRESS:
        raise InvitationRefused("This address already got several invitations today. Try again tomorrow.")
    if mails.filter(dedupe_key__startswith=f"{invitation_emails.KEY}-{by.pk}-").count() >= MAILS_PER_PERSON:
        raise InvitationRefused("You’ve reached today’s limit for invitations. Try again tomorrow.")


def _one_at_a_time() -> None:
    """Until the transaction ends, so that two people do not each count only what was sent before both."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('accounts.invitations'))")
