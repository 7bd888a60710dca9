"""Where a state leads from the map: its own page where an app above has one, else its documents."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.urls import reverse

from clearinghouse.lib.slots import Slot

# code → address; the first that gives one counts.
STATE_PAGES: Slot[Callable[[str], str]] = Slot()


def state_url(code: str) -> str:
    """The page of a state or territory."""
    for page in STATE_PAGES:
        if url := page(code):
            return url
    return f"{reverse('documents:browse')}?{urlencode({'state': code})}"
