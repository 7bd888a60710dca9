"""What pathways and providers are described with: credentials, supports, and what contracts ask for.

Administrators of the portal edit these under /data/.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Credential(models.Model):
    """A credential that employers recognize wherever somebody earned it: EVITP, a registered apprenticeship, …"""

    slug = models.SlugField("name in web addresses", unique=True)
    name = models.CharField(max_length=120, unique=True)
    issuer = models.CharField("who issues it", max_length=160, blank=True)
    description = models.CharField("what it shows", max_length=600, blank=True)
    source_name = models.CharField("source", max_length=160, blank=True)
    source_url = models.URLField("web address of the source", max_length=500, blank=True)
    checked_on = models.DateField("source read on", null=True, blank=True)
    position = models.PositiveSmallIntegerField("order in lists", default=0, help_text="Lower numbers come first.")

    class Meta:
        verbose_name = "training credential"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source_url="") | ~models.Q(source_name=""), name="credential_source_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Support(models.Model):
    """Help with what keeps people from training and is no lack of skill: child care, transport, tools, language, …"""

    slug = models.SlugField("name in web addresses", unique=True)
    name = models.CharField(max_length=80, unique=True)
    description = models.CharField("what it covers", max_length=300, blank=True)
    position = models.PositiveSmallIntegerField("order in lists", default=0, help_text="Lower numbers come first.")

    class Meta:
        verbose_name = "training support"

    def __str__(self) -> str:
        return self.name


class Requirement(models.Model):
    """Something about workers that contracts and solicitations ask for, and the words that ask for it."""

    slug = models.SlugField("name in web addresses", unique=True)
    name = models.CharField(max_length=80, unique=True)
    words = ArrayField(
        models.CharField(max_length=80),
        verbose_name="words and phrases",
        help_text="Separate them with commas. A page with one of them counts as asking for it.",
    )
    credentials = models.ManyToManyField(
        Credential,
        blank=True,
        related_name="requirements",
        help_text="Training providers that offer one of these are counted. With none, all providers are.",
    )
    position = models.PositiveSmallIntegerField("order in lists", default=0, help_text="Lower numbers come first.")

    class Meta:
        verbose_name = "workforce requirement in contracts"
        verbose_name_plural = "workforce requirements in contracts"

    def __str__(self) -> str:
        return self.name
