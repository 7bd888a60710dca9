"""To an agency's sign-in and back in a real browser: its cookies, its content policy, and forms of other sites."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from accounts.models import Agency
from clearinghouse import settings as portal_settings
from signon.models import AgencySignIn
from tests.browser.test_public_pages import browser_context
from tests.cast import Cast, agency
from tests.signon.conftest import oidc_server, saml_server  # noqa: F401  fixtures
from tests.signon.oidc import CLIENT, DOMAIN, SECRET, knows
from tests.signon.saml import IdentityProvider

pytestmark = pytest.mark.browser
EMAIL = f"kim@{DOMAIN}"


@pytest.fixture
def office(transactional_db: None, cast: Cast, settings: Any, live_server: Any) -> Agency:
    """An agency with a domain, in a database that the server sees; the portal knows where it runs."""
    settings.EMAIL_BACKEND = portal_settings.EMAIL_BACKEND
    settings.SIGNON_ALLOWS_OWN_MACHINE = True
    settings.BASE_URL = live_server.url
    made = agency("VT", "DOT")
    made.domains.create(domain=DOMAIN)
    return made


@pytest.fixture
def stranger() -> Iterator[BrowserContext]:
    """A browser without scripts: our pages need none."""
    with browser_context(java_script_enabled=False) as context:
        yield context


def go_there(context: BrowserContext, address: str) -> Any:
    page = context.new_page()
    page.goto(f"{address}/account/login/")
    page.get_by_role("link", name="Sign in with your agency").click()
    page.get_by_label("Your work email").fill(EMAIL)
    page.get_by_role("button", name="Find my agency’s sign-in").click()
    page.get_by_role("link", name="Continue with").click()
    return page


@pytest.fixture
def by_oidc(office: Agency, oidc_server: str) -> AgencySignIn:  # noqa: F811
    """The agency's provider, which knows a person."""
    provider = AgencySignIn(agency=office, kind="oidc", domains=[DOMAIN], issuer=oidc_server, client_id=CLIENT)
    provider.keep_secret(SECRET)
    provider.is_on = True
    names = {"authorization_endpoint": "oauth2/authorize", "token_endpoint": "oauth2/token", "jwks_uri": "jwks"}
    provider.endpoints = {name: f"{oidc_server}/{path}" for name, path in names.items()}
    provider.save()
    knows(oidc_server, "kim", email=EMAIL, email_verified=True, name="Kim Lee")
    return provider


@pytest.fixture
def by_saml(office: Agency, saml_server: IdentityProvider) -> AgencySignIn:  # noqa: F811
    """The agency's provider, of another site than the portal, so that its form brings none of our cookies."""
    away = saml_server.sign_in_url.replace("localhost", "127.0.0.1")
    provider = AgencySignIn.objects.create(
        agency=office, kind="saml", domains=[DOMAIN], issuer=saml_server.entity_id, is_on=True,
        endpoints={"sign_in": away}, certificates=[saml_server.certificate],
    )  # fmt: skip
    saml_server.learn(provider)
    saml_server.person = {"provider": provider, "email": EMAIL}
    return provider


def test_by_openid_connect(by_oidc: AgencySignIn, stranger: BrowserContext, live_server: Any) -> None:
    page = go_there(stranger, live_server.url)
    page.locator("input[name=sub]").first.fill("kim")
    page.get_by_role("button", name="Authorize").click()

    page.wait_for_url(f"{live_server.url}/people/request/")
    assert page.get_by_role("heading", level=1).inner_text() == "Ask to join"


@pytest.mark.skipif(not shutil.which("xmlsec1"), reason="the test provider signs with xmlsec1")
def test_by_saml(by_saml: AgencySignIn, live_server: Any) -> None:
    """The provider's page sends its form by itself, which takes a script of its own."""
    with browser_context() as context:
        page = go_there(context, live_server.url)

        page.wait_for_url(f"{live_server.url}/people/request/")
        assert page.get_by_role("heading", level=1).inner_text() == "Ask to join"
