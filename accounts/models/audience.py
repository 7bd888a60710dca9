"""Circles of people. Each is an auth.Group, so that django-guardian can grant objects to it."""

from typing import ClassVar

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q

from accounts.kinds import AudienceKind
from accounts.models.place import Agency, Region, State


class Audience(models.Model):
    """A group of people with a meaning: all members, a state, an agency, a region, a working group, ..."""

    Kind = AudienceKind

    SINGLE: ClassVar[tuple[str, ...]] = ("public", "all_members", "workforce", "administrators")

    group = models.OneToOneField(Group, on_delete=models.CASCADE, primary_key=True, related_name="audience")
    kind = models.CharField(max_length=20, choices=Kind)
    label = models.CharField(max_length=160)
    state = models.OneToOneField(State, on_delete=models.PROTECT, null=True, blank=True, related_name="audience")
    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="audience")
    region = models.OneToOneField(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="audience")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind__in=("public", "all_members", "workforce", "administrators")),
                name="one_audience_of_each_single_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="state", state__isnull=False) | (~Q(kind="state") & Q(state__isnull=True)),
                name="audience_state_matches_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="agency", agency__isnull=False) | (~Q(kind="agency") & Q(agency__isnull=True)),
                name="audience_agency_matches_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="region", region__isnull=False) | (~Q(kind="region") & Q(region__isnull=True)),
                name="audience_region_matches_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.label
