from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Model

if TYPE_CHECKING:
    from accounts.models import User

CONTEXT_WORDS = ("naseo", "aashto", "clearinghouse", "evstates", "nevi")
SHORTEST_PART = 5
LONGEST = 1024  # bytes: hashing more is a way to keep a server busy


class ContextWordsValidator:
    """Refuses passwords built on the portal's own words or the person's, and ones too long to hash safely."""

    def validate(self, password: str, user: "User | Model | None" = None) -> None:
        """Raise ValidationError with a sentence; see get_help_text()."""
        if len(password.encode("utf-8", "surrogatepass")) > LONGEST:
            raise ValidationError("This password is too long. Use at most 1,000 characters.", code="too_long")
        found = next((word for word in CONTEXT_WORDS if word in password.lower()), None)
        if found:
            raise ValidationError(
                f"Leave out “{found}.” Words from this portal are easy to guess.", code="context_word"
            )
        if any(part in password.lower() for part in _parts_of(user)):
            raise ValidationError("Leave out your name and email address. They are easy to guess.", code="own_name")

    def get_help_text(self) -> str:
        return "Don’t use words from this portal, such as its name, or your own name or email address."


def _parts_of(user: "User | Model | None") -> list[str]:
    """The person's e-mail, the part before its @, and the words of the name; short ones are no secret given away."""
    email, name = getattr(user, "email", "").lower(), getattr(user, "name", "").lower()
    return [part for part in (email, email.partition("@")[0], *name.split()) if len(part) >= SHORTEST_PART]
