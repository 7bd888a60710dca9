"""What each state gets from NEVI, and how long its corridors are: public facts, each with its source."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import State
from accounts.standing import Viewer

FIRST_YEAR, LAST_YEAR = 2022, 2040


class FundingQuerySet(models.QuerySet["Funding"]):
    """NEVI funding."""

    def visible_to(self, user: Viewer) -> Self:
        """All of it, for everybody: the federal government publishes it."""
        return self


class CorridorMilesQuerySet(models.QuerySet["CorridorMiles"]):
    """Lengths of corridors."""

    def visible_to(self, user: Viewer) -> Self:
        """All of them, for everybody, as with funding."""
        return self


class Sourced(models.Model):
    """A number that somebody read somewhere."""

    is_estimate = models.BooleanField("estimate", default=False)
    source_name = models.CharField("source", max_length=200, help_text="Who published the number, and in what.")
    source_url = models.URLField("web address of the source", max_length=500)
    checked_on = models.DateField("read there on")

    class Meta:
        abstract = True


class Funding(Sourced):
    """NEVI funding of one state in one federal fiscal year, in whole dollars."""

    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="funding")
    fiscal_year = models.PositiveSmallIntegerField(
        "federal fiscal year",
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
        help_text="It begins on October 1 of the year before.",
    )
    amount = models.PositiveBigIntegerField("dollars")

    objects = FundingQuerySet.as_manager()

    class Meta:
        verbose_name = "NEVI funding of a state"
        verbose_name_plural = "NEVI funding by state"
        constraints = [
            models.UniqueConstraint(fields=["state", "fiscal_year"], name="funding_once_per_state_and_year"),
            models.CheckConstraint(
                condition=Q(fiscal_year__gte=FIRST_YEAR, fiscal_year__lte=LAST_YEAR), name="funding_year_of_the_program"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state_id} in fiscal year {self.fiscal_year}"


class CorridorMiles(Sourced):
    """Miles of highway in one state that are designated as corridors for EV charging, ready or pending."""

    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="corridor_miles")
    as_of = models.DateField("as of")
    miles = models.PositiveIntegerField()

    objects = CorridorMilesQuerySet.as_manager()

    class Meta:
        verbose_name = "corridor miles of a state"
        verbose_name_plural = "corridor miles by state"
        constraints = [models.UniqueConstraint(fields=["state", "as_of"], name="miles_once_per_state_and_day")]

    def __str__(self) -> str:
        return f"{self.state_id} as of {self.as_of:%B %Y}"
