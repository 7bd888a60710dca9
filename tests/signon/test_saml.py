"""Signing in at an agency by SAML: the round trip, and each answer that is refused."""

import base64
import re
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from saml2 import saml as saml2_words
from saml2.xmldsig import DIGEST_SHA1, SIG_RSA_SHA1

from accounts.models import AuditEvent, User
from signon.models import AgencySignIn, Attempt, Identity
from tests import pages
from tests.accounts.people import newcomer
from tests.accounts.signing import is_signed_in
from tests.signon.oidc import DOMAIN, way_there
from tests.signon.saml import Form, IdentityProvider, agree, come, send

pytestmark = pytest.mark.skipif(not shutil.which("xmlsec1"), reason="the test provider signs with xmlsec1")

EMAIL = f"kim@{DOMAIN}"


def test_somebody_new_becomes_an_applicant_like_others(
    saml: AgencySignIn, saml_server: IdentityProvider, client: Client
) -> None:
    answer = come(saml_server, client, saml, EMAIL)

    person = User.objects.get(email=EMAIL)
    assert (answer.url, is_signed_in(client), person.name) == ("/people/request/", True, "Kim Lee")
    assert client.get("/directory/").url == "/people/request/mine/"


def test_somebody_with_an_account_comes_into_it(
    saml: AgencySignIn, saml_server: IdentityProvider, client: Client
) -> None:
    person = newcomer(EMAIL)

    come(saml_server, client, saml, EMAIL)
    come(saml_server, Client(), saml, EMAIL)

    assert (is_signed_in(client), Identity.objects.get().user) == (True, person)


@pytest.mark.parametrize(
    "attributes",
    [
        {"mail": "", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress": EMAIL, "displayName": "",
         "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname": "Kim",
         "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname": "Lee"},
        {"mail": "", "urn:oid:0.9.2342.19200300.100.1.3": EMAIL, "displayName": "", "givenName": "Kim", "sn": "Lee"},
    ],
)  # fmt: skip
def test_attributes_have_several_names(
    attributes: dict[str, str], saml: AgencySignIn, saml_server: IdentityProvider, client: Client
) -> None:
    come(saml_server, client, saml, EMAIL, attributes=attributes)

    assert User.objects.get(email=EMAIL).name == "Kim Lee"


def test_answer_may_be_signed_as_a_whole(saml: AgencySignIn, saml_server: IdentityProvider, client: Client) -> None:
    come(saml_server, client, saml, EMAIL, sign_assertion=False, sign_response=True)

    assert is_signed_in(client)


def test_our_metadata_names_the_address_and_no_dates(saml: AgencySignIn, client: Client) -> None:
    answer = client.get(f"/account/agency/{saml.key}/metadata/")

    text = answer.content.decode()
    assert answer["Content-Type"] == "application/samlmetadata+xml"
    assert re.findall(r'entityID="([^"]+)"', text) == [saml.metadata_url]
    assert re.findall(r'AssertionConsumerService[^>]+Location="([^"]+)"', text) == [saml.answer_url]
    assert ("validUntil" in text, "cacheDuration" in text) == (False, False)


# --- What is refused


def why(client: Client, answer: Any) -> str:
    """The check that refused it; nobody is signed in."""
    assert (answer.status_code, pages.headings(answer, 1)) == (400, ["We couldn’t sign you in"])
    assert not is_signed_in(client)
    return AuditEvent.objects.get(action="signon.refused").detail["why"]


def began(client: Client, provider: AgencySignIn) -> tuple[Attempt, str]:
    """An attempt of this browser, and the word that comes back with the answer."""
    word = re.search(r"RelayState=([^&]+)", way_there(client, EMAIL))[1]
    return Attempt.objects.get(), word


def bring(client: Client, provider: AgencySignIn, word: str, answer: str) -> Any:
    return send(client, Form(f'<form action="{provider.answer_url}"><input name="RelayState" value="{word}">'
                             f'<input name="SAMLResponse" value="{answer}">'))  # fmt: skip


CHANGED: dict[str, tuple[dict[str, Any], str]] = {
    "other audience": ({"sp_entity_id": "https://other.example"}, "audience"),
    "other place": ({"destination": "https://other.example/acs"}, "audience"),
    "other request": ({"in_response_to": "another"}, "attempt"),
    "no request": ({"in_response_to": None}, "attempt"),
    "SHA-1": ({"sign_alg": SIG_RSA_SHA1, "digest_alg": DIGEST_SHA1}, "sha1"),
    "unsigned": ({"sign_assertion": False}, "signature"),
    "other issuer": ({"issuer": saml2_words.Issuer(text="https://other.example")}, "issuer"),
    "other domain": ({"email": "kim@elsewhere.example"}, "domain"),
    "shared mailbox": ({"email": f"noreply@{DOMAIN}"}, "shared_mailbox"),
    "no address": ({"email": ""}, "no_address"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_answer_that_is_not_in_order(
    name: str, saml: AgencySignIn, saml_server: IdentityProvider, client: Client
) -> None:
    changes, expected = CHANGED[name]
    attempt, word = began(client, saml)
    options = {"request_id": attempt.request_id, "email": EMAIL, **changes}
    if "sp_entity_id" in changes:  # for whom pysaml2 has no metadata, it answers by what we say of ourselves
        answer = saml_server.answer(saml, attempt.request_id, EMAIL, sign_assertion=False)
        answer = resigned(saml_server, saml, answer, saml.metadata_url, str(changes["sp_entity_id"]))
    else:
        answer = saml_server.answer(saml, options.pop("request_id"), options.pop("email"), **options)

    assert why(client, bring(client, saml, word, answer)) == expected


def resigned(idp: IdentityProvider, provider: AgencySignIn, answer: str, old: str, new: str) -> str:
    """The answer with other words in its audience, signed by the provider itself."""
    from saml2.samlp import response_from_string
    from saml2.sigver import pre_signature_part
    from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

    text = base64.b64decode(answer).decode().replace(f"Audience>{old}<", f"Audience>{new}<")
    response = response_from_string(text)
    server = idp.server(provider)
    response.signature = pre_signature_part(
        response.id, server.sec.my_cert, 1, sign_alg=SIG_RSA_SHA256, digest_alg=DIGEST_SHA256
    )
    signed = server.sec.sign_statement(
        str(response), "urn:oasis:names:tc:SAML:2.0:protocol:Response", node_id=response.id
    )
    return base64.b64encode(signed.encode()).decode()


def test_changed_answer_is_refused(saml: AgencySignIn, saml_server: IdentityProvider, client: Client) -> None:
    attempt, word = began(client, saml)
    text = base64.b64decode(saml_server.answer(saml, attempt.request_id, EMAIL)).decode()
    forged = base64.b64encode(text.replace(EMAIL, f"boss@{DOMAIN}").encode()).decode()

    assert why(client, bring(client, saml, word, forged)) == "signature"


def test_answer_of_another_key_is_refused(
    saml: AgencySignIn, saml_server: IdentityProvider, client: Client, tmp_path: Path
) -> None:
    stranger = IdentityProvider(tmp_path / "stranger", saml_server.entity_id)
    stranger.learn(saml)
    attempt, word = began(client, saml)

    assert why(client, bring(client, saml, word, stranger.answer(saml, attempt.request_id, EMAIL))) == "signature"
    stranger.web.shutdown()


def test_answer_counts_once(saml: AgencySignIn, saml_server: IdentityProvider, client: Client) -> None:
    saml_server.person = {"provider": saml, "email": EMAIL}
    form = agree(way_there(client, EMAIL))
    send(client, form)
    client.post("/account/logout/")

    assert why(client, send(client, form)) == "attempt"


def test_answer_to_an_earlier_request_does_not_fit_a_new_one(
    saml: AgencySignIn, saml_server: IdentityProvider, client: Client
) -> None:
    saml_server.person = {"provider": saml, "email": EMAIL}
    old = agree(way_there(client, EMAIL)).fields["SAMLResponse"]
    Attempt.objects.all().delete()
    _, word = began(client, saml)

    assert why(client, bring(client, saml, word, old)) == "attempt"


def test_answer_of_another_browser_signs_nobody_in(
    saml: AgencySignIn, saml_server: IdentityProvider, client: Client
) -> None:
    saml_server.person = {"provider": saml, "email": EMAIL}
    form = agree(way_there(Client(), EMAIL))

    assert why(client, send(client, form)) == "attempt"


def test_unsolicited_answer_is_refused(saml: AgencySignIn, saml_server: IdentityProvider, client: Client) -> None:
    answer = saml_server.answer(saml, "", EMAIL)

    assert why(client, bring(client, saml, "", answer)) == "attempt"


def test_expired_answer_is_refused(
    saml: AgencySignIn, saml_server: IdentityProvider, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt, word = began(client, saml)
    answer = saml_server.answer(saml, attempt.request_id, EMAIL)
    later = int((datetime.now(UTC) + timedelta(minutes=20)).timestamp())
    monkeypatch.setattr("onelogin.saml2.utils.OneLogin_Saml2_Utils.now", staticmethod(lambda: later))

    assert why(client, bring(client, saml, word, answer)) == "expired"


@pytest.mark.parametrize(
    "answer",
    ["", "!!!", "aGVsbG8=", base64.b64encode(b'<!DOCTYPE x [<!ENTITY y "z">]><x>&y;</x>').decode(), "A" * 600_000],
)
def test_what_nobody_can_read_is_refused(answer: str, saml: AgencySignIn, client: Client) -> None:
    _, word = began(client, saml)

    assert why(client, bring(client, saml, word, answer)) == "unreadable"
