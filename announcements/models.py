"""Announcements: what NASEO tells an audience, once, by email and in the portal."""

from typing import ClassVar, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Audience
from accounts.standing import Viewer, standing_of
from accounts.statements import reader_keys_of
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.among import Among
from clearinghouse.lib.keys import random_key
from clearinghouse.lib.search_words import kept_words


class Status(models.TextChoices):
    """How far an announcement has come."""

    DRAFT = "draft", "Draft"
    SENT = "sent", "Sent"
    WITHDRAWN = "withdrawn", "Withdrawn"


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    """Announcements."""

    def visible_to(self, user: Viewer) -> Self:
        """Sent to an audience the person is in now; administrators all, drafts and withdrawn ones too."""
        standing = standing_of(user)
        if standing.is_administrator:
            return self
        if not standing.is_approved:
            return self.none()
        audiences = Announcement.audiences.through.objects.filter(
            Among("audience", reader_keys_of(user)), announcement=OuterRef("pk")
        )
        # SECURITY: asked of the person's audiences as they stand now, whoever it was once sent to.
        return self.filter(Exists(audiences), status=Status.SENT)

    def sent(self) -> Self:
        """Sent, and not withdrawn."""
        return self.filter(status=Status.SENT)


class Announcement(models.Model):
    """What NASEO tells an audience. Its words can be changed until it is sent, and never afterward."""

    # Whom one can be sent to, the widest first.
    KINDS: ClassVar[tuple[str, ...]] = (
        Audience.Kind.ALL_MEMBERS, Audience.Kind.WORKFORCE, Audience.Kind.REGION, Audience.Kind.STATE,
        Audience.Kind.WORKING_GROUP, Audience.Kind.AGENCY,
    )  # fmt: skip

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    title = models.CharField(max_length=160)
    text = models.TextField(max_length=10_000, help_text="Markdown.")
    audiences = models.ManyToManyField(Audience, related_name="announcements")
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections",
        help_text="The earlier announcement that this one corrects.",
    )  # fmt: skip
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    revision = models.PositiveIntegerField(default=1, help_text="Counts edits, so that two editors notice each other.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    people = models.PositiveIntegerField(default=0, help_text="How many were in its audiences when it was sent.")
    states = models.PositiveIntegerField(default=0, help_text="From how many states and territories.")
    posted_until = models.BigIntegerField(default=0, help_text="Emails to people up to this number are written.")
    posted_at = models.DateTimeField(null=True, blank=True, help_text="When the last email was written.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)
    words = kept_words("title", "text")

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status=Status.DRAFT, sent_at__isnull=True)
                | Q(~Q(status=Status.DRAFT), sent_at__isnull=False),
                name="announcement_is_sent_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.WITHDRAWN, withdrawn_at__isnull=False)
                | Q(~Q(status=Status.WITHDRAWN), withdrawn_at__isnull=True),
                name="announcement_is_withdrawn_at_a_time",
            ),
        ]
        indexes = [
            GinIndex(fields=["words"], name="announcement_words"),
            models.Index(fields=["-sent_at", "-key"], name="announcement_by_time"),
        ]
        triggers = [
            pgtrigger.Protect(
                name="sent_words_stay",
                operation=pgtrigger.UpdateOf("title", "text", "sent_at"),
                condition=pgtrigger.Q(old__status__in=[Status.SENT, Status.WITHDRAWN]),
            ),
            pgtrigger.Protect(
                name="sent_ones_stay",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__status__in=[Status.SENT, Status.WITHDRAWN]),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("announcements:announcement", self.key)

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.status == Status.DRAFT

    def audience_names(self) -> list[str]:
        """Who gets it, the widest first. Asks nothing where `audiences` were fetched before."""
        found = sorted(self.audiences.all(), key=lambda one: (self.KINDS.index(one.kind), one.label))
        return [one.label for one in found]
