"""Whether a stored file is still what came in: what was found when it was last read whole."""

from typing import Self

from django.db import models

from documents.models.version import DocumentVersion, VersionStatus


class FileCheckQuerySet(models.QuerySet["FileCheck"]):
    """Checks."""

    def wrong(self) -> Self:
        """Of files that were missing or damaged when they were last read, and that are still kept."""
        taken_back = VersionStatus.Stage.TAKEN_BACK
        return self.filter(wrong_since__isnull=False).exclude(version__status__stage=taken_back)


class FileCheck(models.Model):
    """When a version's file was last read whole, and what was found; none until then. See documents/fixity.py."""

    class Outcome(models.TextChoices):
        INTACT = "intact", "Intact"
        MISSING = "missing", "Missing"
        DAMAGED = "damaged", "Damaged"
        UNREADABLE = "unreadable", "Can’t be read"

    version = models.OneToOneField(
        DocumentVersion, on_delete=models.CASCADE, primary_key=True, related_name="file_check"
    )
    checked_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    wrong_since = models.DateTimeField(null=True, blank=True, help_text="When it was first found to be wrong.")
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the administrators were told.")

    objects = FileCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome="intact", wrong_since=None, told_at=None)
                | ~models.Q(outcome="intact") & models.Q(wrong_since__isnull=False),
                name="only_wrong_files_are_told",
            ),
        ]
        indexes = [
            models.Index(fields=["checked_at"], name="file_check_checked"),
            models.Index(
                fields=["wrong_since"], condition=models.Q(wrong_since__isnull=False), name="file_check_wrong"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.outcome}"
