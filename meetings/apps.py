from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """WHEN: calls, in-person meetings, the conference; records and calendars."""

    name = "meetings"
    verbose_name = "Meetings"
