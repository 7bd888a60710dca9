from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    """THE EV WORKFORCE COLLABORATIVE: resources, career pathways, training providers, states with their cities."""

    name = "workforce"

    def ready(self) -> None:
        """The worker must know who writes our emails, and the activity log where its lines lead."""
        from accounts.activity import LINKED_THINGS
        from workforce import reminders  # noqa: F401
        from workforce.activity import linked_things

        LINKED_THINGS.fill(linked_things)
