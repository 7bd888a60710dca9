"""Published answers to questions."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Audience, State
from accounts.standing import Viewer, standing_of
from accounts.statements import reader_keys_of
from clearinghouse.lib.among import Among
from clearinghouse.lib.keys import random_key
from clearinghouse.lib.search_words import kept_words
from contacts.models.question import Question
from documents.models import Topic
from workinggroups.models import WorkingGroup


class EntryQuerySet(models.QuerySet["Entry"]):
    """Published answers."""

    def visible_to(self, user: Viewer) -> Self:
        """Of the person's audiences and not withdrawn; administrators all."""
        if standing_of(user).is_administrator:
            return self
        return self.filter(Among("audience", reader_keys_of(user)), withdrawn_at=None)

    def published(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def editable_by(self, user: Viewer) -> Self:
        """Administrators all; others what they published for a group they lead."""
        standing = standing_of(user)
        if standing.is_administrator:
            return self
        led = WorkingGroup.objects.led_by(user)
        return self.filter(
            audience__in=list(led.values_list("audience", flat=True)), audience__kind=Audience.Kind.WORKING_GROUP
        )


class Entry(models.Model):
    """A question and its answer, rewritten for others, for one audience."""

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    origin = models.OneToOneField(
        Question, on_delete=models.SET_NULL, null=True, blank=True, related_name="entry",
        help_text="The conversation it was made from.",
    )  # fmt: skip
    question = models.CharField(max_length=300)
    answer = models.TextField(max_length=20_000, help_text="Markdown.")
    asked_by = models.CharField(max_length=260, blank=True, help_text="Only with consent of the person who asked.")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    state = models.ForeignKey(State, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="entries")
    revision = models.PositiveIntegerField(default=1, help_text="Counts edits, so that two editors notice each other.")
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revised_at = models.DateTimeField(null=True, blank=True, help_text="When it last said something else.")
    revised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    words = kept_words("question", "answer")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            GinIndex(fields=["words"], name="entry_words"),
            models.Index(
                fields=["audience", "-published_at", "-key"], condition=Q(withdrawn_at=None), name="entry_by_audience"
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        return reverse("contacts:entry", args=[self.key])
