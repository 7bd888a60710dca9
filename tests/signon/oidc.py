"""A browser at an OpenID Connect provider, and tokens as a false one would make them."""

import http.client
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from tests import pages

DOMAIN, CLIENT, SECRET = "transport.example", "portal", "a secret of the agency"
START = "/account/agency/"
ISSUER = "https://id.transport.example"
ADDRESSES = {
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
    "userinfo_endpoint": f"{ISSUER}/me",
}
OURS = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGERS = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def knows(server: str, sub: str, **claims: Any) -> None:
    """Let the provider know a person."""
    _exchange("PUT", f"{server}/users/{sub}", json.dumps(claims), {"Content-Type": "application/json"})


def agree(url: str, sub: str) -> str:
    """Sign in at the provider as this person; the path that it sends the browser back to."""
    status, location = _exchange(
        "POST", url, urlencode({"sub": sub}), {"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert status == 302, status
    parts = urlsplit(location)
    return f"{parts.path}?{parts.query}"


def _exchange(verb: str, url: str, body: str, headers: dict[str, str]) -> tuple[int, str]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    connection.request(verb, f"{parts.path}?{parts.query}", body, headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status, response.headers.get("Location", "")


def way_there(client: Client, email: str, **fields: str) -> str:
    """The link to the agency's sign-in that the portal offers for this address."""
    page = client.post(START, {"email": email, **fields})
    links = [link.get("href") for link in pages.find(page, "main a.usa-button")]
    assert (page.status_code, len(links)) == (200, 1), pages.texts(page, "main")
    return links[0]


def come(client: Client, sub: str, email: str, **fields: str) -> Any:
    """The whole way: to the provider and back; the portal's answer."""
    return client.get(agree(way_there(client, email, **fields), sub))


def asked(url: str) -> dict[str, str]:
    """What the link asks the provider for."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def token(nonce: str, /, *, key: Any = OURS, alg: str = "RS256", headers: Any = None, **changes: Any) -> str:
    """An ID token that is in order, but for the changes; a change to None leaves the claim out."""
    now = int(time.time())
    claims = {
        "iss": ISSUER, "aud": CLIENT, "sub": "kim", "iat": now, "exp": now + 300, "nonce": nonce,
        "email": f"kim@{DOMAIN}", "email_verified": True, "name": "Kim Lee",
    } | changes  # fmt: skip
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, key, algorithm=alg, headers={"kid": "one", **(headers or {})})


def answering(id_token: str, userinfo: dict[str, Any] | None = None) -> Callable[..., dict[str, Any]]:
    """In place of signon.outbound.ask: a provider that sends this token, and publishes one key."""

    def ask(url: str, **options: Any) -> dict[str, Any]:
        if url == ADDRESSES["token_endpoint"]:
            return {"id_token": id_token, "access_token": "x"}
        if url == ADDRESSES["userinfo_endpoint"]:
            return userinfo or {}
        assert url == ADDRESSES["jwks_uri"]
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(OURS.public_key()))
        return {"keys": [{**key, "kid": "one", "use": "sig", "alg": "RS256"}]}

    return ask
