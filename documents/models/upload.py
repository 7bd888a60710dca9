import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Agency
from accounts.standing import Viewer, standing_of
from accounts.statements import reader_keys_of
from documents.models.document import Document
from documents.models.version import LONGEST_NOTE, DocumentVersion


class UploadQuerySet(models.QuerySet["Upload"]):
    """Uploads under way."""

    def visible_to(self, user: Viewer) -> Self:
        """A person's own uploads, while they may share documents, and see the one that this is a version of."""
        standing = standing_of(user)
        if not standing.is_approved:
            return self.none()
        seen = Q(document=None) | Q(document__reader_keys__overlap=reader_keys_of(user))
        return self.filter(seen, owner_id=standing.user_id)


class Upload(models.Model):
    """A file on its way in. Its id is also the idempotency key: finishing it twice gives the same version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    document = models.ForeignKey(
        Document,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        help_text="Set when the upload is a new version of this document.",
    )
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The owner's when it began: whose file it is, wherever they work when it has arrived.",
    )
    filename = models.CharField(max_length=150)
    note = models.CharField(
        max_length=LONGEST_NOTE,
        blank=True,
        default="",
        db_default="",
        help_text="What changed, for the version that it becomes.",
    )
    length = models.PositiveBigIntegerField(help_text="Expected size in bytes.")
    offset = models.PositiveBigIntegerField(default=0, help_text="Bytes received so far.")
    version = models.OneToOneField(DocumentVersion, on_delete=models.CASCADE, null=True, blank=True)
    is_imported = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Imported from a manifest; doesn’t count toward the owner’s daily limit.",
    )
    brought_for = models.CharField(
        max_length=32, blank=True, default="", db_default="", help_text="The key of the page that asked for it."
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = UploadQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(offset__lte=models.F("length")), name="offset_within_length")]
        indexes = [models.Index(fields=["owner", "created_at"])]

    def __str__(self) -> str:
        return self.filename
