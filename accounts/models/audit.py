import pgtrigger
from django.db import models
from django.utils import timezone


class AuditEvent(models.Model):
    """One decision or change, in words. Append-only, and without foreign keys so that it outlives what it names."""

    happened_at = models.DateTimeField("when", default=timezone.now)
    action = models.CharField(max_length=60)
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_label = models.CharField("who", max_length=260, blank=True)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    object_label = models.CharField(max_length=260, blank=True)
    sentence = models.CharField("what happened", max_length=1000)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = "activity log entry"
        verbose_name_plural = "activity log entries"
        indexes = [models.Index(fields=["object_type", "object_id", "id"])]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.sentence
