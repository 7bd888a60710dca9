"""OpenID Connect: the authorization code flow with PKCE, and each check of the ID token.

The addresses to ask are read once, when an administrator sets the provider up, and kept; a sign-in asks two of them,
for the token and for the keys. The signature is always checked, also on the way where the standard lets it go.
"""

import base64
import hashlib
import time
from typing import Any
from urllib.parse import quote, urlencode

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
from signon.models import AgencySignIn, Attempt, Claims
from signon.outbound import NotReached, ask, is_allowed

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LEEWAY = 60  # seconds that clocks may differ
OLDEST = 600  # seconds since the token was made
MULTIPLE = "mfa"  # of RFC 8176: more than one factor


def discover(issuer: str) -> dict[str, Any]:
    """The addresses that the provider publishes, for an administrator to see and confirm. Raises NotReached."""
    found = ask(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    # SECURITY: an answer in another's name would let that other one vouch for people.
    if found.get("issuer") != issuer:
        raise NotReached(f"It calls itself “{str(found.get('issuer'))[:200]}.” Enter exactly that as the issuer.")
    kept: dict[str, Any] = {name: found.get(name) for name in (*NEEDED, "userinfo_endpoint")}
    for name in NEEDED:
        if not isinstance(kept[name], str) or not is_allowed(kept[name]):
            raise NotReached(f"It names no {name} that begins with https://.")
    if not (isinstance(kept["userinfo_endpoint"], str) and is_allowed(kept["userinfo_endpoint"])):
        kept["userinfo_endpoint"] = ""
    methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    kept["in_form"] = "client_secret_basic" not in methods
    kept["names_itself"] = found.get("authorization_response_iss_parameter_supported") is True
    return kept


def begin(attempt: Attempt, word: str, hint: str = "") -> str:
    """The address at the provider to which the person goes."""
    provider = attempt.provider
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": provider.answer_url,
        "scope": "openid email profile",
        "state": word,
        "nonce": attempt.nonce,
        "code_challenge": _challenge(attempt.verifier),
        "code_challenge_method": "S256",
    }
    if hint:
        asked["login_hint"] = hint
    if attempt.is_forced:
        asked |= {"prompt": "login", "max_age": "0"}
    address = provider.endpoints["authorization_endpoint"]
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def read(attempt: Attempt, given: dict[str, str]) -> Answer:
    """Check what came back, fetch the token and check that. Raises Refused."""
    provider = attempt.provider
    _must_be_from(provider, given)
    if given.get("error"):
        raise Refused("denied", f"Your agency’s sign-in didn’t let you through. {NOT_AGAIN}")
    if not given.get("code"):
        raise other_attempt()
    try:
        tokens = _redeem(attempt, given["code"])
        claims = _checked(attempt, str(tokens.get("id_token", "")))
        claims = claims if claims.get("email") else {**_userinfo(provider, claims, tokens), **claims}
    except NotReached as error:
        raise Refused("unreachable", f"Your agency’s sign-in gave no usable answer: {error} {NOT_AGAIN}") from None
    return Answer(
        subject=str(claims["sub"]),
        email=str(claims.get("email", "")),
        is_verified=_flag(claims.get("email_verified")),
        name=_name(claims),
        two_factors=MULTIPLE in _words(claims.get("amr")),
        at=_seconds(claims.get("auth_time")),
    )


def _must_be_from(provider: AgencySignIn, given: dict[str, str]) -> None:
    # RFC 9207: a provider that names itself must do so each time, or another's answer could take its place.
    named = given.get("iss")
    if (named is None and provider.endpoints.get("names_itself")) or (named is not None and named != provider.issuer):
        raise other_provider()


def _redeem(attempt: Attempt, code: str) -> dict[str, Any]:
    provider = attempt.provider
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": provider.answer_url,
        "code_verifier": attempt.verifier,
    }
    headers = {}
    if provider.endpoints.get("in_form"):
        form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
    else:
        pair = f"{quote(provider.client_id, safe='')}:{quote(provider.client_secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    return ask(provider.endpoints["token_endpoint"], form=form, headers=headers)


def _checked(attempt: Attempt, token: str) -> Claims:
    """The claims of an ID token that is the provider's, for us, for this attempt and of now."""
    import jwt  # with what it loads, only when somebody signs in this way

    provider = attempt.provider
    key = _key_for(provider, token)
    try:
        claims: Claims = jwt.decode(
            token, key.key, algorithms=[_algorithm(token)], audience=provider.client_id, issuer=provider.issuer,
            leeway=LEEWAY, options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )  # fmt: skip
    except jwt.InvalidAudienceError:
        raise other_portal() from None
    except jwt.InvalidIssuerError:
        raise other_provider() from None
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError):
        raise expired() from None
    except jwt.PyJWTError:
        raise invalid_signature() from None
    if claims.get("azp", provider.client_id) != provider.client_id or (
        isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims
    ):
        raise other_portal()
    if claims.get("nonce") != attempt.nonce or not claims["sub"]:
        raise other_attempt()
    if claims["iat"] < time.time() - OLDEST:
        raise expired()
    return claims


def _algorithm(token: str) -> str:
    """SECURITY: as the token says, but only one that needs a private key; never none, never a shared secret."""
    import jwt

    try:
        named = jwt.get_unverified_header(token).get("alg")
    except jwt.PyJWTError:
        raise invalid_signature() from None
    if named not in ALGORITHMS:
        raise invalid_signature()
    return str(named)


def _key_for(provider: AgencySignIn, token: str) -> Any:
    import jwt

    _algorithm(token)
    wanted = jwt.get_unverified_header(token).get("kid")
    published = ask(provider.endpoints["jwks_uri"])
    try:
        keys = [key for key in jwt.PyJWKSet.from_dict(published).keys if key.public_key_use in (None, "sig")]
    except jwt.PyJWTError:
        raise invalid_signature() from None
    fitting = [key for key in keys if key.key_id == wanted] if wanted else keys
    if len(fitting) != 1:
        raise invalid_signature()
    return fitting[0]


def _userinfo(provider: AgencySignIn, claims: Claims, tokens: dict[str, Any]) -> Claims:
    """What the token leaves out, asked for with it; only of the same person."""
    address = provider.endpoints.get("userinfo_endpoint")
    if not address or not isinstance(tokens.get("access_token"), str):
        return {}
    found = ask(address, headers={"Authorization": f"Bearer {tokens['access_token']}"})
    if found.get("sub") != claims["sub"]:
        raise other_attempt()
    return found


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _flag(value: object) -> bool | None:
    """Providers write it as a truth value or as a word; anything else is a no."""
    if value is None:
        return None
    return value is True or (isinstance(value, str) and value.lower() == "true")


def _name(claims: Claims) -> str:
    parts = [claims.get("given_name"), claims.get("family_name")]
    return str(claims.get("name") or " ".join(str(part) for part in parts if part))


def _words(value: object) -> list[str]:
    return [str(word) for word in value] if isinstance(value, list) else [str(value)] if value else []


def _seconds(value: object) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0
