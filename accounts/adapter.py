from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class PortalAccountAdapter(DefaultAccountAdapter):
    """How allauth behaves here: links from the configured address, mail through the outbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Anybody may ask to join; an account alone opens nothing."""
        return True

    def format_email_subject(self, subject: str) -> str:
        return f"{subject} — EV States Clearinghouse"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Never with the host of the request: links start with the configured address."""
        super().send_mail(template_prefix, email, {**context, "base_url": settings.BASE_URL})
