from meetings.models.event import Invitation, Registration, Sector
from meetings.models.feed import CalendarFeed
from meetings.models.meeting import Meeting, MeetingGroupPermission, RegistrationMode, Sharing
from meetings.models.record import ActionItem, Attendance, Decision, MeetingDocument, Rsvp, Speaker
from meetings.models.series import Series

__all__ = [
    "ActionItem",
    "Attendance",
    "CalendarFeed",
    "Decision",
    "Invitation",
    "Meeting",
    "MeetingDocument",
    "MeetingGroupPermission",
    "Registration",
    "RegistrationMode",
    "Rsvp",
    "Sector",
    "Series",
    "Sharing",
    "Speaker",
]
