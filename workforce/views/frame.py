"""What the pages of the space have in common: its tabs, the way to a page, who takes care of it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

from workforce.permissions import in_space, takes_care

NAME = "EV Workforce Collaborative"

# The pages of the space in their order: the route's name and the tab's label.
TABS = (
    ("overview", "Overview"),
    ("resources", "Resources"),
    ("pathways", "Career pathways"),
    ("providers", "Training providers"),
    ("pairs", "States and cities"),
    ("people", "People"),
)


def crumbs(*way: tuple[str, str], label: str = "") -> list[dict[str, str]]:
    """The way to a page: pairs of label and route name, then the page itself."""
    found = [{"label": NAME, "url": reverse("workforce:overview")}]
    found += [{"label": words, "url": reverse(f"workforce:{name}")} for words, name in way]
    return [*found, {"label": label}] if label else [{"label": NAME}]


def tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The space's pages, for those who are in it; nothing for others, to whom only the overview is open."""
    if not in_space(request.user) or len(TABS) == 1:
        return []
    return [
        {"label": label, "url": reverse(f"workforce:{name}"), "current": name == current, "count": None}
        for name, label in TABS
    ]


def frame(request: HttpRequest, current: str, *way: tuple[str, str], label: str = "") -> dict[str, Any]:
    """Context that each page of the space needs."""
    return {"crumbs": crumbs(*way, label=label), "tabs": tabs(request, current)}


def for_carers(request: HttpRequest) -> None:
    """Let only those pass who take care of the space."""
    if not takes_care(request.user):
        raise PermissionDenied("This page is for administrators of the EV Workforce Collaborative.")
