"""Beginning a sign-in at an agency, finishing it, and what administrators set up."""

import hashlib
import secrets
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.audit import write_event
from accounts.models import Agency, User
from accounts.standing import standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from signon import oidc, saml
from signon.answers import Answer, Refused, expired, other_attempt
from signon.models import LIFETIME, AgencySignIn, Attempt, Identity
from signon.outbound import NotReached

BEGUN = "signon_begun"  # in the session: the words of the attempts that this browser began
MOST_BEGUN = 5
CLOCKS = 60  # seconds that clocks may differ


class SetupRefused(Exception):
    """The change cannot be made; the message is a sentence for the administrator."""


# --- Signing in


def begin(request: HttpRequest, provider: AgencySignIn, *, purpose: str, next_url: str = "", hint: str = "") -> str:
    """Start for this browser; returns the address at the provider. Raises Refused."""
    word = secrets.token_urlsafe(32)
    attempt = Attempt(
        provider=provider,
        purpose=purpose,
        user=request.user if request.user.is_authenticated else None,
        state=hashed(word),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(64),
        next_url=next_url[:2000],
    )
    if provider.kind == AgencySignIn.Kind.SAML:
        url, attempt.request_id = saml.begin(attempt, word)
    else:
        url = oidc.begin(attempt, word, hint)
    attempt.save()
    request.session[BEGUN] = [*request.session.get(BEGUN, []), word][-MOST_BEGUN:]
    return url


def hashed(word: str) -> str:
    """What is kept of a word that comes back; whoever reads the table cannot send it."""
    return hashlib.sha256(word.encode()).hexdigest()


def attempt_of(provider: AgencySignIn, word: str) -> Attempt:
    """The attempt of this provider that the word belongs to, not used and not over. Raises Refused."""
    found = Attempt.objects.filter(provider=provider, state=hashed(word)).select_related("provider__agency").first()
    if found is None or found.used_at is not None:
        raise other_attempt()
    if found.began_at < timezone.now() - LIFETIME:
        raise expired()
    return found


def is_known(provider: AgencySignIn, word: str) -> bool:
    """Whether such an attempt was ever begun."""
    return Attempt.objects.filter(provider=provider, state=hashed(word)).exists()


def keep_answer(attempt: Attempt, answer: str) -> None:
    """Of SAML: it comes without the cookies of this browser, which then comes for it. The first answer stays."""
    kept = Attempt.objects.filter(pk=attempt.pk, used_at=None, answer="").update(answer=answer)
    if not kept:
        raise other_attempt()


def finish(request: HttpRequest, attempt: Attempt, word: str, given: dict[str, str]) -> Answer:
    """The checked answer to an attempt of this browser, which is used up with it. Raises Refused."""
    # SECURITY: an answer that somebody else fetched must not sign in the browser that it is sent to.
    if word not in request.session.get(BEGUN, []):
        raise other_attempt()
    # SECURITY: of two answers at the same moment one finds the row unused.
    if not Attempt.objects.filter(pk=attempt.pk, used_at=None).update(used_at=timezone.now(), answer=""):
        raise other_attempt()
    request.session[BEGUN] = [other for other in request.session[BEGUN] if other != word]
    answer = saml.read(attempt) if attempt.provider.kind == AgencySignIn.Kind.SAML else oidc.read(attempt, given)
    if attempt.is_forced and answer.at < attempt.began_at.timestamp() - CLOCKS:
        raise Refused(
            "not_fresh", "Your agency’s sign-in didn’t ask you again who you are. Sign out there, then retry."
        )
    return answer


def note_refusal(provider: AgencySignIn, refused: Refused, *, by: User | None, email: str = "") -> None:
    """One line for administrators: which check, and the address if the answer named one."""
    whose = f" for {email[:254]}" if email else ""
    sentence = f"A sign-in at {provider.agency}{whose} was refused: {refused}"
    write_event("signon.refused", by=by, about=provider, sentence=sentence, detail={"why": refused.why})


# --- Setting up


@dataclass(frozen=True)
class Setup:
    """What an administrator enters."""

    domains: tuple[str, ...]
    issuer: str = ""
    client_id: str = ""
    client_secret: str = ""
    metadata: str = ""
    vouches: bool = False
    counts_second_factor: bool = False


def save_provider(*, provider: AgencySignIn, setup: Setup, by: User) -> AgencySignIn:
    """Add or change an agency's sign-in. Where what it is asked changed, it is off until it was tried again."""
    _must_be_administrator(by)
    try:
        learned = _learn(provider, setup)  # asks the provider, so before any row is locked
    except (NotReached, saml.NotReadable) as problem:
        raise SetupRefused(str(problem)) from None
    return _save(provider, setup, learned, by)


def _learn(provider: AgencySignIn, setup: Setup) -> dict[str, Any]:
    """The fields that say whom to ask and how to check the answer."""
    if provider.kind == AgencySignIn.Kind.OIDC:
        return {"issuer": setup.issuer, "client_id": setup.client_id, "endpoints": oidc.discover(setup.issuer)}
    if not setup.metadata:
        return {}
    issuer, address, certificates = saml.read_metadata(setup.metadata)
    return {"issuer": issuer, "endpoints": {"sign_in": address}, "certificates": certificates}


@transaction.atomic
def _save(provider: AgencySignIn, setup: Setup, learned: dict[str, Any], by: User) -> AgencySignIn:
    current = locked(provider) if provider.pk else provider
    verb = "changed" if current.pk else "added"
    before = _asked(current)
    current.domains = list(_fitting(current, setup.domains))
    current.vouches, current.counts_second_factor = setup.vouches, setup.counts_second_factor
    for name, value in learned.items():
        setattr(current, name, value)
    if setup.client_secret:
        current.keep_secret(setup.client_secret)
    if not current.is_complete:
        missing = (
            "the metadata of the agency’s sign-in" if current.kind == AgencySignIn.Kind.SAML else "the client secret"
        )
        raise SetupRefused(f"Enter {missing}.")
    if _asked(current) != before:
        current.is_on = current.is_required = False
        current.tried_at = None
    current.changed_by = by
    current.save()
    detail = {"domains": current.domains, "issuer": current.issuer, "endpoints": current.endpoints}
    sentence = f"{by} {verb} the sign-in of {current}."
    write_event(f"signon.{verb}", by=by, about=current, sentence=sentence, detail=detail)
    return current


def _asked(provider: AgencySignIn) -> tuple[Any, ...]:
    return provider.issuer, provider.client_id, provider.client_secret, provider.endpoints, provider.certificates


def _fitting(provider: AgencySignIn, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """SECURITY: an agency speaks for domains that the portal knows as its own, and one sign-in for each."""
    Agency.objects.select_for_update().get(pk=provider.agency_id)
    own = set(provider.agency.domains.values_list("domain", flat=True))
    strangers = [domain for domain in wanted if domain not in own]
    if strangers or not wanted:
        known = ", ".join(sorted(own)) or "none yet; add them under Agencies and reference data"
        what = f"{', '.join(strangers)} isn’t a domain of {provider.agency}." if strangers else "Enter a domain."
        raise SetupRefused(f"{what} Its domains: {known}.")
    taken = (
        AgencySignIn.objects.exclude(pk=provider.pk)
        .filter(domains__overlap=list(wanted))
        .select_related("agency")
        .first()
    )
    if taken is not None:
        raise SetupRefused(f"The sign-in of {taken} already answers for one of these domains.")
    return tuple(dict.fromkeys(wanted))


@transaction.atomic
def switch(*, provider: AgencySignIn, by: User | None, is_on: bool, is_required: bool) -> AgencySignIn:
    """Turn it on or off, and demand it of the agency's people or not. Without an actor it is the operator."""
    if by is not None:
        _must_be_administrator(by)
    current = locked(provider)
    if is_on and not current.is_complete:
        raise SetupRefused("Complete the setup first.")
    if is_on and not current.tried_at:
        raise SetupRefused("Try it first. A sign-in that doesn’t work would lead people nowhere.")
    current.is_on, current.is_required = is_on, is_on and is_required
    current.save(update_fields=["is_on", "is_required", "changed_at"])
    words = "required" if current.is_required else "on" if is_on else "off"
    sentence = f"{by or 'The operator'} set the sign-in of {current}: {words}."
    write_event("signon.switched", by=by, about=current, sentence=sentence, detail={"is": words})
    return current


@transaction.atomic
def note_tried(*, provider: AgencySignIn, by: User) -> None:
    """An administrator came through it."""
    _must_be_administrator(by)
    AgencySignIn.objects.filter(pk=provider.pk).update(tried_at=timezone.now())
    write_event("signon.tried", by=by, about=provider, sentence=f"{by} tried the sign-in of {provider}.")


@transaction.atomic
def unlink(*, identity: Identity, by: User) -> None:
    """Forget as whom somebody signs in at their agency; the next time they are recognized by their address."""
    if identity.user_id != by.pk:
        _must_be_administrator(by)
    sentence = f"{by} removed the sign-in of {identity.provider.agency} from the account of {identity.user}."
    write_event("signon.unlinked", by=by, about=identity.user, sentence=sentence)
    identity.delete()


def _must_be_administrator(by: User) -> None:
    if not standing_of(by).is_administrator:
        raise PermissionDenied("Only administrators can do this.")
