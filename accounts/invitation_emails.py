"""What the portal writes about invitations to join; posted in the caller's transaction."""

from django.template.loader import render_to_string
from django.urls import reverse

from accounts import approval_emails, mail
from accounts.mail import may_send_to
from accounts.models import JoinInvitation, MembershipRequest
from accounts.unsubscribing import INVITATIONS, address_unsubscribe_url, suppressed
from clearinghouse.lib.addresses import absolute_url

KEY = "join-invitation"
CHECK = "accounts.join_invitation"


def post_invitation(invitation: JoinInvitation, secret: str) -> None:
    """The link, to the invited address. The outbox drops the text once it is sent."""
    context = {
        "invitation": invitation,
        "is_guest": invitation.agency.kind in invitation.agency.GUEST_KINDS,
        "link": absolute_url(reverse("accounts:invited", args=[secret])),
        "stop_link": address_unsubscribe_url(invitation.email),
    }
    mail.post(
        to=invitation.email,
        subject=f"{invitation.invited_by} invites you to the EV States Clearinghouse",
        body=render_to_string("accounts/mail/join_invitation.txt", context),
        dedupe_key=f"{KEY}-{invitation.invited_by_id}-{invitation.pk}-{invitation.sent_at:%Y%m%d%H%M%S%f}",
        check=(CHECK, f"{invitation.key} {invitation.secret_hash[:16]}"),
        unsubscribe=INVITATIONS,
    )


def take_back(invitation: JoinInvitation) -> None:
    """Keep its mails from going out, where they have not."""
    mail.take_back(f"{KEY}-{invitation.invited_by_id}-{invitation.pk}-")


def notify_waits(request: MembershipRequest) -> None:
    """An invitation that decides nothing led to a request: tell those who decide."""
    approval_emails.notify_request(request)


@may_send_to(CHECK)
def _is_live(address: str, key: str) -> bool:
    """Whether this very link still works, and its reader did not turn invitations off."""
    name, _, secret = key.partition(" ")
    live = JoinInvitation.objects.live().filter(key=name, email=address, secret_hash__startswith=secret)
    return live.exists() and not suppressed([address])
