"""A career pathway: the steps from where somebody starts to a job, with what it takes, pays and needs."""

from typing import ClassVar

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import State
from clearinghouse.lib.search_words import search_words
from workforce.models.entered import Entered, EnteredQuerySet
from workforce.models.lists import Credential, Support

PATHWAY_WORDS = search_words("occupation", "summary", "entry_requirements", "who_it_serves", "demand", "notes")
SOC_CODE = RegexValidator(r"^\d{2}-\d{4}$", "Enter the code as 47-2111.")


class PathwayQuerySet(EnteredQuerySet["Pathway"]):
    """Career pathways."""


@pghistory.track()
class Pathway(Entered):
    """One occupation and a way into it, in one state or nationwide."""

    occupation = models.CharField(max_length=120)
    soc_code = models.CharField("SOC code", max_length=7, blank=True, validators=[SOC_CODE])
    summary = models.CharField(max_length=600)
    state = models.ForeignKey(State, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    credentials = models.ManyToManyField(Credential, blank=True, related_name="pathways")
    supports = models.ManyToManyField(Support, blank=True, related_name="pathways")
    entry_requirements = models.TextField(max_length=3000, blank=True)
    length = models.CharField("typical length", max_length=160, blank=True)
    who_it_serves = models.TextField("who it serves", max_length=2000, blank=True)
    demand = models.TextField("employer demand", max_length=3000, blank=True)
    notes = models.TextField(max_length=3000, blank=True, help_text="For people of the Collaborative.")

    objects: ClassVar[PathwayQuerySet] = PathwayQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index("occupation", "key", name="pathway_by_occupation"),
            GinIndex(PATHWAY_WORDS, name="pathway_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_sample=True) | Q(agency__isnull=False) | ~Q(source_url=""),
                name="pathway_of_nobody_has_a_source",
            ),
        ]

    def __str__(self) -> str:
        return self.occupation

    def get_absolute_url(self) -> str:
        return reverse("workforce:pathway", args=[self.key])


class PathwayStep(models.Model):
    """One step; the last one is the job it leads to, or what comes after."""

    class Kind(models.TextChoices):
        START = "start", "Outreach and preparation"
        PRE_APPRENTICESHIP = "pre_apprenticeship", "Pre-apprenticeship"
        CLASSES = "classes", "Classroom training"
        APPRENTICESHIP = "apprenticeship", "Registered apprenticeship"
        CERTIFICATION = "certification", "License or certification"
        JOB = "job", "Job"
        ADVANCEMENT = "advancement", "Advancement"

    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField("type of step", max_length=20, choices=Kind)
    title = models.CharField(max_length=160)
    length = models.CharField("how long it takes", max_length=80, blank=True)
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    description = models.CharField(max_length=600, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pathway", "position"], name="pathway_step_once_in_a_place")]

    def __str__(self) -> str:
        return self.title


class PathwayWage(models.Model):
    """What somebody published that the work pays, where and when. None stands here without its source."""

    class Unit(models.TextChoices):
        HOUR = "hour", "per hour"
        YEAR = "year", "per year"

    pathway = models.ForeignKey(Pathway, on_delete=models.CASCADE, related_name="wages")
    lowest = models.DecimalField("from", max_digits=9, decimal_places=2, validators=[MinValueValidator(0)])
    highest = models.DecimalField("to", max_digits=9, decimal_places=2, validators=[MinValueValidator(0)])
    unit = models.CharField(max_length=5, choices=Unit)
    place = models.CharField("where", max_length=120)
    year = models.PositiveSmallIntegerField("year of the figures")
    about = models.CharField("what the figures are", max_length=160, blank=True)
    source_name = models.CharField("source", max_length=160)
    source_url = models.URLField("web address of the source", max_length=500)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(lowest__lte=F("highest"), lowest__gte=0), name="wage_range_ascends"),
            models.CheckConstraint(condition=~Q(source_name="") & ~Q(source_url=""), name="wage_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.in_words}, {self.place}, {self.year}"

    @property
    def in_words(self) -> str:
        """The range: "$18.44 to $48.46 per hour"; yearly ones without cents."""
        shape = "${:,.2f}" if self.unit == self.Unit.HOUR else "${:,.0f}"
        ends = [shape.format(self.lowest)]
        ends += [shape.format(self.highest)] if self.highest != self.lowest else []
        return f"{' to '.join(ends)} {self.get_unit_display()}"
