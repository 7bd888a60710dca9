"""When: a scheme is one plan for the whole country, such as the federal freight strategy, with its phases in order."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.models.place import CheckMark

FIRST_YEAR, LAST_YEAR = 2024, 2040
_A_YEAR = (MinValueValidator(2000), MaxValueValidator(2100))


class Sourced(models.Model):
    """A fact with where it was read."""

    source_name = models.CharField(max_length=200, help_text="Who said it, and where: “CALSTART, project page”.")
    source_url = models.URLField("source address", max_length=300)
    check_mark = models.CharField("certainty", max_length=1, choices=CheckMark, default=CheckMark.SEEN)
    checked_on = models.DateField(null=True, blank=True, help_text="When someone last read the source.")

    class Meta:
        abstract = True


class PhaseSchemeQuerySet(models.QuerySet["PhaseScheme"]):
    """Sets of phases. They come from public sources and are for everybody."""

    def in_order(self) -> Self:
        """As administrators put them, each with its phases in order; two queries."""
        phases = models.Prefetch("phases", Phase.objects.order_by("number", "pk"))
        return self.prefetch_related(phases).order_by("position", "pk")


class PhaseScheme(Sourced):
    """One plan of phases."""

    slug = models.SlugField("name in web addresses", unique=True)
    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=40, help_text="On the switch between schemes.")
    summary = models.CharField(max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = PhaseSchemeQuerySet.as_manager()

    class Meta:
        verbose_name = "set of phases"
        verbose_name_plural = "sets of phases"

    def __str__(self) -> str:
        return self.name


class Phase(Sourced):
    """What a scheme does in some years. Years stay empty where its source gives only the order of phases."""

    class Layer(models.TextChoices):
        """What of the map it is about."""

        HUBS = "hubs", "Priority hubs"
        CORRIDORS = "corridors", "Corridors"
        NETWORK = "network", "National network"

    scheme = models.ForeignKey(
        PhaseScheme, on_delete=models.CASCADE, related_name="phases", verbose_name="set of phases"
    )
    number = models.PositiveSmallIntegerField(help_text="Its place in the order, from 1.")
    name = models.CharField(max_length=120)
    layer = models.CharField(max_length=10, choices=Layer)
    from_year = models.PositiveSmallIntegerField(null=True, blank=True, validators=_A_YEAR)
    to_year = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=_A_YEAR, help_text="When it is due. Empty where the source doesn’t say."
    )
    about = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="phase_number_once_per_scheme"),
            models.CheckConstraint(
                condition=Q(from_year=None) | Q(to_year=None) | Q(from_year__lte=F("to_year")),
                name="phase_ends_after_it_begins",
                violation_error_message="A phase can’t end before it begins.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}: {self.name}"
