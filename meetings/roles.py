"""What people can do at events, for the administrators' table of roles."""

from accounts.models import User
from accounts.roles import Capability, Role, Table
from accounts.seeing import approved
from accounts.standing import Viewer
from meetings.models import Meeting


def _edits_event(user: Viewer) -> bool:
    return Meeting.objects.editable_by(user).filter(group=None).exists()


def table() -> Table:
    """Organizers."""
    capabilities = (
        Capability(
            "edit_event",
            "Edit an event that belongs to no group, its program, and its registrations",
            "meetings.models.meeting.MeetingQuerySet.editable_by",
            _edits_event,
        ),
    )
    organizers = Meeting.organizers.through.objects.values("user_id")
    role = Role(
        "organizer",
        "Event organizer",
        "Takes care of one event, as long as they are a member or guest.",
        ("edit_event",),
        lambda: User.objects.filter(pk__in=approved().filter(pk__in=organizers)),
    )
    return capabilities, (role,)
