"""Turning a kind of mail off by a signed address, without signing in: RFC 8058, and a link in the mail's words.

SECURITY: the address is the credential, and opens nothing but this one switch of one person. It names no address and
has no end: a mail may be read years later, and its reader must still get rid of the next one.
"""

from collections.abc import Callable, Iterable
from typing import Protocol
from uuid import UUID

from django.core import signing
from django.urls import reverse

from accounts.models import Preferences, SuppressedAddress, User
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.keys import keyed_ids

SIGNER = signing.Signer(salt="accounts.unsubscribing")
# By the name of the preference. Codes, decisions, changes and cancellations are no kind that anybody can turn off here.
KINDS = (
    *("wants_invitations", "wants_reminders", "wants_summaries", "wants_colleagues", "wants_shared", "wants_digests"),
    *("wants_reuse", "wants_announcements"),
)


# What mails carry instead of a preference that go to an address somebody typed, whose owner may have no account.
INVITATIONS = "typed_invitations"


class Subscription(Protocol):
    """Something that apps above send, such as the alert of one saved search, and how to stop it."""

    @property
    def label(self) -> str:
        """What stops, as the page names it to whoever holds the address."""

    @property
    def person(self) -> User:
        """Who gets it."""

    def turn_off(self) -> None:
        """Stop it; again it changes nothing."""


# By the name that signed addresses carry: key → what it is about, or None.
_subscriptions: dict[str, Callable[[str], Subscription | None]] = {}


def subscription(name: str, find: Callable[[str], Subscription | None]) -> None:
    """Declare a further thing that can be turned off by a signed address."""
    _subscriptions[name] = find


def thing_unsubscribe_url(name: str, key: str) -> str:
    """The whole address that turns off one thing that is declared by this name."""
    secret = SIGNER.sign_object({"thing": name, "key": key}, compress=False)
    return absolute_url(reverse("accounts:unsubscribe", args=[secret]))


@dataclass(frozen=True)
class ToPerson:
    """One kind of mail that one person gets."""

    person: User
    kind: str

    @property
    def label(self) -> str:
        """What the person's preferences call it."""
        return str(Preferences._meta.get_field(self.kind).verbose_name)  # type: ignore[union-attr]


@dataclass(frozen=True)
class ToAddress:
    """Invitations to an address; only its keyed hash is known here."""

    keyed_hash: UUID
    label = "Invitations to events, sent to this email address"

    def turn_off(self) -> None:
        """Nobody can have the portal invite the address any more."""
        SuppressedAddress.objects.get_or_create(keyed_hash=self.keyed_hash)

    def turn_on(self) -> None:
        """They can again."""
        SuppressedAddress.objects.filter(keyed_hash=self.keyed_hash).delete()


def suppressed(addresses: Iterable[str]) -> set[str]:
    """Those whose owner wants no invitations; one query."""
    by_hash = {keyed: address for address in addresses for keyed in _hashes(address)}
    rows = SuppressedAddress.objects.filter(pk__in=list(by_hash)).values_list("pk", flat=True)
    return {by_hash[keyed] for keyed in rows}


def suppression_of(address: str) -> UUID:
    """As what an address stands among those that want no invitations."""
    return _hashes(address)[0]


def _hashes(address: str) -> list[UUID]:
    return keyed_ids("accounts.suppressed", address.strip().lower())


def unsubscribe_url(person: User, kind: str) -> str:
    """The whole address that turns this kind of mail off for this person."""
    secret = SIGNER.sign_object({"person": person.key, "kind": kind}, compress=False)
    return absolute_url(reverse("accounts:unsubscribe", args=[secret]))


def address_unsubscribe_url(address: str) -> str:
    """The whole address that stops invitations to this email address; it does not name it."""
    secret = SIGNER.sign_object({"address": _hashes(address)[0].hex}, compress=False)
    return absolute_url(reverse("accounts:unsubscribe", args=[secret]))


def subscription_of(secret: str) -> ToPerson | ToAddress | Subscription | None:
    """What an address that we signed is about; None for any other, and for people whose account is closed."""
    try:
        said = SIGNER.unsign_object(secret)
    except (signing.BadSignature, ValueError):
        return None
    if "address" in said:
        return ToAddress(UUID(hex=said["address"]))
    if "thing" in said:
        find = _subscriptions.get(said["thing"])
        found = find(said["key"]) if find else None
        return found if found and found.person.is_active else None
    person = User.objects.filter(key=said["person"], is_active=True).first()
    return ToPerson(person, said["kind"]) if person and said["kind"] in KINDS else None


def headers_for(person: User | None, address: str, kind: str) -> dict[str, str]:
    """What mail programs read to offer their own button; nothing for mail that nobody can turn off."""
    if kind == INVITATIONS:
        url = address_unsubscribe_url(address)
    elif person is not None and kind:
        url = unsubscribe_url(person, kind)
    else:
        return {}
    return {
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
