"""Reading settings from environment variables, with sentences for the person who must fix them."""

import os

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The variable's value without surrounding spaces, or the default."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """True or False; anything but a yes or a no stops the start."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE | FALSE:
        return value.strip().lower() in TRUE
    raise ImproperlyConfigured(f"{name} is {value!r}. Set it to 1 (yes) or 0 (no).")


def number(name: str, default: int) -> int:
    """A whole number; anything else stops the start."""
    value = text(name)
    if not value:
        return default
    if value.lstrip("-").isdigit():
        return int(value)
    raise ImproperlyConfigured(f"{name} is {value!r}. Set it to a whole number, for example {default}.")


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list without empty entries."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def numbers(name: str, default: str) -> list[int]:
    """Whole numbers separated by commas, largest first; anything else stops the start."""
    found = words(name, default)
    if all(word.isdigit() for word in found):
        return sorted({int(word) for word in found}, reverse=True)
    raise ImproperlyConfigured(f"{name} is {text(name)!r}. Set it to whole numbers, for example {default}.")
