"""Who may open an address at all. Each view carries exactly one of these; a view without one fails the build."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect

from accounts.standing import standing_of

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
    if request.path.startswith("/api/"):
        return JsonResponse({"error": {"code": "sign_in", "message": "Sign in first."}}, status=401)
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
    return None


public = _guarded(Access.PUBLIC, _no_guard)
audience = _guarded(Access.AUDIENCE, _no_guard)
signed_in = _guarded(Access.SIGNED_IN, _signed_in)
approved = _guarded(Access.APPROVED, _approved)
administrator = _guarded(Access.ADMINISTRATOR, _administrator)
