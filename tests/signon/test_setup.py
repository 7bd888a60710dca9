"""What administrators set up, what is demanded of an agency's people, and what a second factor there counts."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Agency, AuditEvent, Membership, User
from signon import actions, outbound
from signon.models import AgencySignIn, Identity
from signon.views.signing_in import NO_PROVIDER
from tests import pages
from tests.accounts.people import newcomer
from tests.accounts.signing import CODE, LOGIN, PASSWORD, SIGNUP, is_signed_in, with_password
from tests.cast import Cast
from tests.signon.oidc import (
    ADDRESSES,
    CLIENT,
    DOMAIN,
    ISSUER,
    SECRET,
    START,
    agree,
    answering,
    asked,
    come,
    knows,
    token,
    way_there,
)
from tests.signon.saml import IdentityProvider

SignIn = Callable[[User | None], Client]
EMAIL = f"kim@{DOMAIN}"
SETUP = "/account/agency/setup/"


def oidc_form(issuer: str, /, **changes: str) -> dict[str, str]:
    return {"domains": DOMAIN, "issuer": issuer, "client_id": CLIENT, "client_secret": SECRET, **changes}


def add(client: Client, office: Agency, kind: str, form: dict[str, str]) -> Any:
    return client.post(f"{SETUP}add/", {"agency": office.pk, "kind": kind, **form})


def test_administrator_adds_tries_and_turns_it_on(
    cast: Cast, office: Agency, oidc_server: str, sign_in: SignIn
) -> None:
    knows(oidc_server, "tester", email=f"tester@{DOMAIN}", email_verified=True)
    client = sign_in(cast.administrator)
    add(client, office, "oidc", oidc_form(oidc_server))
    provider = AgencySignIn.objects.get()
    page = f"{SETUP}{provider.key}/"

    too_early = client.post(f"{page}switch/", {"to": "on"}, follow=True)
    link = pages.find(client.post(f"{page}try/"), "main a.usa-button")[0].get("href")
    tried = client.get(agree(link, "tester"))
    client.post(f"{page}switch/", {"to": "required"})

    provider.refresh_from_db()
    assert pages.texts(too_early, ".usa-alert__text")[-1] == (
        "Try it first. A sign-in that doesn’t work would lead people nowhere."
    )
    assert pages.texts(tried, "p.lede")[0].startswith("It works")
    assert (provider.is_on, provider.is_required) == (True, True)
    assert User.objects.filter(email=f"tester@{DOMAIN}").count() == 0
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "signon.added", "signon.tried", "signon.switched",
    ]  # fmt: skip


def test_secret_is_kept_encrypted_and_never_shown(
    cast: Cast, office: Agency, oidc_server: str, sign_in: SignIn
) -> None:
    client = sign_in(cast.administrator)
    add(client, office, "oidc", oidc_form(oidc_server))
    provider = AgencySignIn.objects.get()

    shown = (
        client.get(f"{SETUP}{provider.key}/edit/").content.decode()
        + client.get(f"{SETUP}{provider.key}/").content.decode()
    )
    client.post(f"{SETUP}{provider.key}/edit/", oidc_form(oidc_server, client_secret=""))

    provider.refresh_from_db()
    assert (SECRET in provider.kept_secret, SECRET in shown, provider.client_secret) == (False, False, SECRET)
    assert SECRET not in str(list(AuditEvent.objects.values_list("sentence", "detail")))


def test_what_is_asked_differently_is_off_until_it_was_tried(
    cast: Cast, oidc: AgencySignIn, oidc_server: str, sign_in: SignIn
) -> None:
    AgencySignIn.objects.update(tried_at="2026-01-01T00:00Z")

    sign_in(cast.administrator).post(f"{SETUP}{oidc.key}/edit/", oidc_form(oidc_server, client_id="another"))

    oidc.refresh_from_db()
    assert (oidc.client_id, oidc.is_on, oidc.tried_at) == ("another", False, None)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"domains": "elsewhere.example"}, "elsewhere.example isn’t a domain of"),
        ({"issuer": "http://id.transport.example"}, "Enter an address that begins with https://"),
        ({"issuer": "https://user:word@id.transport.example"}, "Enter an address that begins with https://"),
        ({"issuer": "https://10.0.0.1"}, "The address is not public."),
        ({"issuer": "https://[::ffff:127.0.0.1]"}, "The address is not public."),
        ({"client_secret": ""}, "Enter the client secret."),
    ],
)
def test_setup_that_cannot_be_is_refused_with_a_sentence(
    changes: dict[str, str], sentence: str, cast: Cast, office: Agency, oidc_server: str, sign_in: SignIn
) -> None:
    answer = add(sign_in(cast.administrator), office, "oidc", oidc_form(oidc_server, **changes))

    assert answer.status_code == 400
    assert [text for text in pages.texts(answer, ".error-summary li") if sentence in text] != []
    assert AgencySignIn.objects.count() == 0


def test_domain_has_one_sign_in(cast: Cast, oidc: AgencySignIn, oidc_server: str, sign_in: SignIn) -> None:
    answer = add(sign_in(cast.administrator), oidc.agency, "oidc", oidc_form(oidc_server))

    assert "already answers for one of these domains" in pages.texts(answer, ".error-summary li")[0]


def test_provider_that_calls_itself_otherwise_is_refused(
    cast: Cast, office: Agency, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signon.oidc.ask", lambda url: {"issuer": "https://{tenant}.example", **ADDRESSES})

    answer = add(sign_in(cast.administrator), office, "oidc", oidc_form(ISSUER))

    assert "It calls itself “https://{tenant}.example.”" in pages.texts(answer, ".error-summary li")[0]


def test_metadata_is_pasted_and_read(
    cast: Cast, office: Agency, saml_server: IdentityProvider, sign_in: SignIn
) -> None:
    metadata = (
        '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://id.transport.example/saml">'
        '<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        '<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>'
        f"<X509Certificate>{saml_server.certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"
        '<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" '
        'Location="https://id.transport.example/sign-in"/></IDPSSODescriptor></EntityDescriptor>'
    )
    client = sign_in(cast.administrator)

    entity = f'<!DOCTYPE x [<!ENTITY y "z">]>{metadata}'
    plain = metadata.replace("https://id.transport.example/sign-in", "http://id.transport.example/sign-in")
    wrong = [
        add(client, office, "saml", {"domains": DOMAIN, "metadata": text})
        for text in ("", "<x/>", "no XML", entity, plain)
    ]
    add(client, office, "saml", {"domains": DOMAIN, "metadata": metadata})

    provider = AgencySignIn.objects.get()
    assert [answer.status_code for answer in wrong] == [400] * 5
    assert (provider.issuer, provider.endpoints, provider.certificates) == (
        "https://id.transport.example/saml",
        {"sign_in": "https://id.transport.example/sign-in"},
        [saml_server.certificate],
    )
    assert client.get(f"{SETUP}{provider.key}/").status_code == 200


def test_database_demands_nothing_of_what_is_off(oidc: AgencySignIn) -> None:
    for changes in ({"is_on": False, "is_required": True}, {"is_on": True, "domains": []}):
        with pytest.raises(IntegrityError), transaction.atomic():
            AgencySignIn.objects.update(**changes)


# --- Whom it leads there


def test_sign_in_page_tells_of_domains_and_never_of_accounts(oidc: AgencySignIn, client: Client) -> None:
    newcomer(EMAIL)

    known, ghost = (client.post(START, {"email": f"{name}@{DOMAIN}"}).content.decode() for name in ("kim", "ghost"))
    others = [Client().post(START, {"email": f"{name}@people.example"}) for name in ("kim", "ghost")]

    assert [page.count("Continue with") for page in (known, ghost)] == [2, 2]
    assert [pages.texts(answer, ".error-summary li") for answer in others] == [[f"Your work email: {NO_PROVIDER}"]] * 2


def test_login_page_offers_it_only_where_there_is_one(oidc: AgencySignIn, client: Client) -> None:
    with_one = pages.links(client.get(LOGIN)).get("Sign in with your agency")
    AgencySignIn.objects.update(is_on=False)

    assert (with_one, pages.links(client.get(LOGIN)).get("Sign in with your agency")) == (START, None)


def test_agency_that_demands_it_leads_there_from_every_form(oidc: AgencySignIn, client: Client) -> None:
    AgencySignIn.objects.update(is_required=True)
    with_password(EMAIL)
    ghost = f"ghost@{DOMAIN}"
    forms = [
        (LOGIN, {"login": EMAIL, "password": PASSWORD}), (LOGIN, {"login": EMAIL, "password": "wrong"}),
        (LOGIN, {"login": ghost, "password": "wrong"}), (CODE, {"email": EMAIL}), (CODE, {"email": ghost}),
        (SIGNUP, {"email": EMAIL, "name": "Kim", "password1": PASSWORD}), (SIGNUP, {"email": ghost, "name": "Kim"}),
    ]  # fmt: skip

    answers = [client.post(path, form) for path, form in forms]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, START)] * 7
    assert "their agency’s own sign-in" in pages.texts(client.get(START), "p.lede")[0]
    assert not is_signed_in(client)


def test_agency_that_demands_it_leads_there_whichever_way_somebody_came(
    oidc: AgencySignIn, cast: Cast, client: Client, settings: object
) -> None:
    """By a passkey, say: allauth asks the adapter before anybody is signed in."""
    AgencySignIn.objects.update(is_required=True)
    settings.SAMPLE_SIGN_IN = True
    User.objects.filter(pk=cast.vermont.pk).update(email=EMAIL, is_sample=True)

    answer = client.post(f"/people/sample/{cast.vermont.pk}/")

    assert (answer.url, is_signed_in(client)) == (START, False)


def test_agency_that_demands_it_lets_in_who_comes_from_there(
    oidc: AgencySignIn, oidc_server: str, client: Client
) -> None:
    AgencySignIn.objects.update(is_required=True)
    knows(oidc_server, "kim", email=EMAIL, email_verified=True)

    come(client, "kim", EMAIL)

    assert is_signed_in(client)


def test_operator_turns_it_off_at_the_server(
    oidc: AgencySignIn, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    AgencySignIn.objects.update(is_required=True)
    with_password(EMAIL)

    call_command("agency_sign_in", off=DOMAIN)
    client.post(LOGIN, {"login": EMAIL, "password": PASSWORD})

    assert is_signed_in(client)
    assert AuditEvent.objects.get(action="signon.switched").sentence.startswith("The operator set the sign-in of")


def test_domain_that_the_agency_gave_up_has_no_sign_in(oidc: AgencySignIn, oidc_server: str, client: Client) -> None:
    back = agree(way_there(client, EMAIL), "kim")
    knows(oidc_server, "kim", email=EMAIL, email_verified=True)
    oidc.agency.domains.filter(domain=DOMAIN).update(valid_to="2026-01-01")

    assert client.post(START, {"email": EMAIL}).status_code == 400
    assert client.get(back).status_code == 400
    assert AuditEvent.objects.get(action="signon.refused").detail == {"why": "domain"}


# --- Second factors, and showing anew who one is


@pytest.fixture
def lead(cast: Cast, oidc: AgencySignIn, monkeypatch: pytest.MonkeyPatch) -> User:
    """An EV lead with an address of the agency whose provider's answers a test makes."""
    AgencySignIn.objects.update(issuer=ISSUER, endpoints=ADDRESSES)
    User.objects.filter(pk=cast.vermont_editor.pk).update(email=EMAIL)
    cast.vermont_editor.emailaddress_set.update(email=EMAIL)
    return cast.vermont_editor


def comes(client: Client, monkeypatch: pytest.MonkeyPatch, provider: AgencySignIn, **claims: Any) -> Any:
    wanted = asked(way_there(client, EMAIL))
    monkeypatch.setattr("signon.oidc.ask", answering(token(wanted["nonce"], **claims)))
    return client.get(f"/account/agency/{provider.key}/callback/?code=x&state={wanted['state']}")


@pytest.mark.parametrize(
    ("counts", "amr", "opens"),
    [(True, ["pwd", "mfa"], True), (True, ["pwd"], False), (True, None, False), (False, ["mfa"], False)],
)
def test_second_factor_of_the_agency_counts_where_it_may_and_was_used(
    counts: bool, amr: object, opens: bool, lead: User, oidc: AgencySignIn, client: Client, settings: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    settings.REQUIRE_ADMINISTRATOR_MFA = settings.REQUIRE_LEAD_MFA = True
    AgencySignIn.objects.update(counts_second_factor=counts)

    comes(client, monkeypatch, oidc, amr=amr)

    assert (client.get("/documents/").status_code == 200) == opens


def test_second_factor_of_the_agency_never_counts_for_administrators(
    lead: User, cast: Cast, oidc: AgencySignIn, client: Client, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REQUIRE_ADMINISTRATOR_MFA = settings.REQUIRE_LEAD_MFA = True
    AgencySignIn.objects.update(counts_second_factor=True)
    lead.groups.add(*cast.administrator.groups.all())

    comes(client, monkeypatch, oidc, amr=["mfa"])

    assert client.get("/documents/").url == "/people/me/second-factor/"


def confirm(
    client: Client, monkeypatch: pytest.MonkeyPatch, provider: AgencySignIn, asked_first: Any, **claims: Any
) -> Any:
    """Show at the agency anew who one is, from the page that asked for it."""
    page = client.post("/account/agency/confirm/", {"next": asked_first.url.partition("next=")[2].replace("%2F", "/")})
    wanted = asked(pages.find(page, "main a.usa-button")[0].get("href"))
    assert (wanted["prompt"], wanted["max_age"]) == ("login", "0")
    monkeypatch.setattr("signon.oidc.ask", answering(token(wanted["nonce"], **claims)))
    return client.get(f"/account/agency/{provider.key}/callback/?code=x&state={wanted['state']}")


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"auth_time": lambda: int(time.time())}, "editor"),
        ({"auth_time": lambda: int(time.time()) - 300}, "reader"),
        ({"auth_time": lambda: None}, "reader"),
        ({"auth_time": lambda: int(time.time()), "sub": "somebody else"}, "reader"),
    ],
)
def test_who_signs_in_at_the_agency_confirms_there_and_the_change_is_made_once(
    claims: dict[str, Any], role: str, lead: User, cast: Cast, oidc: AgencySignIn, client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    lead.groups.add(*cast.administrator.groups.all())
    comes(client, monkeypatch, oidc)
    later = time.time() + 360
    monkeypatch.setattr("time.time", lambda: later)
    Identity.objects.update(last_used_at="2026-01-01T00:00Z")
    asked_first = client.post(f"/people/{cast.vermont.pk}/editor/")
    monkeypatch.undo()
    given = {name: value() if callable(value) else value for name, value in claims.items()}

    confirm(client, monkeypatch, oidc, asked_first, **given)

    assert asked_first.url == f"/account/agency/confirm/?next=%2Fpeople%2F{cast.vermont.pk}%2Feditor%2F"
    assert Membership.objects.current().get(user=cast.vermont).role == role
    assert AuditEvent.objects.filter(action="membership.role_changed").count() == (role == "editor")


def test_person_and_administrators_remove_it_others_do_not(
    lead: User, cast: Cast, oidc: AgencySignIn, sign_in: SignIn
) -> None:
    links = [Identity.objects.create(user=lead, provider=oidc, subject="kim", email=EMAIL)]
    url = f"/account/agency/links/{links[0].pk}/remove/"

    statuses = [sign_in(person).post(url).status_code for person in (cast.vermont, cast.applicant)]
    kept = Identity.objects.count()
    sign_in(cast.administrator).post(url)

    assert (statuses, kept, Identity.objects.count()) == ([404, 404], 1, 0)
    assert AuditEvent.objects.get(action="signon.unlinked").object_id == str(lead.pk)


# --- What we ask


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://id.example", True), ("http://id.example", False), ("http://localhost:1", False),
        ("http://127.0.0.1:1", False), ("https://u:p@id.example", False), ("https://id.example/#x", False),
        ("ftp://id.example", False), ("https://", False), ("https://id.example/a b", False),
        ("file:///etc/hosts", False),
    ],
)  # fmt: skip
def test_only_https_is_asked_outside_a_trial(url: str, allowed: bool, settings: object) -> None:
    settings.SIGNON_ALLOWS_OWN_MACHINE = False

    assert outbound.is_allowed(url) == allowed


@pytest.mark.parametrize("url", ["https://localhost:1", "https://169.254.169.254/latest", "https://192.168.1.1"])
def test_our_own_network_is_never_asked(url: str, settings: object) -> None:
    settings.SIGNON_ALLOWS_OWN_MACHINE = False

    with pytest.raises(outbound.NotReached, match="not public"):
        outbound.ask(url)


def test_sign_in_that_cannot_be_reached_says_so(oidc: AgencySignIn, client: Client) -> None:
    AgencySignIn.objects.update(endpoints={**oidc.endpoints, "token_endpoint": "http://localhost:9/token"})
    state = asked(way_there(client, EMAIL))["state"]

    answer = client.get(f"/account/agency/{oidc.key}/callback/?code=x&state={state}")

    assert "could not be reached" in pages.texts(answer, "p.lede")[0]


def test_old_attempts_are_forgotten(oidc: AgencySignIn, client: Client) -> None:
    from signon.models import Attempt, forget_attempts

    way_there(client, EMAIL)
    way_there(Client(), EMAIL)
    Attempt.objects.filter(pk=Attempt.objects.latest("pk").pk).update(began_at="2026-01-01T00:00Z")

    assert (forget_attempts(), Attempt.objects.count(), actions.MOST_BEGUN) == (1, 1, 5)
