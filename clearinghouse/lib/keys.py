"""Keys of addresses, and ids that only this portal can work out."""

import hashlib
import secrets
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

TOKEN_BYTES = 24  # 192 bits
KEY_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: people read keys aloud


def random_key() -> str:
    """Twelve random characters (59 bits): an address that says nothing and cannot be counted through."""
    return "".join(secrets.choice(KEY_ALPHABET) for _ in range(12))


def secret_token() -> str:
    """A secret to put into an address, which opens what is behind it; keep only its hash."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """What is kept of a token. It is random and long, so no salt and no slow hash are needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def keyed_ids(purpose: str, *parts: object) -> list[UUID]:
    """The id made of these parts and the secret key: the same each time, and nobody without the key can work it out.

    First the one of today's secret, then those of the secrets it replaced, so that what has an id keeps it.
    """
    value = "|".join(str(part) for part in parts)
    return [_keyed_id(purpose, value, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _keyed_id(purpose: str, value: str, secret: str) -> UUID:
    digest = salted_hmac(purpose, value, secret=secret, algorithm="sha256").digest()
    return UUID(bytes=digest[:16], version=4)
