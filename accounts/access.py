"""Who may open an address at all. Each view carries exactly one of these; a view without one fails the build."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect

from accounts.standing import Viewer, standing_of

SIGNED_OUT_MIDWAY = (
    "You are no longer signed in. Sign in again, then choose the same file: it goes on where it stopped."
)

View = Callable[..., HttpResponseBase]
Guard = Callable[[HttpRequest], HttpResponse | None]
V = TypeVar("V", bound=View)


class Access(StrEnum):
    """The rules, each with its meaning."""

    PUBLIC = "everybody, without asking anything of the database"
    AUDIENCE = "everybody, but the view shows only what visible_to() allows the person"
    SIGNED_IN = "people with an account, also before they are approved"
    APPROVED = "members and guests of the workforce space and administrators"
    ADMINISTRATOR = "administrators"


def _guarded(rule: Access, guard: Guard) -> Callable[[V], V]:
    def decorate(view: V) -> V:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return guard(request) or view(request, *args, **kwargs)

        wrapped.access = rule  # type: ignore[attr-defined]
        return wrapped  # type: ignore[return-value]

    return decorate


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    # Programs, and uploads that go on in pieces, read an answer; a page to sign in would only confuse them.
    if request.path.startswith("/api/"):
        return JsonResponse({"error": {"code": "sign_in", "message": "Sign in first."}}, status=401)
    if "Tus-Resumable" in request.headers:
        return JsonResponse({"error": {"code": "sign_in", "message": SIGNED_OUT_MIDWAY}}, status=401)
    return redirect_to_login(request.get_full_path())


def _no_guard(request: HttpRequest) -> None:
    return None


def _signed_in(request: HttpRequest) -> HttpResponse | None:
    return None if standing_of(request.user).user_id else _ask_to_sign_in(request)


def _approved(request: HttpRequest) -> HttpResponse | None:
    standing = standing_of(request.user)
    if not standing.user_id:
        return _ask_to_sign_in(request)
    # Somebody who waits for approval is led to where their request stands, not to a closed door.
    return None if standing.is_approved else redirect("accounts:my_request")


def _administrator(request: HttpRequest) -> HttpResponse | None:
    standing = standing_of(request.user)
    if not standing.user_id:
        return _ask_to_sign_in(request)
    if not standing.is_administrator:
        raise PermissionDenied("This page is for administrators.")
    return second_factor_first(request)


def lacks_second_factor(user: Viewer) -> bool:
    """Whether the portal demands a second factor of this administrator, who has none."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.utils import is_mfa_enabled

    factors = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return settings.REQUIRE_ADMINISTRATOR_MFA and not is_mfa_enabled(user, factors)


def second_factor_first(request: HttpRequest) -> HttpResponse | None:
    """Lead an administrator without a second factor to setting one up."""
    if not lacks_second_factor(request.user):
        return None
    messages.warning(request, "Administrators sign in with a second factor. Set one up, then come back.")
    return redirect("mfa_index")


public = _guarded(Access.PUBLIC, _no_guard)
audience = _guarded(Access.AUDIENCE, _no_guard)
signed_in = _guarded(Access.SIGNED_IN, _signed_in)
approved = _guarded(Access.APPROVED, _approved)
administrator = _guarded(Access.ADMINISTRATOR, _administrator)
