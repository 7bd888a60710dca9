from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """WHAT: documents, versions, pages; from upload to reading."""

    name = "documents"
    verbose_name = "Documents"
