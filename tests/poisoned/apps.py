import os
import signal
from pathlib import Path

from django.apps import AppConfig

from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.results import CheckResult


class PoisonedConfig(AppConfig):
    """Puts a check in place that some files kill."""

    name = "tests.poisoned"

    def ready(self) -> None:
        """See the class."""
        from documents.intake import processing

        real = processing.check_file

        def check(path: Path, filename: str, limits: Limits) -> CheckResult:
            if filename.startswith("poison"):
                os.kill(os.getpid(), signal.SIGKILL)
            return real(path, filename, limits)

        processing.check_file = check
