"""Turning a kind of mail off by a signed address, without signing in: RFC 8058, and a link in the mail's words.

SECURITY: the address is the credential, and opens nothing but this one switch of one person. It names no address and
has no end: a mail may be read years later, and its reader must still get rid of the next one.
"""

from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from accounts.models import Preferences, User
from clearinghouse.lib.addresses import absolute_url

SIGNER = signing.Signer(salt="accounts.unsubscribing")
# By the name of the preference. Codes, decisions, changes and cancellations are no kind that anybody can turn off here.
KINDS = ("wants_invitations", "wants_reminders", "wants_summaries", "wants_shared")


@dataclass(frozen=True)
class Subscription:
    """One kind of mail that one person gets."""

    person: User
    kind: str

    @property
    def label(self) -> str:
        """What the person's preferences call it."""
        return str(Preferences._meta.get_field(self.kind).verbose_name)  # type: ignore[union-attr]


def unsubscribe_url(person: User, kind: str) -> str:
    """The whole address that turns this kind of mail off for this person."""
    secret = SIGNER.sign_object({"person": person.key, "kind": kind}, compress=False)
    return absolute_url(reverse("accounts:unsubscribe", args=[secret]))


def subscription_of(secret: str) -> Subscription | None:
    """What an address that we signed is about; None for any other, and for people whose account is closed."""
    try:
        said = SIGNER.unsign_object(secret)
    except (signing.BadSignature, ValueError):
        return None
    person = User.objects.filter(key=said["person"], is_active=True).first()
    return Subscription(person, said["kind"]) if person and said["kind"] in KINDS else None


def headers_for(person: User, kind: str) -> dict[str, str]:
    """What mail programs read to offer their own button."""
    return {
        "List-Unsubscribe": f"<{unsubscribe_url(person, kind)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
