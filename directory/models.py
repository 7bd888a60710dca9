"""That somebody wrote to a member who shows no address."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.standing import Viewer, standing_of
from clearinghouse.lib.keys import random_key


class DirectMessageQuerySet(models.QuerySet["DirectMessage"]):
    """Messages between two people."""

    def received_by(self, user: Viewer) -> Self:
        """Those the person may answer, while a membership or post opens the portal to them."""
        standing = standing_of(user)
        return self.filter(recipient=standing.user_id) if standing.is_approved else self.none()


class DirectMessage(models.Model):
    """Who wrote to whom and about what, so that it can be answered and counted. The text is only in the email."""

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages_sent")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages_received")
    subject = models.CharField(max_length=120)
    once = models.CharField(max_length=64, unique=True, help_text="Of the form it came with: sent twice, written once.")
    sent_at = models.DateTimeField(default=timezone.now)

    objects = DirectMessageQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(sender=F("recipient")), name="nobody_writes_to_themselves")]
        indexes = [
            models.Index(fields=["sender", "sent_at"], name="message_of_sender"),
            models.Index(fields=["sent_at"], name="message_by_age"),
        ]

    def __str__(self) -> str:
        return self.subject
