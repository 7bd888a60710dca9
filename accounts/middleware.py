import zoneinfo
from collections.abc import Callable

import pghistory
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.sessions import extend_by
from accounts.standing import standing_of
from clearinghouse.lib import decisions


def clear_browser_after(request: HttpRequest) -> None:
    """The answer to this request tells the browser to delete what our pages kept in it, such as an unsent form."""
    request.clears_browser = True  # type: ignore[attr-defined]


class SessionUseMiddleware:
    """Keeps the session of somebody who uses the portal, and clears the browser of who signs out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        extend_by(request)
        response = self.get_response(request)
        if getattr(request, "clears_browser", False):
            response.headers["Clear-Site-Data"] = '"storage"'
        return response


class HistoryActorMiddleware:
    """Names the person behind each row that the history triggers write."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        with decisions.aside():
            actor = standing_of(request.user).user_id or None
        with pghistory.context(user=actor, path=request.path):
            return self.get_response(request)


class TimeZoneMiddleware:
    """Shows times in the zone the person chose; the public and everybody without a choice read the portal's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = getattr(request.user, "time_zone", "") if request.user.is_authenticated else ""
        if not chosen:
            return self.get_response(request)
        with timezone.override(zoneinfo.ZoneInfo(chosen)):
            return self.get_response(request)
