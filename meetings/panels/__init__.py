"""What other parts show on a meeting's page: calendar and answers, registration, whom to ask."""

from collections.abc import Callable

from accounts.standing import Viewer
from clearinghouse.lib.slots import Panel, Slot
from meetings.models import Meeting

# (meeting, person) → a panel for the aside, or None when there is nothing to show this person. The template is given
# the panel's content as `panel`, beside `meeting`.
MEETING_PANELS: Slot[Callable[[Meeting, Viewer], Panel | None]] = Slot()

# The same for the main part of the page, below the agenda: the program of an event.
MAIN_PANELS: Slot[Callable[[Meeting, Viewer], Panel | None]] = Slot()
