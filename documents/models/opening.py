"""Who opened a document that is not for everybody."""

from django.conf import settings
from django.db import models

from documents.models.document import Document
from documents.models.version import DocumentVersion


class Opening(models.Model):
    """That a person read or downloaded a version of a restricted document; at most once an hour for each kind.

    Written beside the statement that reads (documents/reading/openings.py), therefore without foreign key
    constraints in the database: they would lock the document, and a reader would wait for whoever changes it.
    """

    class Kind(models.TextChoices):
        PAGE = "page", "Read in the portal"
        DOWNLOAD = "download", "Downloaded"

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="openings", db_constraint=False, db_index=False
    )
    version = models.ForeignKey(
        DocumentVersion, on_delete=models.CASCADE, related_name="openings", db_constraint=False, db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="openings", db_constraint=False
    )
    kind = models.CharField(max_length=8, choices=Kind)
    hour = models.DateTimeField(help_text="The hour it was first opened in.")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "person", "kind", "hour"], name="opened_once_an_hour"),
        ]
        indexes = [models.Index(fields=["document", "opened_at", "id"], name="opening_of_document")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind} of {self.version_id}"
