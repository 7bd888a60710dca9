"""Secrets kept encrypted in the database, so that a copy of the database alone does not give them away."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def encrypt(purpose: str, text: str) -> str:
    """The text as it may be stored; only decrypt() with the same purpose opens it."""
    return _vault(purpose).encrypt(text.encode()).decode()


def decrypt(purpose: str, stored: str) -> str:
    """The text again; keys that were replaced still open old ones (SECRET_KEY_FALLBACKS)."""
    return _vault(purpose).decrypt(stored.encode()).decode()


def _vault(purpose: str) -> MultiFernet:
    secrets = [f"{purpose}:{key}".encode() for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret).digest())) for secret in secrets])
