"""What somebody took care of for an agency that they leave, until a successor has it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models.membership import Membership
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.keys import random_key


class HandOverQuerySet(models.QuerySet["HandOver"]):
    """Work of people who left."""

    def waiting(self) -> Self:
        """Of which something waits for a successor."""
        return self.filter(closed_at=None)

    def visible_to(self, user: Viewer) -> Self:
        """Administrators see all; an EV lead their agency's, but never that of their own membership."""
        standing = standing_of(user)
        others = self.exclude(membership__user_id=standing.user_id)
        if standing.is_administrator:
            return others
        if not standing.is_member or standing.has_unchecked_address:
            return self.none()
        # SECURITY: one Exists on one membership row; role and agency must be of the same membership.
        leads = Membership.objects.current().filter(
            user_id=standing.user_id, role=Membership.Role.EDITOR, agency=models.OuterRef("membership__agency")
        )
        return others.filter(models.Exists(leads))


class HandOver(models.Model):
    """The work of one membership. Opened when somebody leaves, closed when all of it has moved or somebody says so."""

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    membership = models.OneToOneField(Membership, on_delete=models.PROTECT, related_name="hand_over")
    opened_at = models.DateTimeField(default=timezone.now)
    with_private = models.BooleanField(
        default=False, help_text="Whether the person, and no one else, chose to hand on what only they could see."
    )
    remembered = models.JSONField(default=dict, help_text="By part: what the end of a membership takes away.")
    moved = models.JSONField(default=dict, help_text="By part: who took it over, and in words what it was.")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = HandOverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="hand_over_is_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Work of {self.membership}"
