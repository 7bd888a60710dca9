"""Searches that people saved, and what is new for those who asked to be told."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.standing import Viewer, standing_of
from clearinghouse.lib.keys import random_key
from clearinghouse.lib.query import LONGEST
from documents.models.document import Document
from documents.models.version import DocumentVersion

LONGEST_NAME = 120


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Saved searches."""

    def visible_to(self, user: Viewer) -> Self:
        """The person's own, while they are approved. Nobody else sees what somebody looks for."""
        standing = standing_of(user)
        return self.filter(owner_id=standing.user_id if standing.is_approved else 0)

    def with_alert(self) -> Self:
        """Those whose owner wants to be told what is new."""
        return self.exclude(alert=SavedSearch.Alert.NONE)


class SavedSearch(models.Model):
    """Words and filters under a name."""

    class Alert(models.TextChoices):
        NONE = "none", "No alert"
        NOW = "now", "Right away"
        DAILY = "daily", "Once a day, in the morning"
        WEEKLY = "weekly", "Once a week, on Monday morning"

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=LONGEST_NAME)
    words = models.CharField(max_length=LONGEST, blank=True)
    filters = models.JSONField(default=dict, blank=True, help_text="The values chosen, by the name of the filter.")
    alert = models.CharField(max_length=6, choices=Alert, default=Alert.NONE)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_search_name_once"),
            models.CheckConstraint(condition=~Q(words="", filters={}), name="saved_search_asks_something"),
        ]
        indexes = [models.Index(fields=["owner"], condition=~Q(alert="none"), name="saved_search_alerts")]

    def __str__(self) -> str:
        return self.name


class SearchNews(models.Model):
    """A document's version that is new for a saved search: first it waits, then it is told by one digest."""

    search = models.ForeignKey(SavedSearch, on_delete=models.CASCADE, related_name="news")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    found_at = models.DateTimeField(default=timezone.now)
    digest = models.CharField(max_length=12, blank=True, help_text="What tells it; empty while it waits.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["search", "document", "version"], nulls_distinct=False, name="news_once_of_each_version"
            ),
        ]
        indexes = [
            models.Index(fields=["search"], condition=Q(digest=""), name="news_waiting"),
            models.Index(fields=["digest"], condition=~Q(digest=""), name="news_of_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} for {self.search_id}"


class GainedReaders(models.Model):
    """A document that some people can read since now, or a person who can read more since now; to be looked at once.

    Written by triggers (documents/sql/gained_readers.sql) in the transaction that makes it so, once in each: the keys
    are those from before it. Empty keys of a document say that this version is new to all.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    # Without a constraint: leaving the circles is the last thing that happens to an account that is deleted.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, db_constraint=False, related_name="+"
    )
    keys_before = ArrayField(models.BigIntegerField(), default=list)
    only_recognized = models.BooleanField(
        default=False, db_default=False, help_text="What is new is the text of its scanned pages."
    )
    transaction = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "person", "only_recognized", "transaction"],
                nulls_distinct=False,
                name="gained_once_a_transaction",
            ),
            models.CheckConstraint(
                condition=Q(document__isnull=True, person__isnull=False)
                | Q(document__isnull=False, person__isnull=True),
                name="a_document_or_a_person_gained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id or self.person_id} in {self.transaction}"
