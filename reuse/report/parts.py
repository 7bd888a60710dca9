"""The numbers that the report is made of. An app adds its own in AppConfig.ready()."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.slots import Slot
from reuse.report.periods import Period


class Shown(StrEnum):
    """How a number is written."""

    COUNT = "count"
    PEOPLE = "people"  # different people: never fewer than five, see reuse.report.suppressing
    YES = "yes"


@dataclass(frozen=True)
class Counts:
    """Of a period: by the code of a state, and over all, where a thing of two states counts once."""

    by_state: Mapping[str, int]
    total: int


@dataclass(frozen=True)
class Part:
    """One number: what it is called, how it is counted in a sentence or two, and what counts it."""

    name: str
    label: str
    explanation: str
    counts: Callable[[Period], Counts]
    shown: Shown = Shown.COUNT
    for_administrators: bool = False  # things that not every member can see
    shows_activity: bool = False  # a state with some is active
    is_of_all: bool = False  # belongs to no state


PARTS: Slot[Callable[[], Part]] = Slot()
