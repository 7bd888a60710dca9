from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """WHEN: calls, in-person meetings, the conference; records and calendars."""

    name = "meetings"
    verbose_name = "Meetings"

    def ready(self) -> None:
        """Fill the places on pages that this app adds to."""
        from accounts.audiences import AFTER_LEAVING
        from meetings import answer_panel
        from meetings.actions.feeds import forget_feed
        from meetings.panels import MEETING_PANELS

        MEETING_PANELS.fill(answer_panel.panel_for, position=10)
        AFTER_LEAVING.fill(forget_feed)
