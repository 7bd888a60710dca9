"""Which agency's sign-in answers for an address."""

from django.http import HttpRequest
from django.urls import reverse

from accounts.addresses import parse_address
from signon.models import AgencySignIn

TYPED = "signon_address"  # in the session: the address that somebody typed elsewhere


def domain_of(email: str) -> str:
    """What stands after the @, as mail servers look it up."""
    return parse_address(email).ascii_domain


def led_to_agency(request: HttpRequest, email: str) -> str | None:
    """Where somebody with this address must sign in instead; None where they may choose.

    Only the domain counts, so that nobody learns who has an account.
    """
    provider = AgencySignIn.objects.for_domain(domain_of(email))
    if provider is None or not provider.is_required:
        return None
    request.session[TYPED] = email
    return reverse("signon:start")
