from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """WHO: states, regions, agencies, people, membership, audiences, mail, audit."""

    name = "accounts"
    verbose_name = "People and agencies"

    def ready(self) -> None:
        from accounts import account_events, checks  # noqa: F401  listens to allauth; registers the system checks
        from accounts.activity import LINKED_THINGS, linked_things

        LINKED_THINGS.fill(linked_things)
