"""How documents are sorted: families, kinds, topics, guidance eras, and the words search treats as equal."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Family(models.Model):
    """A family of kinds: Solicitations, Contracts and agreements, Plans and roadmaps, ..."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "families"

    def __str__(self) -> str:
        return self.name


class Kind(models.Model):
    """What a document is: RFP, addendum, contract, NEVI plan, ..."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="kinds")
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)
    description = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """What a document is about."""

    slug = models.SlugField(unique=True, max_length=80)
    name = models.CharField(max_length=120, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class Era(models.Model):
    """A period of federal guidance; a document belongs to the era in force on its date."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=80)
    starts_on = models.DateField(unique=True)
    summary = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.code}: {self.name}"


class SynonymSet(models.Model):
    """Words and phrases that search treats as one: EVSE, DCFC, NACS = J3400."""

    terms = ArrayField(models.CharField(max_length=80))
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return " = ".join(self.terms)
