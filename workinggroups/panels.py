"""What apps above show on a group's page: its next calls, its latest summaries, its open questions."""

from collections.abc import Callable

from accounts.standing import Viewer
from clearinghouse.lib.parts import Part
from clearinghouse.lib.slots import Panel, Slot
from workinggroups.models import WorkingGroup

__all__ = ["GROUP_PANELS", "Panel"]


# (group, person) → a panel, or None when there is nothing to show this person; or the part of the page that reads it.
GROUP_PANELS: Slot[Callable[[WorkingGroup, Viewer], Part[Panel | None] | Panel | None]] = Slot()


def panels_of(group: WorkingGroup, user: Viewer) -> dict[str, Part[Panel | None]]:
    """The panels for this person, each as a part of the page."""
    given = [provide(group, user) for provide in GROUP_PANELS]
    return {f"panel {number}": _as_part(panel) for number, panel in enumerate(given)}


def _as_part(panel: Part[Panel | None] | Panel | None) -> Part[Panel | None]:
    return panel if isinstance(panel, Part) else Part((), lambda: panel)
