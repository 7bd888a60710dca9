"""What surrounds every request: an id, one log line, headers, limits, and a plain page when the database is away."""

import time
import uuid
from collections.abc import Callable

import structlog
from csp.constants import HEADER as POLICY_HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_cache_control
from psycopg_pool import PoolTimeout

from clearinghouse.lib.errors import error_page

GetResponse = Callable[[HttpRequest], HttpResponseBase]
log = structlog.get_logger("clearinghouse.access")

HEADERS = {
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": settings.X_FRAME_OPTIONS,
}

COMPRESSED = {"text/html", "text/plain", "text/csv", "text/calendar", "application/json"}
WORTH_COMPRESSING = 1000  # bytes; less fits into one packet as it is


def loggable_path(request: HttpRequest) -> str:
    """The address without its query string and without a secret that opens something to whoever has it."""
    path = request.path
    for name, value in (request.resolver_match.kwargs if request.resolver_match else {}).items():
        if name == "secret":
            path = path.replace(str(value), "<secret>")
    return path[:300]


class RequestIdMiddleware:
    """Gives each request an id, shown on error pages, and writes one log line for it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.request_id = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        started = time.perf_counter()
        response = self.get_response(request)
        response.headers.setdefault("X-Request-Id", request.request_id)  # type: ignore[attr-defined]
        # The query string is left out: it may hold what a person searched for.
        log.info(
            "request",
            method=request.method,
            path=loggable_path(request),
            status=response.status_code,
            # SECURITY: of an anonymous answer no line says who sent it (decision 69); its view sets leave_unnamed.
            user_id=None if hasattr(request, "leave_unnamed") else getattr(getattr(request, "user", None), "pk", None),
            ms=round((time.perf_counter() - started) * 1000, 1),
            request_id=request.request_id,  # type: ignore[attr-defined]
        )
        return response


class UnavailableMiddleware:
    """Turns a database that is away into a plain 503 page that needs no database."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            return self._unavailable(request, error)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Answer for the view; other errors go their usual way."""
        if isinstance(error, OperationalError | InterfaceError | PoolTimeout):
            return self._unavailable(request, error)
        return None

    def _unavailable(self, request: HttpRequest, error: Exception) -> HttpResponseBase:
        log.error("database_unavailable", path=loggable_path(request), error=str(error)[:300])
        return error_page(request, 503)


class HeadersMiddleware:
    """Browser defences on every answer, also where a middleware within gave up; no caching of what a person sees."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not request.path.startswith(settings.STATIC_URL) and "Cache-Control" not in response.headers:
            patch_cache_control(response, private=True, no_store=True)
        return response


class CompressMiddleware(GZipMiddleware):
    """Django's, which pads against BREACH, for text that is worth it. Stored files leave as they are."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress pages, tables and answers to programs where the client takes gzip."""
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if (
            not isinstance(response, HttpResponse)
            or kind not in COMPRESSED
            or len(response.content) < WORTH_COMPRESSING
        ):
            return response
        return super().process_response(request, response)


class PolicyMiddleware(CSPMiddleware):
    """django-csp, with the policy that nearly all answers share put together once instead of for each."""

    def __init__(self, get_response: GetResponse) -> None:
        super().__init__(get_response)
        self.policy = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Leave the answers that a decorator of django-csp touched, or that used a nonce, to it."""
        touched = any(name.startswith("_csp_") for name in response.__dict__) or hasattr(request, "_csp_nonce")
        if touched or settings.DEBUG:
            return super().process_response(request, response)
        response.headers.setdefault(POLICY_HEADER, self.policy)
        return response


class MethodMiddleware:
    """Gives the empty answer to a verb that an address does not take our words; Django's decorators write none."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 405 and isinstance(response, HttpResponse) and not response.content:
            page = error_page(request, 405)
            response.content = page.content
            response["Content-Type"] = page["Content-Type"]
        return response


class BodyLimitMiddleware:
    """Refuses what nobody could keep: a body announced as too large, before a byte of it is read; text with NUL."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            announced = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return error_page(request, 400)
        if announced > settings.MAX_UPLOAD_BYTES + settings.MEGABYTE:
            return error_page(request, 413)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """A body that turns out too large, in too many parts, or to hold what no text field can, such as NUL."""
        if isinstance(error, RequestDataTooBig):
            return error_page(request, 413)
        if isinstance(error, DataError):
            log.warning("refused_by_database", path=loggable_path(request), error=type(error.__cause__).__name__)
        return error_page(request, 400) if isinstance(error, TooManyFilesSent | DataError) else None
