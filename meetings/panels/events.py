"""What events add elsewhere: panels on a meeting's page, and their participants as a circle to share with."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Audience, User
from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from meetings.models import Invitation, Meeting, Registration, RegistrationMode
from meetings.permissions import can
from meetings.program import program_of, zone_names_of
from meetings.registering import EVENTS, places_left, why_closed
from meetings.yearbook import published_in, reports_of_years, years_in
from workinggroups.models import WorkingGroup
from workinggroups.panels import Panel

SHARE_FOR = timedelta(days=400)  # after the event: its materials come in late


@dataclass(frozen=True)
class RegistrationPanel:
    """Where a person stands with an event."""

    event: Meeting
    registration: Registration | None
    closed: str
    invited: bool
    places_left: int | None
    may_change: bool


def registration(meeting: Meeting, user: Viewer) -> Panel | None:
    """On events: register, or where one stands; for organizers the way to their pages."""
    if meeting.kind not in EVENTS:
        return None
    may_change = can(user, "change", meeting)
    own = Registration.objects.active().filter(meeting=meeting, user_id=standing_of(user).user_id).first()
    if meeting.registration == RegistrationMode.NONE and not own and not may_change:
        return None
    content = RegistrationPanel(
        event=meeting,
        registration=own,
        closed=why_closed(meeting),
        invited=Invitation.objects.addressed_to(user).filter(meeting=meeting).exists(),
        places_left=places_left(meeting),
        may_change=may_change,
    )
    return Panel("meetings/panel_registration.html", content)


def program(meeting: Meeting, user: Viewer) -> Panel | None:
    """On events: the sessions by day and time."""
    days = program_of(meeting, user) if meeting.kind in EVENTS else []
    return Panel("meetings/panel_program.html", {"days": days, "zone_names": zone_names_of(meeting)}) if days else None


def year_reports(group: WorkingGroup, user: Viewer) -> Part[Panel | None]:
    """On a group's page: the reports of its years, for those who may read a summary."""
    return Part((_years.asked(user, group=group.pk),), lambda rows: _reports_panel(group, rows))


@StatementFor
def _years(user: Viewer, group: int) -> QuerySet[Any, Any]:
    return years_in(published_in(user, group=group))


def _reports_panel(group: WorkingGroup, years: list[tuple[int, int]]) -> Panel | None:
    return Panel("meetings/panel_reports.html", reports_of_years(group, years)) if years else None


def circles_organized_by(user: User) -> list[Audience]:
    """The participants of events that the person takes care of, to share documents with."""
    recent = Meeting.objects.editable_by(user).filter(audience__isnull=False, ends_at__gt=timezone.now() - SHARE_FOR)
    return [meeting.audience for meeting in recent.select_related("audience").order_by("pk") if meeting.audience]
