"""What a state or a city entered in the space: who sees it, who changes it."""

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Agency, Membership
from accounts.standing import Standing, Viewer, standing_of
from clearinghouse.lib.keys import random_key
from workforce.models.space import SpaceAdministrator

M = TypeVar("M", bound="Entered")


class EnteredQuerySet(models.QuerySet[M]):
    """Pathways or providers."""

    def listed(self) -> Self:
        """Those that nobody took off the lists."""
        return self.filter(removed_at=None)

    def listed_for(self, user: Viewer) -> Self:
        """Listed ones for those in the space, asking nothing of the person but their standing."""
        # Not none(): the site search puts this query into SQL of its own.
        return self.filter(Q(removed_at=None) if standing_of(user).is_approved else Q(pk__isnull=True))

    def visible_to(self, user: Viewer) -> Self:
        """What is listed, for everybody in the space; what was taken off, for those who can put it back."""
        standing = standing_of(user)
        if not standing.is_approved:
            return self.none()
        return self if standing.is_administrator else self.filter(Q(removed_at=None) | _is_theirs(standing))

    def editable_by(self, user: Viewer) -> Self:
        """What the person's agency entered; everything for those who take care of the space."""
        standing = standing_of(user)
        if not standing.is_approved:
            return self.none()
        return self if standing.is_administrator else self.filter(_is_theirs(standing))


def _is_theirs(standing: Standing) -> Q:
    """Their agency's, or anything where they take care of the space."""
    # SECURITY: no row has this number. Who changed their address changes nothing until somebody has looked.
    person = 0 if standing.has_unchecked_address else standing.user_id
    works_there = Membership.objects.current().filter(user_id=person, agency=OuterRef("agency"))
    return Q(Exists(works_there)) | Q(Exists(SpaceAdministrator.objects.current().filter(person=person)))


class Entered(models.Model):
    """Entered by somebody for the agency they worked for; that agency's people keep it current."""

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="The state or city."
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1, help_text="Counts edits, so that two editors notice each other.")
    source_name = models.CharField("source", max_length=160, blank=True)
    source_url = models.URLField("web address of the source", max_length=500, blank=True)
    checked_on = models.DateField("source read on", null=True, blank=True)
    is_sample = models.BooleanField("sample data", default=False)
    created_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True, help_text="Since when it is off the lists.")

    class Meta:
        abstract = True
