"""When somebody should look at a document again."""

from django.conf import settings
from django.db import models

from documents.models import Document


class ReviewDate(models.Model):
    """Until which day a document holds without another look, as its owner said. It changes nothing about the document.

    Who may change the document reads and sets it, and administrators see it in their queues.
    """

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="review_date")
    review_on = models.DateField(db_index=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.document_id} by {self.review_on}"
