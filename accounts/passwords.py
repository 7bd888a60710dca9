import re
import unicodedata
from functools import cached_property
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import CommonPasswordValidator
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


class EasyPatternValidator:
    """Refuses what is long and easy all the same: one word over and over, and names of states with a year behind."""

    @cached_property
    def common(self) -> set[str]:
        """Django's list of common passwords, which CommonPasswordValidator asks for whole ones."""
        return CommonPasswordValidator().passwords

    def validate(self, password: str, user: "User | Model | None" = None) -> None:
        """Raise ValidationError with a sentence; see get_help_text()."""
        plain = re.sub(r"[\W_]+", "", password[:LONGEST].lower())
        unit = plain[: _length_of_unit(plain)]
        if len(unit) < len(plain) and (len(unit) <= SHORTEST_PART or unit in self.common):
            raise ValidationError("The same few characters over and over are easy to guess.", code="repeated")
        rest = re.sub(r"\d+", "", plain)
        for name in sorted(_state_names(), key=len, reverse=True):
            rest = rest.replace(name, "")
        if not rest and not plain.isdigit():
            raise ValidationError("Names of states and years are easy to guess. Add other words.", code="state_name")

    def get_help_text(self) -> str:
        return "Don’t repeat one word, and don’t use only names of states and years."


def _length_of_unit(text: str) -> int:
    """The shortest beginning of which the text is made by saying it again; all of it where there is none."""
    found = (text + text).find(text, 1)
    return found if found > 0 else len(text)


def _state_names() -> list[str]:
    from accounts.models.place import State  # this module is read before the models are

    return [re.sub(r"\W+", "", name.lower()) for name in State.objects.values_list("name", flat=True)]


def normal(password: str) -> str:
    """One way to write what looks the same, however a keyboard puts it together (Unicode NFKC)."""
    return unicodedata.normalize("NFKC", password)


def _parts_of(user: "User | Model | None") -> list[str]:
    """The person's e-mail, the part before its @, and the words of the name; short ones are no secret given away."""
    email, name = getattr(user, "email", "").lower(), getattr(user, "name", "").lower()
    return [part for part in (email, email.partition("@")[0], *name.split()) if len(part) >= SHORTEST_PART]
