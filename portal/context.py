"""What every page shows: navigation, who is signed in, whether sample data is loaded."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.approvals import waiting_approvals
from accounts.sessions import idle_seconds, ours
from accounts.standing import Standing, standing_of
from clearinghouse.lib import decisions
from clearinghouse.lib.frozen import dataclass


@dataclass(frozen=True)
class NavItem:
    """One entry of the main navigation."""

    label: str
    url: str
    current: bool


NAVIGATION = (
    ("Documents", "documents:browse"),
    ("Working groups", "workinggroups:list"),
    ("Meetings", "meetings:list"),
    ("Ask the states", "inquiries:list"),
    ("States and regions", "states:list"),
    ("Publications", "publications:list"),
    ("Workforce", "workforce:overview"),
    ("People", "directory:people"),
    ("Who to contact", "contact"),
)
FOR_APPROVED = {"directory:people", "inquiries:list"}
# Pages at other addresses that belong to the same entry.
BESIDE = {"states:list": ("regions", "gaps:coverage", "reuse:report")}


@lru_cache
def _addresses(approved: bool) -> list[tuple[str, tuple[str, ...]]]:
    """Labels and addresses, the entry's own first; kept, because addresses change only with the code."""
    return [
        (label, tuple(reverse(part) for part in (name, *BESIDE.get(name, ()))))
        for label, name in NAVIGATION
        if approved or name not in FOR_APPROVED
    ]


def menu_of(request: HttpRequest) -> tuple[NavItem, ...]:
    """The main navigation for an error page; it costs no statement, for it looks at nobody who was not looked at yet.

    SECURITY: the same for all who are signed in, whatever the address: what is hidden and what never was look alike.
    """
    person = getattr(request, "_cached_user", None)  # None where the middleware has not come so far
    return () if person is None else _menu(person.is_authenticated)


@lru_cache
def _menu(signed_in: bool) -> tuple[NavItem, ...]:
    return tuple(NavItem(label, urls[0], current=False) for label, urls in _addresses(signed_in))


def portal(request: HttpRequest) -> dict[str, Any]:
    """Context for all templates; nothing is read from the database until a template asks."""

    # A page's frame asks for its own sake; that must not pass for the decision its view owes.
    def read_standing() -> Standing:
        with decisions.aside():
            return standing_of(request.user)

    def count_waiting() -> int:
        with decisions.aside():
            return waiting_approvals(request.user)

    def navigation() -> list[NavItem]:
        """Who is not signed in is not looked up."""
        approved = request.user.is_authenticated and read_standing().is_approved
        return [NavItem(label, urls[0], request.path.startswith(urls)) for label, urls in _addresses(approved)]

    def session_seconds() -> int:
        """The same on every page until its end comes near: pages that show the same are the same bytes."""
        return min(idle_seconds(request.user), ours(request.session).seconds_at_most())

    return {
        "session_seconds": SimpleLazyObject(session_seconds),
        "nav_items": SimpleLazyObject(navigation),
        "standing": SimpleLazyObject(read_standing),
        "waiting_requests": SimpleLazyObject(count_waiting),
        "sample_data": settings.SAMPLE_SIGN_IN,
        "base_url": settings.BASE_URL,
    }
