"""Naming who takes care of the space, and inviting people to ask to join it."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import Membership, OutboxMail, State, User
from accounts.standing import standing_of
from accounts.unsubscribing import suppressed
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from workforce import emails
from workforce.actions.refusals import SpaceRefused
from workforce.models import SpaceAdministrator, SpaceInvitation
from workforce.permissions import takes_care

# Nobody makes the portal flood an address, whatever they type. Counted over the last 24 hours.
MAILS_PER_PERSON, MAILS_PER_ADDRESS = 50, 2


@dataclass(frozen=True)
class Invited:
    """Whom to invite, and for which organization."""

    email: str
    name: str
    organization: str
    kind: str
    state: State


@transaction.atomic
def name_administrator(*, person: User, by: User) -> SpaceAdministrator:
    """Let a member or guest take care of the space. Naming them again changes nothing."""
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only NASEO’s administrators can name administrators of the Collaborative.")
    current = locked(person)
    if not current.is_active or not Membership.objects.current().filter(user=current).exists():
        raise SpaceRefused("Choose someone who is a member or a guest now.")
    there = SpaceAdministrator.objects.filter(person=current, ended_at=None).first()
    if there is not None:
        return there
    made = SpaceAdministrator.objects.create(person=current, named_by=by)
    sentence = f"{by} made {current} an administrator of the EV Workforce Collaborative."
    write_event("space.administrator_named", by=by, about=current, sentence=sentence)
    return made


@transaction.atomic
def end_administrator(*, post: SpaceAdministrator, by: User) -> None:
    """End the post; the person stays in the space. Twice is as good as once."""
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only NASEO’s administrators can remove administrators of the Collaborative.")
    current = locked(post)
    if current.ended_at is not None:
        return
    current.ended_at = timezone.now()
    current.save(update_fields=["ended_at"])
    sentence = f"{by} removed {current.person} as an administrator of the EV Workforce Collaborative."
    write_event("space.administrator_removed", by=by, about=current.person, sentence=sentence)


@transaction.atomic
def invite_to_space(*, by: User, invited: Invited) -> SpaceInvitation:
    """Email somebody a request to join that is filled in. They still ask, and somebody still decides."""
    if not takes_care(by):
        raise PermissionDenied("Only administrators of the Collaborative can send invitations.")
    _one_at_a_time()
    address = invited.email.strip().lower()
    _check(by, address)
    fields = {
        "name": one_line(invited.name, 120),
        "organization": one_line(invited.organization, 160),
        "kind": invited.kind,
        "state": invited.state,
        "invited_by": by,
        "invited_at": timezone.now(),
        "withdrawn_at": None,
    }
    made, _ = SpaceInvitation.objects.update_or_create(email=address, defaults=fields)
    emails.invite(made, by=by)
    sentence = f"{by} invited {address} to the EV Workforce Collaborative for {made.organization}."
    write_event("space.invited", by=by, about=made, sentence=sentence)
    return made


@transaction.atomic
def withdraw_invitation(*, invitation: SpaceInvitation, by: User) -> None:
    """Take an invitation back, and keep its mail from going out where it has not yet; twice changes nothing."""
    if not takes_care(by):
        raise PermissionDenied("Only administrators of the Collaborative can withdraw invitations.")
    current = locked(invitation)
    if current.withdrawn_at is not None:
        return
    current.withdrawn_at = timezone.now()
    current.save(update_fields=["withdrawn_at"])
    emails.take_back(current)
    sentence = f"{by} withdrew the invitation for {current.email} to the EV Workforce Collaborative."
    write_event("space.invitation_withdrawn", by=by, about=current, sentence=sentence)


def _check(by: User, address: str) -> None:
    """SECURITY: the sentences must not tell who has an account, only who is in the space already."""
    owners = EmailAddress.objects.filter(email__iexact=address, verified=True).values("user")
    if Membership.objects.current().filter(user__in=owners, tier=Membership.Tier.GUEST).exists():
        raise SpaceRefused("This person is already a guest of the Collaborative.")
    if suppressed([address]):
        raise SpaceRefused("This person turned off invitations from the portal. Ask them another way.")
    day_ago = timezone.now() - timedelta(days=1)
    mails = OutboxMail.objects.filter(dedupe_key__startswith=f"{emails.INVITATION_KEY}-", created_at__gte=day_ago)
    if mails.filter(to=address).count() >= MAILS_PER_ADDRESS:
        raise SpaceRefused("This address already got invitations today. Try again tomorrow.")
    if mails.filter(dedupe_key__startswith=f"{emails.INVITATION_KEY}-{by.pk}-").count() >= MAILS_PER_PERSON:
        raise SpaceRefused("You’ve reached today’s limit for invitations. Try again tomorrow.")


def _one_at_a_time() -> None:
    """Until the transaction ends, so that two people do not each count only what was sent before both."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('workforce.invitations'))")
