"""Keys of addresses, and ids that only this portal can work out."""

import secrets
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

KEY_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: people read keys aloud


def random_key() -> str:
    """Twelve random characters (59 bits): an address that says nothing and cannot be counted through."""
    return "".join(secrets.choice(KEY_ALPHABET) for _ in range(12))


def keyed_ids(purpose: str, *parts: object) -> list[UUID]:
    """The id made of these parts and the secret key: the same each time, and nobody without the key can work it out.

    First the one of today's secret, then those of the secrets it replaced, so that what has an id keeps it.
    """
    value = "|".join(str(part) for part in parts)
    return [_keyed_id(purpose, value, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _keyed_id(purpose: str, value: str, secret: str) -> UUID:
    digest = salted_hmac(purpose, value, secret=secret, algorithm="sha256").digest()
    return UUID(bytes=digest[:16], version=4)
