import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func
from django.utils import timezone

# The words of the name of what a line is about, for accounts.activity. Signs become blanks: an address is words too.
OBJECT_WORDS = Func(
    F("object_label"),
    template="to_tsvector('simple', regexp_replace(lower(%(expressions)s), '[^[:alnum:]]+', ' ', 'g'))",
    output_field=SearchVectorField(),
)


class Event(models.Model):
    """One line of a log, in words. Without foreign keys, so that it outlives what it names."""

    happened_at = models.DateTimeField("when", default=timezone.now)
    action = models.CharField(max_length=60)
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_label = models.CharField("who", max_length=260, blank=True)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=60)
    object_label = models.CharField(max_length=260, blank=True)
    sentence = models.CharField("what happened", max_length=1000)
    detail = models.JSONField(default=dict, blank=True)
    request_id = models.CharField(max_length=12, blank=True, default="", db_default="")
    network = models.CharField(
        max_length=43, blank=True, default="", db_default="", help_text="Without the part that tells one machine."
    )
    viewing = models.CharField(
        max_length=200, blank=True, default="", db_default="", help_text="As whom, where someone viewed as others."
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.sentence


class AuditEvent(Event):
    """One decision or change. Append-only, for ever: accounts/sql/audit.sql refuses all else."""

    class Meta:
        verbose_name = "activity log entry"
        verbose_name_plural = "activity log entries"
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"]),
            models.Index(fields=["actor_id", "id"], name="audit_by_person"),
            models.Index(fields=["happened_at", "id"], name="audit_by_time"),
            GinIndex(OBJECT_WORDS, name="audit_object_words"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]


class AccessEvent(Event):
    """One sign-in, refusal, or download. Append-only; a line of more than a year ago may be deleted, and nothing else.

    Apart from decisions: there are many more of these, and what people opened is not kept for ever.
    """

    class Result(models.TextChoices):
        DONE = "done", "Done"
        REFUSED = "refused", "Refused"

    result = models.CharField(max_length=10, choices=Result, default=Result.DONE)

    class Meta:
        verbose_name = "sign-in or download"
        verbose_name_plural = "sign-ins and downloads"
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"], name="access_by_object"),
            models.Index(fields=["actor_id", "id"], name="access_by_person"),
            models.Index(fields=["happened_at", "id"], name="access_by_time"),
            GinIndex(OBJECT_WORDS, name="access_object_words"),
        ]
