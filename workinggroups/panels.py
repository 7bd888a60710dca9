"""What apps further right show on a group's page: its next calls, its latest summaries, its open questions."""

from collections.abc import Callable

from accounts.standing import Viewer
from clearinghouse.lib.slots import Panel, Slot
from workinggroups.models import WorkingGroup

__all__ = ["GROUP_PANELS", "Panel"]


# (group, person) → a panel, or None when there is nothing to show this person.
GROUP_PANELS: Slot[Callable[[WorkingGroup, Viewer], Panel | None]] = Slot()
