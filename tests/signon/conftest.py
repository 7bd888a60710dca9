"""Agencies' sign-ins that nobody here wrote: an OpenID Connect provider and a SAML one, asked over real HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from oidc_provider_mock import run_server_in_thread

from accounts.models import Agency
from clearinghouse import settings as portal_settings
from signon.models import AgencySignIn
from tests.cast import Cast, agency
from tests.signon.oidc import CLIENT, DOMAIN, SECRET
from tests.signon.saml import IdentityProvider


@pytest.fixture(autouse=True)
def as_in_production(settings: object) -> None:
    """Mail to the portal's outbox; providers on this machine, which only a trial may ask."""
    settings.EMAIL_BACKEND = portal_settings.EMAIL_BACKEND
    settings.SIGNON_ALLOWS_OWN_MACHINE = True


@pytest.fixture(scope="session")
def oidc_server() -> Iterator[str]:
    """The address of a running OpenID Connect provider."""
    with run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="session")
def saml_server(tmp_path_factory: pytest.TempPathFactory) -> IdentityProvider:
    """A SAML identity provider with a key of its own."""
    return IdentityProvider(Path(tmp_path_factory.mktemp("saml")))


@pytest.fixture
def office(cast: Cast) -> Agency:
    """An agency with a domain that its own sign-in speaks for."""
    made = agency("VT", "DOT")
    made.domains.create(domain=DOMAIN)
    return made


@pytest.fixture
def oidc(office: Agency, oidc_server: str) -> AgencySignIn:
    """The agency's OpenID Connect provider, on."""
    provider = AgencySignIn(
        agency=office, kind="oidc", domains=[DOMAIN], issuer=oidc_server, client_id=CLIENT, is_on=True
    )
    provider.keep_secret(SECRET)
    provider.endpoints = {
        "authorization_endpoint": f"{oidc_server}/oauth2/authorize",
        "token_endpoint": f"{oidc_server}/oauth2/token",
        "jwks_uri": f"{oidc_server}/jwks",
        "userinfo_endpoint": f"{oidc_server}/userinfo",
    }
    provider.save()
    return provider


@pytest.fixture
def saml(office: Agency, saml_server: IdentityProvider) -> AgencySignIn:
    """The agency's SAML provider, on."""
    provider = AgencySignIn.objects.create(
        agency=office, kind="saml", domains=[DOMAIN], issuer=saml_server.entity_id, is_on=True,
        endpoints={"sign_in": saml_server.sign_in_url}, certificates=[saml_server.certificate],
    )  # fmt: skip
    saml_server.learn(provider)
    return provider
