"""That an agency used a document of the portal: what of it, what for, since when, and what came of it."""

from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import Agency, Membership, State
from accounts.models.membership import Tier
from accounts.standing import Standing, Viewer, standing_of
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.keys import random_key
from documents.models import Document
from documents.models.document import may_edit

MOST_HOURS = 5000


def member_of(standing: Standing, **where: object) -> Exists:
    """Whether the person is a state member now; `where` says of which membership, as agency=OuterRef("agency")."""
    # SECURITY: one filter() on one membership, so that tier and agency are of the same one.
    places = Membership.objects.current().filter(user_id=standing.user_id, tier=Tier.MEMBER, **where)
    return Exists(places)


class UseQuerySet(models.QuerySet["Use"]):
    """Uses of documents."""

    def visible_to(self, user: Viewer) -> Self:
        """Of documents that the person can see: what states show, what is of their own state, and of their documents.

        SECURITY: it starts at the document. Who cannot see that learns of no use, whoever recorded it.
        """
        standing = standing_of(user)
        seen = self.filter(document__in=Document.objects.visible_to(user).published())
        if standing.is_administrator:
            return seen
        shown = Q(sharing=Use.Sharing.NAMED)
        if standing.is_approved:
            shown |= may_edit(standing, "document__")
        if standing.is_member:
            shown |= Q(member_of(standing, agency__state=OuterRef("state")))
        return seen.filter(shown)

    def editable_by(self, user: Viewer) -> Self:
        """The agency's own, for whoever works there now; administrators all."""
        standing, seen = standing_of(user), self.visible_to(user)
        if standing.is_administrator:
            return seen
        return seen.filter(member_of(standing, agency=OuterRef("agency"))) if standing.is_member else seen.none()

    def with_may_change(self, user: Viewer) -> Self:
        """Adds may_change, for uses that the person can see: the same condition as editable_by()."""
        standing = standing_of(user)
        if standing.is_administrator or not standing.is_member:
            value = models.Value(standing.is_administrator, output_field=models.BooleanField())
            return self.annotate(may_change=value)
        return self.annotate(may_change=member_of(standing, agency=OuterRef("agency")))

    def by_others(self) -> Self:
        """Without those of the state that the document is from."""
        return self.exclude(document__state=F("state"))


@pghistory.track()
class Use(models.Model):
    """One use of a document by one agency. It stays with the agency when whoever recorded it leaves."""

    class Sharing(models.TextChoices):
        NAMED = "named", "Show our state and what we wrote to everyone who can see the document"
        COUNTED = "counted", "Count us, but don’t show our state"

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="uses")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="uses")
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="uses")
    sections = models.CharField(max_length=300, blank=True)
    purpose = models.TextField(max_length=2000)
    since = models.DateField(null=True, blank=True)
    result = models.ForeignKey(
        Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="made_from",
        help_text="What the agency made of it.",
    )  # fmt: skip
    hours_saved = models.PositiveIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)]
    )
    sharing = models.CharField(max_length=7, choices=Sharing, default=Sharing.NAMED)
    once = models.CharField(max_length=64, unique=True, help_text="Of the form it came with: sent twice, kept once.")
    revision = models.PositiveIntegerField(default=1, help_text="Counts edits, so that two editors notice each other.")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)
    is_sample = models.BooleanField(default=False)

    objects = UseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(result__isnull=True) | ~Q(result=F("document")), name="nothing_is_made_from_itself"
            ),
            models.CheckConstraint(
                condition=Q(hours_saved__isnull=True) | Q(hours_saved__range=(1, MOST_HOURS)), name="hours_are_some"
            ),
        ]
        indexes = [
            models.Index(fields=["document", "state"], name="use_of_document"),
            models.Index(fields=["added_at", "state"], name="use_by_time"),
        ]

    def __str__(self) -> str:
        return f"Reuse by {self.agency}"

    def get_absolute_url(self) -> str:
        return address_of("reuse:document", self.document.key)


class ReportYearQuerySet(models.QuerySet["ReportYear"]):
    """Published years."""

    def visible_to(self, user: Viewer) -> Self:
        """Members' and administrators'; not guests', whose organizations are in no number."""
        standing = standing_of(user)
        return self if standing.is_member or standing.is_administrator else self.none()


class ReportYear(models.Model):
    """A year of the report that an administrator published: its numbers as they were then, for ever."""

    slug = models.CharField(max_length=6, unique=True, help_text="2026, or fy2026.")
    numbers = models.JSONField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(default=timezone.now)

    objects = ReportYearQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(slug__regex=r"^(fy)?20[0-9]{2}$"), name="report_year_is_a_year")
        ]
        triggers = [
            pgtrigger.Protect(name="kept", operation=pgtrigger.UpdateOf("slug", "numbers", "published_at")),
            pgtrigger.Protect(name="not_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Report {self.slug}"
