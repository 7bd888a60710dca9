from contextlib import suppress

from django.apps import AppConfig

from clearinghouse.lib.files.workspace import remove_abandoned_folders
from clearinghouse.lib.form_words import use_our_words

use_our_words()  # here: this app comes first, and fields keep the words they were made with


class ClearinghouseConfig(AppConfig):
    """The ground under all apps: template tags, and the helpers of lib. It holds no models."""

    name = "clearinghouse"

    def ready(self) -> None:
        """Start with what processes that are still alive work on, and nothing of those that were killed."""
        with suppress(OSError):
            remove_abandoned_folders()
