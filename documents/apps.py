from contextlib import suppress
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings


class DocumentsConfig(AppConfig):
    """WHAT: documents, versions, pages; from upload to reading."""

    name = "documents"
    verbose_name = "Documents"

    def ready(self) -> None:
        # A folder that cannot be made is reported by Django's own check of FILE_UPLOAD_TEMP_DIR.
        with suppress(OSError):
            Path(settings.UPLOADS_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
