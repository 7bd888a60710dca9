"""A study: one piece of work that is published in editions, from a fact sheet to the full report."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.standing import Viewer, standing_of
from clearinghouse.lib.search_words import search_words
from documents.models import Document, Topic

if TYPE_CHECKING:
    from publications.models.edition import EditionQuerySet

STUDY_WORDS = search_words("name", "publisher", "subject", "summary")


class StudyQuerySet(models.QuerySet["Study"]):
    """Studies."""

    def visible_to(self, user: Viewer) -> Self:
        """Those with an edition that the person may see, and their own before it has one; all for administrators."""
        standing = standing_of(user)
        if standing.is_administrator:
            return self
        seen = Q(Exists(_editions().visible_to(user)))
        if standing.is_approved:
            seen |= Q(made_by=standing.user_id) & ~Q(Exists(_editions()))
        return self.filter(seen)

    def editable_by(self, user: Viewer) -> Self:
        """All for administrators. Others: those of which they may change every edition they see, and their own new one.

        An edition that is hidden from them counts for nothing, or its being there would show.
        """
        standing = standing_of(user)
        visible = self.visible_to(user)
        if standing.is_administrator:
            return visible
        if not standing.is_approved:
            return visible.none()
        theirs = Document.objects.editable_by(user).filter(pk=OuterRef("document"))
        return visible.exclude(Exists(_editions().visible_to(user).exclude(Exists(theirs))))

    def by_name(self) -> Self:
        """By name; the number breaks ties."""
        return self.order_by("name", "pk")


def _editions() -> "EditionQuerySet":
    from publications.models.edition import Edition  # here: an edition names its study

    return Edition.objects.filter(study=OuterRef("pk"))


class Study(models.Model):
    """What its editions have in common. Its name stands on their documents too, so that search finds them by it."""

    slug = models.SlugField(max_length=80, unique=True, help_text="In its address, which never changes.")
    name = models.CharField(max_length=160)
    publisher = models.CharField(max_length=160, blank=True, help_text="Who is cited as its author.")
    subject = models.CharField(max_length=160, blank=True)
    summary = models.TextField(max_length=3000, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="studies")
    source_url = models.URLField(max_length=500, blank=True, help_text="Its page on the publisher’s website.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    edits = models.PositiveIntegerField(default=1, help_text="Counts edits, so that two editors notice each other.")
    is_sample = models.BooleanField(default=False)

    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "studies"
        indexes = [
            models.Index(fields=["name", "id"], name="study_by_name"),
            GinIndex(STUDY_WORDS, name="study_words"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("publications:study", args=[self.slug])
