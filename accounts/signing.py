"""People who must sign in elsewhere: an app above knows agencies that demand it."""

from collections.abc import Callable

from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from clearinghouse.lib.slots import Slot

# Of a request and the address that somebody signs in with: the page to which they are led, or None.
LED_ELSEWHERE: Slot[Callable[[HttpRequest, str], str | None]] = Slot()
CAME_FROM_THERE = "_came_from_agency"  # on the request of who just did


def led_elsewhere(request: HttpRequest, email: str) -> HttpResponse | None:
    """The way to the sign-in that this address must use; None for most."""
    if getattr(request, CAME_FROM_THERE, False):
        return None
    found = (way for lead in LED_ELSEWHERE if (way := lead(request, email)))
    url = next(found, None)
    return redirect(url) if url else None


def go_elsewhere_first(request: HttpRequest, email: str) -> None:
    """For forms, before anything is looked up: raises the redirect, which allauth's middleware answers with."""
    answer = led_elsewhere(request, email) if email else None
    if answer is not None:
        raise ImmediateHttpResponse(answer)
