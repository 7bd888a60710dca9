"""Addresses with the portal's own name, for mails, files and programs."""

from django.conf import settings


def absolute_url(path: str) -> str:
    """The full address of a page: absolute_url("/documents/") is "https://portal.example/documents/"."""
    return f"{settings.BASE_URL.rstrip('/')}{path}"
