from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    """WHAT NASEO TELLS: announcements to an audience."""

    name = "announcements"
    verbose_name = "Announcements"

    def ready(self) -> None:
        """Fill the places that other apps leave for it."""
        from accounts.activity import LINKED_THINGS
        from accounts.seeing import SEEABLE
        from announcements import emails  # noqa: F401  declares who writes its mails
        from announcements.activity import linked_things
        from announcements.finding import related_announcements
        from announcements.seeing import seeable
        from documents.finding.related import RELATED

        LINKED_THINGS.fill(linked_things)
        SEEABLE.fill(seeable)
        RELATED.fill(related_announcements, position=50)
