"""Signing in at an agency by OpenID Connect: the round trip, and each answer that is refused."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, OutboxMail, User
from signon.models import AgencySignIn, Attempt, Identity
from tests import pages
from tests.accounts.people import newcomer
from tests.accounts.signing import is_signed_in
from tests.signon.oidc import (
    ADDRESSES,
    CLIENT,
    DOMAIN,
    ISSUER,
    STRANGERS,
    agree,
    answering,
    asked,
    come,
    knows,
    token,
    way_there,
)

EMAIL = f"kim@{DOMAIN}"
SIGNED_IN_BY = "account_authentication_methods"


def known_at(server: str, sub: str = "kim", email: str = EMAIL, **claims: Any) -> None:
    knows(server, sub, **{"email": email, "email_verified": True, "name": "Kim Lee", **claims})


def test_somebody_new_becomes_an_applicant_like_others(oidc: AgencySignIn, oidc_server: str, client: Client) -> None:
    known_at(oidc_server)

    answer = come(client, "kim", EMAIL)

    person = User.objects.get(email=EMAIL)
    assert (answer.url, is_signed_in(client)) == ("/people/request/", True)
    assert (person.name, person.has_usable_password(), person.memberships.count()) == ("Kim Lee", False, 0)
    assert list(person.emailaddress_set.values_list("email", "verified", "primary")) == [(EMAIL, True, True)]
    assert client.get("/directory/").url == "/people/request/mine/"


def test_somebody_with_an_account_comes_into_it_and_is_told(
    oidc: AgencySignIn, oidc_server: str, client: Client
) -> None:
    known_at(oidc_server)
    person = newcomer(EMAIL)

    answer = come(client, "kim", EMAIL, next="/documents/?state=VT")

    identity = Identity.objects.get()
    assert (answer.url, identity.user, identity.subject, identity.email) == (
        "/documents/?state=VT",
        person,
        "kim",
        EMAIL,
    )
    assert OutboxMail.objects.get(to=EMAIL).subject == "Your agency’s sign-in was added to your account"
    assert AuditEvent.objects.get(action="signon.linked").object_id == str(person.pk)
    listed = pages.texts(client.get("/people/me/"), ".section ul.rows li")
    assert any(EMAIL in text for text in listed)


def test_second_time_the_subject_counts_and_no_mail_goes_out(
    oidc: AgencySignIn, oidc_server: str, client: Client
) -> None:
    known_at(oidc_server)
    come(Client(), "kim", EMAIL)
    known_at(oidc_server, email=f"kim.married@{DOMAIN}")
    mails = OutboxMail.objects.count()

    come(client, "kim", EMAIL)

    assert is_signed_in(client)
    assert list(Identity.objects.values_list("user__email", "email")) == [(EMAIL, f"kim.married@{DOMAIN}")]
    assert OutboxMail.objects.count() == mails


def test_a_password_that_somebody_left_before_the_owner_came_is_gone(
    oidc: AgencySignIn, oidc_server: str, client: Client
) -> None:
    known_at(oidc_server)
    planted = User.objects.create_user(EMAIL, "a password of a stranger", name="Stranger")
    planted.emailaddress_set.create(email=EMAIL, verified=False, primary=True)

    come(client, "kim", EMAIL)

    planted.refresh_from_db()
    assert (is_signed_in(client), planted.has_usable_password()) == (True, False)
    assert planted.emailaddress_set.get().verified


def test_link_asks_for_all_that_makes_the_answer_ours_alone(oidc: AgencySignIn, client: Client) -> None:
    wanted = asked(way_there(client, EMAIL))

    attempt = Attempt.objects.get()
    assert {name: wanted[name] for name in ("response_type", "client_id", "scope", "code_challenge_method")} == {
        "response_type": "code", "client_id": CLIENT, "scope": "openid email profile", "code_challenge_method": "S256",
    }  # fmt: skip
    assert wanted["redirect_uri"] == f"https://clearinghouse.test/account/agency/{oidc.key}/callback/"
    assert (wanted["nonce"], len(wanted["state"]), wanted["state"] == attempt.state) == (attempt.nonce, 43, False)


def refused(answer: Any) -> str:
    """The sentence on the page; nobody is signed in."""
    assert (answer.status_code, pages.headings(answer, 1)) == (400, ["We couldn’t sign you in"])
    return pages.texts(answer, "p.lede")[0]


def test_answer_counts_once(oidc: AgencySignIn, oidc_server: str, client: Client) -> None:
    known_at(oidc_server)
    back = agree(way_there(client, EMAIL), "kim")
    client.get(back)
    client.post("/account/logout/")

    again = client.get(back)

    assert refused(again) == "The answer doesn’t belong to this sign-in. Start again from the sign-in page."
    assert not is_signed_in(client)
    assert AuditEvent.objects.get(action="signon.refused").detail == {"why": "attempt"}


def test_answer_that_another_browser_began_signs_nobody_in(
    oidc: AgencySignIn, oidc_server: str, client: Client
) -> None:
    known_at(oidc_server)
    back = agree(way_there(Client(), EMAIL), "kim")

    assert refused(client.get(back)).startswith("The answer doesn’t belong to this sign-in.")
    assert not User.objects.filter(email=EMAIL).exists()


def test_answer_to_another_provider_is_refused(oidc: AgencySignIn, oidc_server: str, client: Client) -> None:
    known_at(oidc_server)
    other = AgencySignIn.objects.create(agency=oidc.agency, kind="oidc", issuer="https://other.example", is_on=False)
    back = agree(way_there(client, EMAIL), "kim").replace(oidc.key, other.key)

    assert refused(client.get(back)).startswith("The answer doesn’t belong to this sign-in.")


def test_answer_after_ten_minutes_is_refused(oidc: AgencySignIn, oidc_server: str, client: Client) -> None:
    known_at(oidc_server)
    back = agree(way_there(client, EMAIL), "kim")
    Attempt.objects.update(began_at="2026-01-01T00:00Z")

    assert refused(client.get(back)).startswith("The answer came too late")


def test_unsolicited_answer_is_refused(oidc: AgencySignIn, client: Client) -> None:
    answer = client.get(f"/account/agency/{oidc.key}/callback/?code=x&state=y")

    assert refused(answer).startswith("The answer doesn’t belong to this sign-in.")
    assert AuditEvent.objects.count() == 0  # anybody can open such an address, as often as they like


def test_denied_there_is_denied_here(oidc: AgencySignIn, client: Client) -> None:
    state = asked(way_there(client, EMAIL))["state"]

    answer = client.get(f"/account/agency/{oidc.key}/callback/?error=access_denied&state={state}")

    assert refused(answer).startswith("Your agency’s sign-in didn’t let you through.")


@pytest.mark.parametrize(
    ("email", "verified", "why"),
    [
        ("kim@elsewhere.example", True, "domain"),
        (f"kim@sub.{DOMAIN}", True, "domain"),
        (f"kim@evil{DOMAIN}", True, "domain"),
        (EMAIL, False, "unverified"),
        (EMAIL, "false", "unverified"),
        (EMAIL, "no idea", "unverified"),
        (EMAIL, None, "unverified"),
        ("", True, "no_address"),
        (f"info@{DOMAIN}", True, "shared_mailbox"),
    ],
)
def test_address_that_the_agency_cannot_speak_for(
    email: str, verified: object, why: str, oidc: AgencySignIn, oidc_server: str, client: Client
) -> None:
    knows(oidc_server, "kim", email=email, name="Kim", **({} if verified is None else {"email_verified": verified}))

    answer = come(client, "kim", EMAIL)

    assert refused(answer) != ""
    assert AuditEvent.objects.get(action="signon.refused").detail == {"why": why}
    assert (User.objects.filter(email=email).exists(), Identity.objects.count()) == (False, 0)


@pytest.mark.parametrize("verified", ["true", True])
def test_verified_as_a_word_counts_too(verified: object, oidc: AgencySignIn, oidc_server: str, client: Client) -> None:
    knows(oidc_server, "kim", email=EMAIL, email_verified=verified)

    come(client, "kim", EMAIL)

    assert is_signed_in(client)


def test_provider_that_vouches_need_not_say_so(oidc: AgencySignIn, oidc_server: str, client: Client) -> None:
    AgencySignIn.objects.update(vouches=True)
    knows(oidc_server, "kim", email=EMAIL)

    come(client, "kim", EMAIL)

    assert is_signed_in(client)


def test_address_given_to_somebody_else_there_opens_no_account_here(
    oidc: AgencySignIn, oidc_server: str, client: Client
) -> None:
    known_at(oidc_server)
    come(Client(), "kim", EMAIL)
    known_at(oidc_server, sub="successor")

    answer = come(client, "successor", EMAIL)

    assert refused(answer) == "This address belongs to another person’s sign-in at your agency. Contact NASEO."


def test_account_that_moved_away_is_not_signed_in_by_the_old_agency(
    oidc: AgencySignIn, oidc_server: str, client: Client
) -> None:
    known_at(oidc_server)
    come(Client(), "kim", EMAIL)
    User.objects.filter(email=EMAIL).update(email="kim@private.example")

    assert "kim@private.example, for which your agency’s sign-in can’t speak" in refused(come(client, "kim", EMAIL))


def test_deactivated_person_stays_out(oidc: AgencySignIn, oidc_server: str, client: Client) -> None:
    known_at(oidc_server)
    come(Client(), "kim", EMAIL)
    User.objects.filter(email=EMAIL).update(is_active=False)

    assert come(client, "kim", EMAIL).url == "/account/inactive/"
    assert not is_signed_in(client)


# --- Tokens that a false or careless provider sends. Everything is in order but for the one thing.


@pytest.fixture
def false(oidc: AgencySignIn) -> AgencySignIn:
    """The agency's provider at an address where a test answers."""
    AgencySignIn.objects.update(issuer=ISSUER, endpoints=ADDRESSES)
    oidc.refresh_from_db()
    return oidc


TOKENS: dict[str, tuple[Callable[[str], str], str]] = {
    "another key": (lambda nonce: token(nonce, key=STRANGERS), "signature"),
    "no signature": (lambda nonce: token(nonce, key=None, alg="none"), "signature"),
    "shared secret": (lambda nonce: token(nonce, key="x" * 64, alg="HS256"), "signature"),
    "unknown key": (lambda nonce: token(nonce, headers={"kid": "two"}), "signature"),
    "no token": (lambda nonce: "", "signature"),
    "nonsense": (lambda nonce: "a.b.c", "signature"),
    "other audience": (lambda nonce: token(nonce, aud="somebody else"), "audience"),
    "two audiences, no party": (lambda nonce: token(nonce, aud=[CLIENT, "other"]), "audience"),
    "another party": (lambda nonce: token(nonce, azp="other"), "audience"),
    "other issuer": (lambda nonce: token(nonce, iss="https://other.example"), "issuer"),
    "expired": (lambda nonce: token(nonce, exp=int(time.time()) - 120), "expired"),
    "made long ago": (lambda nonce: token(nonce, iat=int(time.time()) - 3600), "expired"),
    "of the future": (lambda nonce: token(nonce, iat=int(time.time()) + 3600), "expired"),
    "other nonce": (lambda nonce: token("another"), "attempt"),
    "no nonce": (lambda nonce: token(nonce, nonce=None), "attempt"),
    "no subject": (lambda nonce: token(nonce, sub=""), "attempt"),
    "never ends": (lambda nonce: token(nonce, exp=None), "signature"),
}


@pytest.mark.parametrize("name", TOKENS)
def test_token_that_is_not_in_order(
    name: str, false: AgencySignIn, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, why = TOKENS[name]
    wanted = asked(way_there(client, EMAIL))
    monkeypatch.setattr("signon.oidc.ask", answering(make(wanted["nonce"])))

    answer = client.get(f"/account/agency/{false.key}/callback/?code=x&state={wanted['state']}")

    assert refused(answer) != ""
    assert AuditEvent.objects.get(action="signon.refused").detail == {"why": why}
    assert not is_signed_in(client)


def test_token_in_order_signs_in(false: AgencySignIn, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the tests above fail for the one thing that they change."""
    wanted = asked(way_there(client, EMAIL))
    monkeypatch.setattr("signon.oidc.ask", answering(token(wanted["nonce"])))

    client.get(f"/account/agency/{false.key}/callback/?code=x&state={wanted['state']}&iss={ISSUER}")

    assert is_signed_in(client)


@pytest.mark.parametrize("named", ["", "&iss=https://other.example"])
def test_provider_that_names_itself_does_so_each_time(named: str, false: AgencySignIn, client: Client) -> None:
    AgencySignIn.objects.update(endpoints={**ADDRESSES, "names_itself": True})
    state = asked(way_there(client, EMAIL))["state"]

    refused(client.get(f"/account/agency/{false.key}/callback/?code=x&state={state}{named}"))

    assert AuditEvent.objects.get(action="signon.refused").detail == {"why": "issuer"}


@pytest.mark.parametrize(("sub", "signed_in"), [("kim", True), ("another", False)])
def test_address_asked_for_with_the_token_is_of_the_same_person(
    sub: str, signed_in: bool, false: AgencySignIn, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = asked(way_there(client, EMAIL))
    found = {"sub": sub, "email": EMAIL, "email_verified": True}
    thin = token(wanted["nonce"], email=None, email_verified=None)
    monkeypatch.setattr("signon.oidc.ask", answering(thin, found))

    client.get(f"/account/agency/{false.key}/callback/?code=x&state={wanted['state']}")

    assert is_signed_in(client) == signed_in
