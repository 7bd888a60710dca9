from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from meetings import recurrence
from meetings.models import Meeting, Series
from meetings.permissions import can
from workinggroups.panels import Panel


@dataclass(frozen=True)
class InSeries:
    """The series a call belongs to, its rule in words, and whether the person may change what follows."""

    series: Series
    rule: str
    may_change_following: bool


def panel_for(meeting: Meeting, user: Viewer) -> Panel | None:
    """Where a call belongs to a series."""
    series = meeting.series
    if series is None:
        return None
    may_change = meeting.status == Meeting.Status.PLANNED and can(user, "change", meeting)
    return Panel("meetings/panels/series.html", InSeries(series, recurrence.in_words(series), may_change))
