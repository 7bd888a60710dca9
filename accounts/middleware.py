import zoneinfo
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pghistory
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html

from accounts.accesses import network_of, note_answer
from accounts.actions.viewing import stop_viewing
from accounts.models import User
from accounts.sessions import extend_by
from accounts.standing import standing_of
from accounts.viewing import Viewing, actor_of, viewing_of
from clearinghouse.lib import asking, decisions
from clearinghouse.lib.errors import error_page
from clearinghouse.lib.wording import clock_time


class AuditMiddleware:
    """Gives each line of the logs its request, and tells them of refusals and of files that were taken away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = asking.Asking(getattr(request, "request_id", ""), partial(network_of, request))
        with asking.begun(asked):
            response = self.get_response(request)
            # Who nobody looked at asked for something that is everybody's.
            person = actor_of(getattr(request, "_cached_user", AnonymousUser()))
            note_answer(request, response, person if isinstance(person, User) else None)
        return response


class ViewingMiddleware:
    """While somebody views as others: nothing is changed, some pages are closed, and each page says so.

    docs/security.md, "Viewing as others".
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        viewing = viewing_of(request)
        if viewing and isinstance(response, HttpResponse) and response.get("Content-Type", "").startswith("text/html"):
            _mark(request, response, viewing)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """SECURITY: before any view runs; all that is not named as open is decided by its verb and its route."""
        viewing = viewing_of(request)
        match = request.resolver_match
        if viewing is None or match is None or match.view_name in OPEN_WHILE_VIEWING:
            return None
        asking.now().viewing = viewing.words
        if match.view_name == "account_logout":
            stop_viewing(request=request)
            return None
        is_closed = match.view_name.startswith(CLOSED_WHILE_VIEWING)
        if request.method in ("GET", "HEAD", "OPTIONS") and not is_closed:
            return None
        sentence = f"You’re viewing the portal as {viewing.words}, so this isn’t open to you."
        advice = "Nothing was changed. Choose “Stop viewing” on top of the page, then try again."
        return error_page(request, 403, sentence=sentence, advice=advice)


# Of an account and its sign-in, and of administrators.
CLOSED_WHILE_VIEWING = ("accounts:", "account_", "mfa_", "usersessions_", "admin:", "admin_login")
OPEN_WHILE_VIEWING = ("accounts:stop_viewing", "accounts:session", "accounts:join")
AFTER_SKIP_LINK = b"Skip to main content</a>"


def _mark(request: HttpRequest, response: HttpResponse, viewing: Viewing) -> None:
    """Put the banner on top. Here and not in a template: an error page, which knows no request, has it too."""
    place = response.content.find(AFTER_SKIP_LINK)
    if place < 0:
        return  # a piece of a page, put into one that has it
    token = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
    context = {
        "viewing": viewing,
        "until": clock_time(datetime.fromtimestamp(viewing.until, UTC)),
        "csrf_input": token,
    }
    banner = render_to_string("accounts/viewing_banner.html", context).encode()
    place += len(AFTER_SKIP_LINK)
    response.content = response.content[:place] + banner + response.content[place:]


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
