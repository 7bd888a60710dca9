"""A row of calls: every third Thursday at 2 p.m. Eastern."""

from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.standing import Viewer, standing_of
from clearinghouse.lib.keys import random_key
from meetings.models.meeting import Meeting
from workinggroups.models import WorkingGroup


class SeriesQuerySet(models.QuerySet["Series"]):
    """Rows of calls."""

    def editable_by(self, user: Viewer) -> Self:
        """Leads their group's, administrators all."""
        if standing_of(user).is_administrator:
            return self
        return self.filter(group__in=WorkingGroup.objects.led_by(user))

    def visible_to(self, user: Viewer) -> Self:
        """Those of which the person may see a meeting, and those they take care of."""
        seen = Meeting.objects.visible_to(user).filter(series=OuterRef("pk"))
        return self.filter(Exists(seen) | Q(pk__in=Series.objects.editable_by(user).values("pk")))


@pghistory.track()
class Series(models.Model):
    """How the calls of a row follow each other. Its meetings are rows of their own, so each may differ.

    Times are wall-clock times in `zone`: 2 p.m. stays 2 p.m. when the clocks change.
    """

    class Frequency(models.TextChoices):
        WEEKLY = "weekly", "Every week or every few weeks"
        MONTHLY = "monthly", "Every month or every few months, on a weekday such as the third Thursday"

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="series")
    title = models.CharField(max_length=200)
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.MONTHLY)
    interval = models.PositiveSmallIntegerField(default=1, help_text="Every how many weeks or months.")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday.")
    ordinal = models.SmallIntegerField(default=0, help_text="1 to 4, or -1 for the last; 0 when weekly.")
    starts_on = models.DateField(help_text="The first call is on or after this day.")
    ends_on = models.DateField(help_text="No call after this day.")
    starts_at_time = models.TimeField(help_text="Wall-clock time in the zone.")
    minutes = models.PositiveSmallIntegerField(default=60)
    zone = models.CharField(max_length=40, default="America/New_York")
    # What a new meeting of the series starts with. Each may then differ, and keeps what was changed by hand.
    place = models.CharField(max_length=300, blank=True)
    join_url = models.URLField("meeting link", max_length=500, blank=True)
    agenda = models.TextField(max_length=20_000, blank=True, help_text="Markdown.")
    record_sharing = models.CharField(max_length=12, default="group")
    summary_sharing = models.CharField(max_length=12, default="group")
    is_sample = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="series_weekday_is_one"),
            models.CheckConstraint(condition=Q(ordinal__gte=-1, ordinal__lte=4), name="series_ordinal_is_one"),
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="series_ends_after_start"),
            models.CheckConstraint(condition=Q(interval__gte=1, interval__lte=12), name="series_interval_is_one"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:series", args=[self.key])
