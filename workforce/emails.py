"""What the space writes to people; posted in the caller's transaction."""

from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse

from accounts import mail
from accounts.mail import may_send_to
from accounts.models import User
from accounts.models.membership import Tier
from accounts.unsubscribing import INVITATIONS, address_unsubscribe_url, suppressed
from clearinghouse.lib.addresses import absolute_url
from workforce.models import SpaceInvitation

INVITATION_KEY = "space-invitation"


def invite(invitation: SpaceInvitation, *, by: User) -> None:
    """To an address that may have no account yet: what the space is, and a link to a request that is filled in."""
    context = {
        "invitation": invitation,
        "by": by,
        "link": absolute_url(request_path(invitation)),
        "about": absolute_url(reverse("workforce:overview")),
        "stop_link": address_unsubscribe_url(invitation.email),
    }
    mail.post(
        to=invitation.email,
        subject="Invitation to the EV Workforce Collaborative",
        body=render_to_string("workforce/mail/invitation.txt", context),
        dedupe_key=f"{INVITATION_KEY}-{by.pk}-{invitation.pk}-{invitation.invited_at:%Y%m%d%H%M%S%f}",
        check=("workforce.invitation", invitation.key),
        unsubscribe=INVITATIONS,
    )


def request_path(invitation: SpaceInvitation) -> str:
    """The form to ask to join, filled in. It says nothing that the person could not type."""
    filled = {
        "tier": Tier.GUEST.value,
        "state": invitation.state_id,
        "new_agency_name": invitation.organization,
        "new_agency_kind": invitation.kind,
    }
    return f"{reverse('accounts:request')}?{urlencode(filled)}"


def take_back(invitation: SpaceInvitation) -> None:
    """Keep an invitation that was not sent yet from going out."""
    mail.take_back(f"{INVITATION_KEY}-{invitation.invited_by_id}-{invitation.pk}-")


@may_send_to("workforce.invitation")
def still_invited(address: str, key: str) -> bool:
    """Asked when the mail goes out: the invitation stands, and the address wants such mail."""
    open_ones = SpaceInvitation.objects.filter(key=key, email=address, withdrawn_at=None)
    return not suppressed([address]) and open_ones.exists()
