"""A training provider: where it is, what it offers, how many people it trained, and when somebody last confirmed it."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency, State
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.keys import random_key
from clearinghouse.lib.search_words import search_words
from workforce.models.entered import Entered, EnteredQuerySet
from workforce.models.lists import Credential, Support

PROVIDER_WORDS = search_words("name", "county", "programs")
CONFIRMED_FOR = timedelta(days=365)


class ProviderQuerySet(EnteredQuerySet["Provider"]):
    """Training providers."""

    def due(self, now: datetime | None = None) -> Self:
        """Those that nobody has confirmed for a year."""
        return self.filter(confirmed_at__lte=(now or timezone.now()) - CONFIRMED_FOR)


@pghistory.track()
class Provider(Entered):
    """An organization that trains people for work on EV charging."""

    class Kind(models.TextChoices):
        COLLEGE = "college", "Community or technical college"
        UNIVERSITY = "university", "University"
        SCHOOL = "school", "High school or career center"
        UNION = "union", "Union or joint apprenticeship program (JATC)"
        EMPLOYER = "employer", "Employer or contractor"
        NONPROFIT = "nonprofit", "Nonprofit or community organization"
        UTILITY = "utility", "Utility"
        BOARD = "board", "Workforce board"
        OTHER = "other", "Other"

    name = models.CharField(max_length=160)
    kind = models.CharField("type", max_length=12, choices=Kind)
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="+", verbose_name="state or territory")
    county = models.CharField(max_length=80, blank=True, help_text="Empty where it serves the whole state.")
    programs = models.TextField(max_length=3000, blank=True)
    credentials = models.ManyToManyField(Credential, blank=True, related_name="providers")
    supports = models.ManyToManyField(Support, blank=True, related_name="providers")
    capacity = models.PositiveIntegerField(
        "people it can train in a year", null=True, blank=True, validators=[MaxValueValidator(1_000_000)]
    )
    website = models.URLField(max_length=500, blank=True)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(max_length=254, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    confirmed_at = models.DateTimeField("last confirmed", default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[ProviderQuerySet] = ProviderQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index("state", "name", "key", condition=Q(removed_at=None), name="provider_in_order"),
            models.Index("confirmed_at", condition=Q(removed_at=None), name="provider_due"),
            GinIndex(PROVIDER_WORDS, name="provider_words"),
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), "state", Lower("county"), condition=Q(removed_at=None), name="provider_once_in_a_county"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("workforce:provider", args=[self.key])

    def twins(self) -> ProviderQuerySet:
        """Listed ones of the same name in the same county."""
        same = Provider.objects.listed().filter(name__iexact=self.name, state=self.state_id, county__iexact=self.county)
        return same.exclude(pk=self.pk)

    @property
    def is_stale(self) -> bool:
        """Whether nobody has confirmed it for a year."""
        return self.confirmed_at <= timezone.now() - CONFIRMED_FOR


class TrainedYear(models.Model):
    """How many people a provider trained in one year."""

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="trained")
    year = models.PositiveSmallIntegerField(validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    people = models.PositiveIntegerField(validators=[MaxValueValidator(1_000_000)])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "year"], name="trained_once_a_year"),
            models.CheckConstraint(condition=Q(year__gte=2000, year__lte=2100), name="trained_in_a_year_we_know"),
        ]

    def __str__(self) -> str:
        return f"{self.people} in {self.year}"


class ProviderImportQuerySet(models.QuerySet["ProviderImport"]):
    """Files of providers."""

    def visible_to(self, user: Viewer) -> Self:
        """A person's own."""
        standing = standing_of(user)
        return self.filter(uploaded_by=standing.user_id) if standing.is_approved else self.none()


class ProviderImport(models.Model):
    """A file of providers: kept until its person has seen what it would change, then a note of what it did."""

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    filename = models.CharField(max_length=160)
    content = models.TextField(blank=True)
    imported_at = models.DateTimeField(null=True, blank=True)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    objects = ProviderImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(imported_at__isnull=True) | Q(content=""), name="imported_file_is_forgotten"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filename} of {self.uploaded_by}"
