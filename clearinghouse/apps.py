from contextlib import suppress

from django.apps import AppConfig

from clearinghouse.lib.files.workspace import remove_abandoned_folders


class ClearinghouseConfig(AppConfig):
    """The ground under all apps: template tags, and the helpers of lib. It holds no models."""

    name = "clearinghouse"

    def ready(self) -> None:
        """Start with what processes that are still alive work on, and nothing of those that were killed."""
        with suppress(OSError):
            remove_abandoned_folders()
