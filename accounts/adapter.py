import time
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.accesses import note_wrong_proof
from accounts.models import MembershipRequest, User
from accounts.returns.pausing import pause_of
from accounts.signing import led_elsewhere
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.addresses import absolute_url
from clearinghouse.lib.slots import Slot

# Further ways for a person to show anew who they are, as allauth lists them: id, description, url.
OTHER_WAYS_TO_CONFIRM: Slot[Callable[[Viewer], dict[str, str] | None]] = Slot()
NO_MAIL = (
    "We stopped sending you emails, because one came back. Open Preferences in your account menu to see why and to try "
    "again."
)
WRONG_PROOF = ("incorrect_code", "incorrect_password")


class PortalAccountAdapter(DefaultAccountAdapter):
    """How allauth behaves here: links from the configured address, mail through the outbox, plain words."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The email or password isn’t right. You can also ask for a sign-in code.",
        "incorrect_code": "This code isn’t right. Check our most recent email.",
        "incorrect_password": "This password isn’t right.",
        "enter_current_password": "This isn’t your current password.",
        "too_many_login_attempts": "Too many attempts. Wait a few minutes, or ask for a sign-in code.",
        "rate_limited": "Wait a moment before asking again.",
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """What is wrong in a form; the log is told of wrong codes and passwords."""
        if code in WRONG_PROOF:
            note_wrong_proof()
        return super().validation_error(code, *args)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Anybody may ask to join; an account alone opens nothing."""
        return True

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """A new account leads straight to the request to join."""
        return reverse("accounts:request")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """People who asked to join go to where their request stands, everybody else home."""
        standing = standing_of(request.user)
        asked = not standing.is_approved and MembershipRequest.objects.filter(user_id=standing.user_id).exists()
        return reverse("accounts:my_request" if asked else "home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's account."""
        return reverse("accounts:profile")

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """SECURITY: whichever way somebody came in, who must use their agency's sign-in is led there."""
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        if answer is None and (answer := led_elsewhere(request, user.email)) is not None:
            request.session.pop(AUTHENTICATION_METHODS_SESSION_KEY, None)
        return answer

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Say to whom no mail comes that none comes; Preferences says why."""
        if pause_of(user.email) is not None:
            messages.warning(request, NO_MAIL)
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        return answer

    def is_safe_url(self, url: str) -> bool:
        """Where `next` may lead: a path of the portal, nothing with a host in it and nothing that cannot be read."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Sensitive changes need a fresh sign-in; one of the last minutes is fresh."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        # Sample people read no mail, and on one's own machine there is nothing to protect.
        if settings.SAMPLE_SIGN_IN and self.request.user.is_sample:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_reauthentication_methods(self, user: Viewer) -> list[dict[str, Any]]:
        """A password or a second factor; a mailed code for those who have neither."""
        ways = super().get_reauthentication_methods(user)
        stronger = [way for way in ways if way["id"] != "reauthenticate_by_code"]
        stronger += [way for offer in OTHER_WAYS_TO_CONFIRM if (way := offer(user))]
        return stronger or [{**way, "description": "Use a code we email you"} for way in ways]

    def format_email_subject(self, subject: str) -> str:
        return f"{subject} — EV States Clearinghouse"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Never with the host of the request: links start with the configured address."""
        ours = {
            "base_url": absolute_url(""),
            "signup_url": absolute_url(reverse("account_signup")),
            "login_code_url": absolute_url(reverse("account_request_login_code")),
            "password_reset_url": absolute_url(reverse("account_reset_password")),
            "profile_url": absolute_url(reverse("accounts:profile")),
        }
        super().send_mail(template_prefix, email, {**context, **ours})
