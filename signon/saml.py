"""SAML 2.0: our metadata, the request, and each check of the answer.

python3-saml checks signature, times and issuer. What it lets pass where an answer leaves it out is asked here, of the
signed assertion: that it is for us, and for this very request. It reads XML without following anything; what is longer
than a few hundred kilobytes, or brings a document type, never reaches it.
"""

import base64
import binascii
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from signon.answers import (
    NOT_AGAIN,
    Answer,
    Refused,
    expired,
    invalid_signature,
    other_attempt,
    other_portal,
    other_provider,
)
from signon.models import AgencySignIn, Attempt
from signon.outbound import is_allowed

MOST_BYTES = 262_144
BINDING_POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
BINDING_REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
EMAIL_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
# What providers call these, the agreed names first.
EMAIL = (
    "urn:oid:0.9.2342.19200300.100.1.3", "mail", "email", "emailAddress", "EmailAddress", "Email",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
)  # fmt: skip
NAME = (
    "urn:oid:2.16.840.1.113730.3.1.241",
    "displayName",
    "name",
    "http://schemas.microsoft.com/identity/claims/displayname",
)
GIVEN = (
    "urn:oid:2.5.4.42",
    "givenName",
    "firstName",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname",
)
FAMILY = (
    "urn:oid:2.5.4.4",
    "sn",
    "surname",
    "lastName",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname",
)
METHODS = "http://schemas.microsoft.com/claims/authnmethodsreferences"
# Of the AuthnContext, or of the attribute above: more than one factor.
TWO_FACTORS = frozenset(
    {
        "https://refeds.org/profile/mfa",
        "http://schemas.microsoft.com/claims/multipleauthn",
        "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract",
        "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI",
    }
)


class NotReadable(Exception):
    """Metadata that cannot be used; the message is a sentence."""


def read_metadata(text: str) -> tuple[str, str, list[str]]:
    """Entity id, sign-in address and signing certificates of a provider's metadata. Raises NotReadable."""
    from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser as Parser

    if len(text.encode()) > MOST_BYTES or "<!DOCTYPE" in text.upper():
        raise NotReadable("This is too long, or not SAML metadata.")
    try:
        found = Parser.parse(text.encode(), required_sso_binding=BINDING_REDIRECT).get("idp", {})
    except Exception:  # the parser raises what its XML reader does
        raise NotReadable("We can’t read this as SAML metadata. Paste the whole XML.") from None
    address = str(found.get("singleSignOnService", {}).get("url", ""))
    certificates = [found["x509cert"]] if found.get("x509cert") else found.get("x509certMulti", {}).get("signing", [])
    if not found.get("entityId"):
        raise NotReadable("The metadata describes no identity provider.")
    if not is_allowed(address):
        raise NotReadable("The metadata names no sign-in address with the HTTP-Redirect binding and https.")
    if not certificates:
        raise NotReadable("The metadata has no signing certificate.")
    return str(found["entityId"]), address, [str(certificate) for certificate in certificates]


def valid_until(certificate: str) -> datetime | None:
    """The last day of a certificate; None where it cannot be read."""
    from cryptography import x509

    try:
        return x509.load_der_x509_certificate(base64.b64decode(certificate)).not_valid_after_utc
    except ValueError:
        return None


def metadata(provider: AgencySignIn) -> str:
    """Ours, for the agency's IT office: without dates, because it holds until somebody changes it."""
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    text = OneLogin_Saml2_Settings(_settings(provider), sp_validation_only=True).get_sp_metadata()
    return text.decode() if isinstance(text, bytes) else str(text)


def begin(attempt: Attempt, word: str) -> tuple[str, str]:
    """The address at the provider to which the person goes, and the id of the request."""
    from onelogin.saml2.authn_request import OneLogin_Saml2_Authn_Request
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    settings = OneLogin_Saml2_Settings(_settings(attempt.provider))
    request = OneLogin_Saml2_Authn_Request(settings, force_authn=attempt.is_forced)
    address = attempt.provider.endpoints["sign_in"]
    asked = urlencode({"SAMLRequest": request.get_request(), "RelayState": word})
    return f"{address}{'&' if '?' in address else '?'}{asked}", str(request.get_id())


def read(attempt: Attempt) -> Answer:
    """Check the answer that came for the attempt. Raises Refused."""
    from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
    from onelogin.saml2.response import OneLogin_Saml2_Response
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    settings = OneLogin_Saml2_Settings(_settings(attempt.provider))
    _must_be_readable(attempt.answer)
    try:
        response = OneLogin_Saml2_Response(settings, attempt.answer)
        response.is_valid(_asked_at(attempt.provider), request_id=attempt.request_id, raise_exceptions=True)
        _must_answer(response, attempt)
        attributes = response.get_attributes()
        subject = response.get_nameid()
    except OneLogin_Saml2_ValidationError as error:
        raise _in_words(error.code) from None
    except Refused:
        raise
    except (OneLogin_Saml2_Error, ValueError, TypeError, KeyError, AttributeError, SyntaxError):
        raise Refused("unreadable", f"We couldn’t read the answer of your agency’s sign-in. {NOT_AGAIN}") from None
    email = _first(attributes, EMAIL) or (subject if response.get_nameid_format() == EMAIL_FORMAT else "")
    name = _first(attributes, NAME) or f"{_first(attributes, GIVEN)} {_first(attributes, FAMILY)}".strip()
    proofs = {*response.get_authn_contexts(), *attributes.get(METHODS, [])}
    return Answer(
        # A transient name is another one each time; then the address is all that stays.
        subject=email.lower() if response.get_nameid_format() == TRANSIENT else subject,
        email=email,
        is_verified=None,
        name=name,
        two_factors=not TWO_FACTORS.isdisjoint(proofs),
        at=_instant(response),
    )


def _must_be_readable(answer: str) -> None:
    try:
        text = base64.b64decode(answer, validate=False)
    except (binascii.Error, ValueError):
        text = b""
    if not text or len(text) > MOST_BYTES or b"<!DOCTYPE" in text.upper():
        raise Refused("unreadable", f"We couldn’t read the answer of your agency’s sign-in. {NOT_AGAIN}")


def _must_answer(response: Any, attempt: Attempt) -> None:
    """SECURITY: asked of the assertion whose signature was checked; the library passes over what is not there."""
    confirmed = response._query_assertion("/saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData")
    if not confirmed or any(
        data.get("InResponseTo") != attempt.request_id or data.get("Recipient") != attempt.provider.answer_url
        for data in confirmed
    ):
        raise other_attempt()
    if any(data.get("NotOnOrAfter") is None for data in confirmed):
        raise expired()
    if attempt.provider.metadata_url not in response.get_audiences():
        raise other_portal()


def _instant(response: Any) -> float:
    from onelogin.saml2.utils import OneLogin_Saml2_Utils

    statements = response._query_assertion("/saml:AuthnStatement")
    given = statements[0].get("AuthnInstant", "") if statements else ""
    return float(OneLogin_Saml2_Utils.parse_SAML_to_time(given)) if given else 0.0


def _in_words(code: int) -> Refused:
    from onelogin.saml2.errors import OneLogin_Saml2_ValidationError as Error

    if code == Error.STATUS_CODE_IS_NOT_SUCCESS:
        return Refused("denied", f"Your agency’s sign-in didn’t let you through. {NOT_AGAIN}")
    if code in (Error.ASSERTION_TOO_EARLY, Error.ASSERTION_EXPIRED, Error.SESSION_EXPIRED, Error.RESPONSE_EXPIRED):
        return expired()
    if code in (Error.WRONG_AUDIENCE, Error.WRONG_DESTINATION, Error.EMPTY_DESTINATION):
        return other_portal()
    if code in (Error.WRONG_ISSUER, Error.ISSUER_NOT_FOUND_IN_ASSERTION, Error.ISSUER_MULTIPLE_IN_RESPONSE):
        return other_provider()
    if code in (Error.WRONG_INRESPONSETO, Error.WRONG_SUBJECTCONFIRMATION):
        return other_attempt()
    if code in (Error.DEPRECATED_SIGNATURE_METHOD, Error.DEPRECATED_DIGEST_METHOD):
        sentence = "Your agency’s sign-in signs with SHA-1, which is no longer safe. Its IT office can use SHA-256."
        return Refused("sha1", sentence)
    return invalid_signature()


def _asked_at(provider: AgencySignIn) -> dict[str, Any]:
    """SECURITY: the configured address, never what a request says about itself."""
    parts = urlsplit(provider.answer_url)
    return {
        "https": "on" if parts.scheme == "https" else "off",
        "http_host": parts.netloc,
        "script_name": parts.path,
        "get_data": {},
        "post_data": {},
    }


def _settings(provider: AgencySignIn) -> dict[str, Any]:
    return {
        "strict": True,
        "debug": False,
        "sp": {
            "entityId": provider.metadata_url,
            "assertionConsumerService": {"url": provider.answer_url, "binding": BINDING_POST},
            "NameIDFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
        },
        "idp": {
            "entityId": provider.issuer,
            "singleSignOnService": {"url": provider.endpoints.get("sign_in", ""), "binding": BINDING_REDIRECT},
            "x509certMulti": {"signing": list(provider.certificates)},
        },
        "security": {
            "authnRequestsSigned": False,
            "wantAttributeStatement": False,  # some providers put the address into the name alone
            "requestedAuthnContext": False,
            "rejectDeprecatedAlgorithm": True,  # SHA-1
            "metadataValidUntil": "",
            "metadataCacheDuration": "",
        },
    }


def _first(attributes: dict[str, list[Any]], names: tuple[str, ...]) -> str:
    return next((str(attributes[name][0]).strip() for name in names if attributes.get(name)), "")
