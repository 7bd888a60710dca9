from django.db import models
from django.urls import reverse

from accounts.models import Audience, Region
from accounts.models.place import CheckMark
from workinggroups.querysets import WorkingGroupQuerySet


class WorkingGroup(models.Model):
    """A circle of states: regional, topical or a collaborative of several organizations."""

    class Kind(models.TextChoices):
        REGIONAL = "regional", "Regional"
        TOPICAL = "topical", "Topical"
        COLLABORATIVE = "collaborative", "Collaborative"

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=15, choices=Kind)
    description = models.TextField(max_length=3000, help_text="Public.")
    who_may_join = models.CharField(max_length=300, help_text="Public.")
    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField()
    check_mark = models.CharField(max_length=1, choices=CheckMark, default=CheckMark.KNOWN)
    region = models.OneToOneField(Region, on_delete=models.PROTECT, null=True, blank=True)
    audience = models.OneToOneField(Audience, on_delete=models.PROTECT, related_name="working_group")
    position = models.PositiveSmallIntegerField(default=0)

    objects = WorkingGroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="regional", region__isnull=False)
                | (~models.Q(kind="regional") & models.Q(region__isnull=True)),
                name="regional_groups_have_a_region",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("workinggroups:detail", args=[self.slug])
