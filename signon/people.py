"""From a checked answer to a person: whom it may sign in, and as whom it is remembered.

SECURITY: an agency vouches for its own domains only. An answer signs in the account whose verified address is the one
it gives, or the account it signed in before; in either case that account's address lies in the provider's domains now.
"""

import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.audit import write_event
from accounts.mailboxes import shared_mailbox
from accounts.models import User
from accounts.sessions import end_all_sessions
from accounts.standing import Viewer
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.locking import locked
from signon import emails
from signon.answers import Answer, Refused
from signon.models import AgencySignIn, Identity
from signon.routing import domain_of

WHOSE_PROOFS = "account_authentication_methods_user"  # beside these records, as allauth keeps it
METHOD = "signon"  # in allauth's records of how somebody showed who they are


def checked_address(provider: AgencySignIn, answer: Answer) -> str:
    """The address, in small letters, if the provider may speak for it. Raises Refused."""
    email = answer.email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Refused("no_address", "Your agency’s sign-in didn’t tell us your email address.") from None
    if not provider.speaks_for(domain_of(email)):
        sentence = f"Your agency’s sign-in can’t speak for the address {email}. Sign in with a password or a code."
        raise Refused("domain", sentence)
    is_verified = answer.is_verified if answer.is_verified is not None else _vouches(provider)
    if not is_verified:
        sentence = f"Your agency’s sign-in doesn’t say that {email} is yours. Sign in with a password or a code."
        raise Refused("unverified", sentence)
    if not answer.subject or len(answer.subject) > 300 or len(email) > 254:
        raise Refused("no_subject", "Your agency’s sign-in didn’t say who you are.")
    return email


def _vouches(provider: AgencySignIn) -> bool:
    # SAML has no word for it: what an agency signs about its own domains is all there is.
    return provider.vouches or provider.kind == AgencySignIn.Kind.SAML


@transaction.atomic
def person_of(provider: AgencySignIn, answer: Answer) -> tuple[User, bool]:
    """The person to sign in, and whether they are new here. Raises Refused."""
    email = checked_address(provider, answer)
    locked(provider)  # two answers about one person come one after the other
    identity = Identity.objects.filter(provider=provider, subject=answer.subject).select_related("user").first()
    if identity is not None:
        _must_still_be_theirs(provider, identity.user)
        identity.email, identity.last_used_at = email, timezone.now()
        identity.save(update_fields=["email", "last_used_at"])
        return identity.user, False
    known = User.objects.filter(email=email).first()
    person = known or _made(email, answer.name)
    if known is not None:
        _must_be_free(provider, known)
        _claim(known)
    Identity.objects.create(provider=provider, user=person, subject=answer.subject, email=email)
    sentence = f"{person} signed in with the sign-in of {provider.agency} for the first time."
    write_event("signon.linked", by=person, about=person, sentence=sentence, detail={"provider": provider.key})
    if known is not None:
        emails.notify_linked(person, provider)
    return person, known is None


def _must_still_be_theirs(provider: AgencySignIn, person: User) -> None:
    """The account's own address decides, not what it was when they were linked."""
    is_verified = EmailAddress.objects.filter(user=person, email__iexact=person.email, verified=True).exists()
    if not is_verified or not provider.speaks_for(domain_of(person.email)):
        sentence = f"Your account here has the address {person.email}, for which your agency’s sign-in can’t speak."
        raise Refused("domain", f"{sentence} Sign in with a password or a code.")


def _must_be_free(provider: AgencySignIn, person: User) -> None:
    # SECURITY: agencies give addresses of people who left to others, who must not get their accounts.
    if person.signon_identities.filter(provider=provider).exists():
        raise Refused("other_person", "This address belongs to another person’s sign-in at your agency. Contact NASEO.")


def _claim(person: User) -> None:
    """The account becomes the person's who can be reached there.

    SECURITY: whoever made it without confirming the address could wait with a password of their own.
    """
    address, _ = EmailAddress.objects.get_or_create(
        user=person, email=person.email, defaults={"primary": True, "verified": False}
    )
    if address.verified:
        return
    address.verified = address.primary = True
    address.save(update_fields=["verified", "primary"])
    person.set_unusable_password()
    person.save(update_fields=["password"])
    end_all_sessions(person)


def _made(email: str, name: str) -> User:
    refusal = shared_mailbox(email)
    if refusal:
        raise Refused("shared_mailbox", refusal)
    person = User.objects.create_user(email, name=one_line(name, 120))
    EmailAddress.objects.create(user=person, email=email, primary=True, verified=True)
    return person


def record(request: HttpRequest, person: User, provider: AgencySignIn, answer: Answer, *, again: bool = False) -> None:
    """Note in the session how they showed who they are, and whether with two factors that count."""
    counts = provider.counts_second_factor and answer.two_factors
    proof = {"method": METHOD, "at": time.time(), "provider": provider.key, "two_factors": counts}
    if again:
        proof["reauthenticated"] = True
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [*get_authentication_records(request, person), proof]
    request.session[WHOSE_PROOFS] = str(person.pk)


def proved_two_factors(request: HttpRequest, user: User) -> bool:
    """Whether this sign-in was by an agency whose second factor counts, and which used one."""
    records = get_authentication_records(request, user)
    return any(entry["method"] == METHOD and entry.get("two_factors") is True for entry in records)


def way_to_confirm(user: Viewer) -> dict[str, str] | None:
    """For people who sign in at their agency: there they can also show anew who they are."""
    mine = Identity.objects.filter(user=user.pk, provider__in=AgencySignIn.objects.on())
    identity = mine.select_related("provider__agency").first()
    if identity is None:
        return None
    words = f"Use the sign-in of {identity.provider.agency.name}"
    return {"id": METHOD, "description": words, "url": reverse("signon:confirm")}
