"""What is due by a year: of each phase, and of each place by its phases. Nothing is said that a source does not say."""

from collections.abc import Sequence
from enum import StrEnum

from clearinghouse.lib.frozen import dataclass
from phasemap.models import Phase


class Status(StrEnum):
    """Where a phase stands in a year, the furthest first."""

    DUE = "due"
    UNDER_WAY = "under-way"
    UNDATED = "undated"
    LATER = "later"


LABELS = {
    Status.DUE: "Due",
    Status.UNDER_WAY: "Under way",
    Status.UNDATED: "No year given",
    Status.LATER: "Later",
}
_ORDER = list(Status)


@dataclass(frozen=True)
class PhaseInYear:
    """A phase as it stands in one year; `words` say it in a line."""

    phase: Phase
    status: Status
    words: str

    @property
    def label(self) -> str:
        """The status in words."""
        return LABELS[self.status]


def years_of(phase: Phase) -> str:
    """Its years as a table shows them."""
    if phase.from_year and phase.to_year:
        return f"{phase.from_year}–{phase.to_year}"
    if phase.to_year:
        return f"Through {phase.to_year}"
    return f"From {phase.from_year}" if phase.from_year else "Not given in the source"


def in_year(phases: Sequence[Phase], year: int) -> list[PhaseInYear]:
    """The phases of one scheme in order, each as it stands in the year."""
    return [_in_year(phase, _latest(phases, phase), year) for phase in phases]


def best(found: Sequence[PhaseInYear]) -> PhaseInYear:
    """Of the phases of one place: the one that has come furthest."""
    return min(found, key=lambda entry: (_ORDER.index(entry.status), entry.phase.number))


def _latest(phases: Sequence[Phase], phase: Phase) -> int | None:
    """When a phase without a year of its own is due at the latest: with the next one that has one."""
    return next((later.to_year for later in phases if later.number >= phase.number and later.to_year), None)


def _in_year(phase: Phase, latest: int | None, year: int) -> PhaseInYear:
    if latest is not None and latest <= year:
        late = "" if phase.to_year else " at the latest"
        return PhaseInYear(phase, Status.DUE, f"Due by {latest}{late}")
    if phase.from_year and phase.from_year > year:
        return PhaseInYear(phase, Status.LATER, f"Begins in {phase.from_year}")
    due = f"due by {latest}" if latest else "no end given"
    if phase.from_year:
        return PhaseInYear(phase, Status.UNDER_WAY, f"Under way, {due}")
    own = "" if phase.to_year else " at the latest"
    return PhaseInYear(phase, Status.UNDATED, f"{due.capitalize()}{own if latest else ''}; the source gives no start")
