"""Addresses: of things with a key, and with the portal's own name for mails, files and programs."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, reverse

# In place of keys and numbers while the pattern of an address is looked up; no address holds them otherwise.
KEY, NUMBER = "k0e1y2s3t4a5", 987_654_321


def address_of(name: str, *parts: str | int) -> str:
    """What reverse() gives for these parts: keys, which need no escaping, and numbers.

    Without asking the URL resolver for each of a page's fifty addresses.
    """
    return _pattern(name, get_script_prefix(), tuple([isinstance(part, int) for part in parts])).format(*parts)


@lru_cache(maxsize=1024)
def _pattern(name: str, prefix: str, are_numbers: tuple[bool, ...]) -> str:
    parts = [NUMBER + place if is_number else f"{KEY}{place}" for place, is_number in enumerate(are_numbers)]
    address = reverse(name, args=parts).replace("{", "{{").replace("}", "}}")
    for place, part in enumerate(parts):
        address = address.replace(str(part), f"{{{place}}}")
    return address


def absolute_url(path: str) -> str:
    """The full address of a page: absolute_url("/documents/") is "https://portal.example/documents/"."""
    return f"{settings.BASE_URL.rstrip('/')}{path}"
