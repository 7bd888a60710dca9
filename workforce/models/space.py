"""Who takes care of the EV Workforce Collaborative's space."""

from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import Membership
from accounts.standing import Viewer, standing_of


class SpaceAdministratorQuerySet(models.QuerySet["SpaceAdministrator"]):
    """People whom administrators named to take care of the space."""

    def current(self) -> Self:
        """Whose post has not ended, while they still work where they did."""
        works = Membership.objects.current().filter(user=OuterRef("person"))
        return self.filter(Exists(works), ended_at=None, person__is_active=True)

    def visible_to(self, user: Viewer) -> Self:
        """Everybody in the space knows who takes care of it."""
        return self if standing_of(user).is_approved else self.none()


@pghistory.track()
class SpaceAdministrator(models.Model):
    """That a person takes care of the space: until somebody ends it, or they leave."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    named_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SpaceAdministratorQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_at__isnull=True), name="one_current_space_post_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, administrator of the EV Workforce Collaborative"
