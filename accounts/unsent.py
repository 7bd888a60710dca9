"""A form sent after its session ended, or with the token of an earlier sign-in: shown again, never stored here.

Nothing of it was done. The page holds what was typed and the ways to send it once its writer is signed in again: with
JavaScript the real form is filled in again (static/js/unsent.js); without it, the fields wait in this page, and sending
them from it leads to one that asks before it sends them with a token that counts.

SECURITY: only what a page of ours sent. What another site made a browser send must never become a form that its reader
needs only to confirm, so the browser's word for where it comes from decides.
"""

from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.unsent_words import typed

FORM_PAGE = "unsent-form-page"  # names the form's own page while its fields wait in ours
OURS_TO_ADD = ("csrfmiddlewaretoken", FORM_PAGE)
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
NEVER_SHOWN = "password"


def can_be_shown(request: HttpRequest) -> bool:
    """Whether this is a form of one of our own views, sent by a page of ours. Forms of signing in are none."""
    match = request.resolver_match
    return (
        request.method == "POST"
        and request.content_type in FORM_TYPES
        and match is not None
        and (hasattr(match.func, "access") or match.app_name == "admin")
        and request.headers.get("Origin") in _our_origins(request)
    )


def page(request: HttpRequest, *, sign_in_first: bool) -> HttpResponse:
    """What was typed, and the way to send it."""
    form_page = _form_page(request)
    fields = list(_fields(request))
    context = {
        "action": request.get_full_path(),
        "fields": fields,
        "typed": typed(request.resolver_match, fields),
        "form_page": form_page,
        "has_files": request.content_type == "multipart/form-data",
        "sign_in_first": sign_in_first,
        "sign_in_url": f"{reverse('account_login')}?{urlencode({'next': form_page}, safe='/')}",
    }
    return render(request, "accounts/unsent.html", context, status=403)


def _fields(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name not in OURS_TO_ADD and NEVER_SHOWN not in name.lower():
            for value in values:
                yield name, str(value)


def _form_page(request: HttpRequest) -> str:
    """Where the form is: what our page said, the page that sent it, or the address itself."""
    sender = urlsplit(request.headers.get("Referer", ""))
    came_from = sender._replace(scheme="", netloc="", fragment="").geturl()
    is_ours = f"{sender.scheme}://{sender.netloc}" in _our_origins(request)
    for path in (str(request.POST.get(FORM_PAGE, "")), came_from if is_ours else ""):
        if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
            return path
    return request.get_full_path()


def _our_origins(request: HttpRequest) -> set[str]:
    return {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
