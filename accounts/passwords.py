from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import Model

if TYPE_CHECKING:
    from accounts.models import User

CONTEXT_WORDS = ("naseo", "aashto", "clearinghouse", "evstates", "nevi")
LONGEST = 1024  # bytes: hashing more is a way to keep a server busy


class ContextWordsValidator:
    """Refuses passwords built on the portal's own words, and ones too long to hash safely."""

    def validate(self, password: str, user: "User | Model | None" = None) -> None:
        """Raise ValidationError with a sentence; see get_help_text()."""
        if len(password.encode("utf-8", "surrogatepass")) > LONGEST:
            raise ValidationError("This password is too long. Use at most 1,000 characters.", code="too_long")
        found = next((word for word in CONTEXT_WORDS if word in password.lower()), None)
        if found:
            raise ValidationError(f"Leave out “{found}”: words of this portal are guessed first.", code="context_word")

    def get_help_text(self) -> str:
        return "Do not use words of this portal, such as its name."
