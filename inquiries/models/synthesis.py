"""What a campaign's answers come to: themes, and the passages that were marked with them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.standing import Viewer
from clearinghouse.lib.keys import random_key
from inquiries.models.campaign import Campaign, Quoting, Submission
from inquiries.models.inquiry import Inquiry, Status


def _published_to(user: Viewer) -> Q:
    """Of what belongs to a campaign: that the person may read its published synthesis."""
    readable = Inquiry.objects.visible_to(user).filter(status=Status.PUBLISHED)
    return Q(campaign__inquiry__in=readable.values("pk"))


class ThemeQuerySet(models.QuerySet["Theme"]):
    """Themes."""

    def visible_to(self, user: Viewer) -> Self:
        """Who organizes the campaign; once it is published, who may read the synthesis."""
        return self.filter(Q(campaign__in=Campaign.objects.organized_by(user)) | _published_to(user))

    def organized_by(self, user: Viewer) -> Self:
        """Who organizes the campaign."""
        return self.filter(campaign__in=Campaign.objects.organized_by(user))

    def in_order(self) -> Self:
        """As the organizers put them."""
        return self.order_by("position", "pk")


class Theme(models.Model):
    """One entry of the code book."""

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="themes")
    name = models.CharField(max_length=120)
    description = models.TextField(max_length=2000, blank=True)
    position = models.PositiveSmallIntegerField()
    how_used = models.TextField("how we used it", max_length=5000, blank=True)
    how_used_told_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "name"], name="theme_name_once")]

    def __str__(self) -> str:
        return self.name


class PassageQuerySet(models.QuerySet["Passage"]):
    """Passages."""

    def visible_to(self, user: Viewer) -> Self:
        """Who organizes the campaign; once it is published, released ones for who may read the synthesis."""
        organized = Q(theme__in=Theme.objects.organized_by(user).values("pk"))
        readable = Inquiry.objects.visible_to(user).filter(status=Status.PUBLISHED)
        released = Q(released_at__isnull=False, theme__campaign__inquiry__in=readable.values("pk"))
        # SECURITY: also of a released one only what its writer agreed to.
        agreed = Q(submission__is_anonymous=True) | Q(submission__kind="notes") | ~Q(submission__quoting=Quoting.NO)
        return self.filter(organized | (released & agreed))

    def in_order(self) -> Self:
        """As marked."""
        return self.order_by("pk")


class Passage(models.Model):
    """Words of one answer to one question, marked with a theme. `text` is a copy: notes may be edited later."""

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="passages")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="passages")
    ident = models.CharField(max_length=8)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField(max_length=20_000)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    marked_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = PassageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["theme", "submission", "ident", "start", "end"], name="passage_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="passage_has_words"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
