"""What helps a state and its cities train people: documents of the portal and links, by challenge and audience."""

from typing import Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.deciding import decides_on_guests
from accounts.models import State
from accounts.standing import Viewer, standing_of
from accounts.statements import reader_keys_of
from clearinghouse.lib.keys import random_key
from clearinghouse.lib.search_words import kept_words
from documents.models import Document

FAILURES_THAT_COUNT = 3  # nights in a row; a server may be down for one


class Challenge(models.Model):
    """What states and cities struggle with; administrators edit the list."""

    slug = models.SlugField("name in web addresses", unique=True)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=400, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "workforce challenge"

    def __str__(self) -> str:
        return self.name


class Form(models.TextChoices):
    """What a resource is."""

    TOOLKIT = "toolkit", "Toolkit"
    REPORT = "report", "Report"
    TEMPLATE = "template", "Template"
    COURSE = "course", "Course"
    WEBSITE = "website", "Website"
    GUIDE = "guide", "Guide"
    DATA = "data", "Data"
    RECORDING = "recording", "Recording"
    OTHER = "other", "Other"


class For(models.TextChoices):
    """Whom a resource is for."""

    STATE = "state", "State"
    CITY = "city", "City or county"
    EMPLOYER = "employer", "Employer"
    PROVIDER = "provider", "Training provider"


def place_in_words(state: str | None, county: str) -> str:
    """Where something applies: "Nationwide", a state, or a county of one."""
    if state is None:
        return "Nationwide"
    return f"{county}, {state}" if county else state


class ResourceQuerySet(models.QuerySet["Resource"]):
    """Resources."""

    def visible_to(self, user: Viewer) -> Self:
        """For those in the space; a document's only for its readers.

        What is suggested, declined, or retired shows to who suggested it and to those who take care of the space.
        """
        readable = self._readable_by(user)
        if decides_on_guests(user):
            return readable
        is_own = Q(suggested_by=standing_of(user).user_id)
        return readable.filter(Q(status=Resource.Status.LISTED) | is_own)

    def in_hub_for(self, user: Viewer) -> Self:
        """The same as visible_to(user).listed(), which asks nothing of the person but their standing."""
        return self._readable_by(user).listed()

    def _readable_by(self, user: Viewer) -> Self:
        is_readable = Q(document=None) | Q(document__reader_keys__overlap=reader_keys_of(user))
        # Not none(): the site search puts this query into SQL of its own.
        return self.filter(is_readable if standing_of(user).is_approved else Q(pk__isnull=True))

    def listed(self) -> Self:
        """What the hub shows."""
        return self.filter(status=Resource.Status.LISTED)

    def waiting(self) -> Self:
        """Suggested, and nobody has decided yet."""
        return self.filter(status=Resource.Status.SUGGESTED)

    def with_links_to_check(self) -> Self:
        """Links that the hub shows."""
        return self.listed().exclude(url="")


@pghistory.track(exclude=["words"])
class Resource(models.Model):
    """A document shared with the space, or a link."""

    Form, For = Form, For

    class Status(models.TextChoices):
        SUGGESTED = "suggested", "Suggested"
        LISTED = "listed", "In the hub"
        DECLINED = "declined", "Declined"
        RETIRED = "retired", "Retired"

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    title = models.CharField(max_length=200)
    summary = models.TextField(max_length=1500)
    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, null=True, blank=True, related_name="workforce_resources"
    )
    url = models.URLField("web address", max_length=600, blank=True, validators=[URLValidator(["http", "https"])])
    source_name = models.CharField("published by", max_length=160, blank=True)
    form = models.CharField(max_length=12, choices=Form)
    audiences = ArrayField(models.CharField(max_length=10, choices=For), default=list, blank=True)
    challenges = models.ManyToManyField(Challenge, related_name="resources", blank=True)
    state = models.ForeignKey(
        State, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Empty: nationwide."
    )
    county = models.CharField(max_length=80, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.SUGGESTED)
    suggested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    suggested_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=500, blank=True)
    checked_on = models.DateField(null=True, blank=True, help_text="When a person last looked at it.")
    revision = models.PositiveIntegerField(default=1, help_text="Counts edits, so that two editors notice each other.")
    is_sample = models.BooleanField(default=False)
    words = kept_words("title", "summary")

    objects = ResourceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False, url="") | (Q(document__isnull=True) & ~Q(url="")),
                name="resource_is_document_or_link",
            ),
            models.CheckConstraint(
                condition=Q(status="suggested", decided_at=None)
                | (~Q(status="suggested") & Q(decided_at__isnull=False)),
                name="resource_decision_is_whole",
            ),
            models.CheckConstraint(condition=Q(county="") | Q(state__isnull=False), name="resource_county_has_a_state"),
        ]
        indexes = [
            GinIndex(fields=["words"], name="resource_words"),
            models.Index(fields=["status", "-decided_at", "-key"], name="resource_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("workforce:resource", args=[self.key])

    @property
    def place(self) -> str:
        """Where it applies, in words; read with its state."""
        return place_in_words(self.state.name if self.state else None, self.county)

    @property
    def audience_names(self) -> list[str]:
        """Whom it is for, in words."""
        return [str(label) for value, label in For.choices if value in self.audiences]


class LinkCheck(models.Model):
    """How a resource's link answered when the worker asked. A link is broken after several nights without an answer."""

    resource = models.OneToOneField(Resource, on_delete=models.CASCADE, related_name="link_check")
    url = models.URLField(max_length=600, help_text="What was asked; another one of the resource starts anew.")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0, help_text="In a row.")
    problem = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.url}: {self.problem or 'answers'}"

    @property
    def is_broken(self) -> bool:
        """Whether it did not answer often enough to say so."""
        return self.failures >= FAILURES_THAT_COUNT
