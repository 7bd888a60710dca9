import uuid

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.utils import timezone


class OutboxMail(models.Model):
    """A message to one person, written in the request's transaction and sent by the worker."""

    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=250)
    body = models.TextField()
    html = models.TextField(blank=True, db_default="", help_text="Says once more what the text says.")
    message_key = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    thread = models.CharField(max_length=120, blank=True, db_default="", help_text="What it is about.")
    is_urgent = models.BooleanField(
        default=False, db_default=False, help_text="A person waits for it, such as a sign-in code."
    )
    reply_to = models.EmailField(max_length=254, blank=True, db_default="")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="mails"
    )
    check_name = models.CharField(max_length=60, blank=True, help_text="Asked again when it is sent; see may_send().")
    check_key = models.CharField(max_length=120, blank=True)
    attachment_name = models.CharField(max_length=80, blank=True)
    attachment_type = models.CharField(max_length=120, blank=True)
    attachment = models.TextField(blank=True)
    unsubscribe = models.CharField(
        max_length=30, blank=True, db_default="", help_text="The preference that turns such mail off, where one does."
    )
    dedupe_key = models.CharField(max_length=120, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    abandoned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(sent_at__isnull=True, abandoned_at__isnull=True),
                name="outbox_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to}"


class SuppressedAddress(models.Model):
    """An address without an account whose owner wants no further invitations. It is kept as a keyed hash only."""

    keyed_hash = models.UUIDField(primary_key=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.keyed_hash)
