"""The pages of this room, as tabs."""

from typing import Any

from django.urls import reverse

from accounts.standing import Viewer, standing_of

PAGES = (("Coverage", "gaps:coverage"),)
OF_MEMBERS = (("Requests", "gaps:requests"), ("Listed documents", "gaps:listed"))
OF_ADMINISTRATORS = (("Queues", "gaps:queues"),)


def tabs(current: str, user: Viewer) -> list[dict[str, Any]]:
    """Those that this person can open."""
    standing = standing_of(user)
    pages = [*PAGES]
    if standing.is_member or standing.is_administrator:
        pages += OF_MEMBERS
    if standing.is_administrator:
        pages += OF_ADMINISTRATORS
    return [{"label": label, "url": reverse(name), "current": name == current} for label, name in pages]
