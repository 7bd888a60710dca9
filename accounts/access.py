"""Who may open an address at all. Each view carries exactly one of these; a view without one fails the build."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect

from accounts import second_factor, unsent
from accounts.deciding import decides_on_guests
from accounts.models import User
from accounts.standing import standing_of
from accounts.vouching import led_agencies

SIGNED_OUT_MIDWAY = (
    "You’re no longer signed in. Sign in again, then choose the same file. The upload continues where it stopped."
)

P = ParamSpec("P")


class SignedInRequest(HttpRequest):
    """A request behind signed_in, approved or administrator: somebody with an account asks.

    Only a type: a view that takes it must stand behind one of the three, or the type checker refuses it.
    """

    user: User


View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
PersonalView = Callable[Concatenate[SignedInRequest, P], HttpResponseBase]
Guard = Callable[[HttpRequest], HttpResponse | None]


class Access(StrEnum):
    """The rules, each with its meaning."""

    PUBLIC = "everyone, without reading the database"
    AUDIENCE = "everyone, but the view shows only what visible_to() allows the person"
    SIGNED_IN = "people with an account, also before they are approved"
    APPROVED = "members, guests of the EV Workforce Collaborative, and administrators"
    LEAD = "administrators, and EV leads for the agency that they lead"
    DECIDER = "administrators, and people who decide on guests of the EV Workforce Collaborative"
    ADMINISTRATOR = "administrators"


# For what changes roles or hands out people: once it is asked for, the person shows anew who they are, unless they did
# in the last five minutes; then it is done, once. It stands below the access rule.
fresh_sign_in = reauthentication_required(allow_get=True, app="allauth.account")


def _guarded(rule: Access, guard: Guard, view: View[P] | PersonalView[P]) -> View[P]:
    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return guard(request) or view(request, *args, **kwargs)  # type: ignore[arg-type]  # the guard made sure

    wrapped.access = rule  # type: ignore[attr-defined]
    return wrapped


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    # Programs, and uploads that go on in pieces, read an answer; a page to sign in would only confuse them.
    if request.path.startswith("/api/"):
        return JsonResponse({"error": {"code": "sign_in", "message": "Sign in first."}}, status=401)
    if "Tus-Resumable" in request.headers:
        return JsonResponse({"error": {"code": "sign_in", "message": SIGNED_OUT_MIDWAY}}, status=401)
    if unsent.can_be_shown(request):
        return unsent.page(request, sign_in_first=True)
    return redirect_to_login(request.get_full_path())


def _no_guard(request: HttpRequest) -> None:
    return None


def _audience(request: HttpRequest) -> HttpResponse | None:
    return second_factor.first(request)


def _signed_in(request: HttpRequest) -> HttpResponse | None:
    if not standing_of(request.user).user_id:
        return _ask_to_sign_in(request)
    # SECURITY: who is not approved yet asks and registers there, and who holds a post answers by it.
    return None if second_factor.is_own_account(request) else second_factor.first(request)


def _approved(request: HttpRequest) -> HttpResponse | None:
    standing = standing_of(request.user)
    if not standing.user_id:
        return _ask_to_sign_in(request)
    # Somebody who waits for approval is led to where their request stands, not to a closed door.
    return second_factor.first(request) if standing.is_approved else redirect("accounts:my_request")


def _administrator(request: HttpRequest) -> HttpResponse | None:
    standing = standing_of(request.user)
    if not standing.user_id:
        return _ask_to_sign_in(request)
    if not standing.is_administrator:
        raise PermissionDenied("This page is for administrators.")
    return second_factor_first(request)


def _decider(request: HttpRequest) -> HttpResponse | None:
    if not standing_of(request.user).user_id:
        return _ask_to_sign_in(request)
    if not decides_on_guests(request.user):
        raise PermissionDenied("This page is for administrators.")
    return second_factor_first(request)


def _lead(request: HttpRequest) -> HttpResponse | None:
    standing = standing_of(request.user)
    if not standing.user_id:
        return _ask_to_sign_in(request)
    if not standing.is_administrator and not led_agencies(request.user):
        raise PermissionDenied("This page is for EV leads and administrators.")
    return second_factor_first(request) if standing.is_administrator else second_factor.first(request)


def needs_sign_in(request: HttpRequest) -> bool:
    """Whether the view that was asked for is one for people who are signed in."""
    rule = getattr(request.resolver_match and request.resolver_match.func, "access", Access.ADMINISTRATOR)
    return rule not in (Access.PUBLIC, Access.AUDIENCE)


def second_factor_first(request: HttpRequest) -> HttpResponse | None:
    """Lead an administrator without a second factor to setting one up."""
    if second_factor.lacks_second_factor(request.user):
        request.session.setdefault(second_factor.MARK, "")
    return second_factor.first(request)


def public(view: View[P]) -> View[P]:
    """Everybody may open it, and nothing is asked of the database."""
    return _guarded(Access.PUBLIC, _no_guard, view)


def audience(view: View[P]) -> View[P]:
    """Everybody may open it; the view shows only what visible_to() allows the person."""
    return _guarded(Access.AUDIENCE, _audience, view)


def signed_in(view: PersonalView[P]) -> View[P]:
    """People with an account, also before they are approved."""
    return _guarded(Access.SIGNED_IN, _signed_in, view)


def approved(view: PersonalView[P]) -> View[P]:
    """Members, guests of the workforce space, and administrators."""
    return _guarded(Access.APPROVED, _approved, view)


def lead(view: PersonalView[P]) -> View[P]:
    """EV leads and administrators, with their second factor; the view shows only what is their agency's."""
    return _guarded(Access.LEAD, _lead, view)


def decider(view: PersonalView[P]) -> View[P]:
    """Who decides on requests to join, with their second factor; the view shows only those they decide on."""
    return _guarded(Access.DECIDER, _decider, view)


def administrator(view: PersonalView[P]) -> View[P]:
    """Administrators, with their second factor."""
    return _guarded(Access.ADMINISTRATOR, _administrator, view)
