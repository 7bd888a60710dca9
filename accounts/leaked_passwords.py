"""Passwords that leaked elsewhere, long enough to be chosen here: a list that is shipped, so no service is asked."""

import hashlib
import mmap
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Model

from accounts.passwords import normal

if TYPE_CHECKING:
    from accounts.models import User

FILE = Path(__file__).parent / "data/leaked_passwords.bin"  # made by scripts/leaked_passwords.py
SHORTEST = 15  # what is shorter is refused anyway
WIDTH = 6  # bytes of each fingerprint: one of 800 million other passwords is taken for a leaked one


def fingerprint(password: str) -> bytes:
    """What stands in the list; capital letters make no difference."""
    plain = normal(password).lower().encode("utf-8", "surrogatepass")
    return hashlib.sha256(plain).digest()[:WIDTH]


@cache
def _fingerprints() -> mmap.mmap:
    """The sorted list, of which the system reads the pages that are looked at."""
    with FILE.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def has_leaked(password: str) -> bool:
    """Whether the password is on the list: some twenty comparisons."""
    wanted, found = fingerprint(password), _fingerprints()
    low, high = 0, len(found) // WIDTH
    while low < high:
        middle = (low + high) // 2
        here = found[middle * WIDTH : (middle + 1) * WIDTH]
        if here == wanted:
            return True
        low, high = (middle + 1, high) if here < wanted else (low, middle)
    return False


class LeakedPasswordValidator:
    """Refuses passwords that are known from leaks."""

    def validate(self, password: str, user: "User | Model | None" = None) -> None:
        """Raise ValidationError with a sentence; see get_help_text()."""
        if has_leaked(password):
            raise ValidationError(
                "This password is on a list of passwords stolen from other websites. Choose another.", code="leaked"
            )

    def get_help_text(self) -> str:
        return "Don’t use a password that was stolen from another website."
