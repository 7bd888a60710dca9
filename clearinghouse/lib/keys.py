"""Keys of addresses."""

import secrets

KEY_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: people read keys aloud


def random_key() -> str:
    """Twelve random characters (59 bits): an address that says nothing and cannot be counted through."""
    return "".join(secrets.choice(KEY_ALPHABET) for _ in range(12))
