"""What apps further right show on a group's page: its next calls, its latest summaries, its open questions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.standing import Viewer
from clearinghouse.lib.slots import Slot
from workinggroups.models import WorkingGroup


@dataclass(frozen=True)
class Panel:
    """A piece of a page: a template and what it shows, as `panel`."""

    template: str
    content: Any


# (group, person) → a panel, or None when there is nothing to show this person.
GROUP_PANELS: Slot[Callable[[WorkingGroup, Viewer], Panel | None]] = Slot()
