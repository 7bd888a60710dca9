"""Who takes care of the EV Workforce Collaborative's space."""

from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.deciding import decides_on_guests
from accounts.models import Agency, Membership, MembershipRequest, State
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.keys import random_key


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


class SpaceInvitationQuerySet(models.QuerySet["SpaceInvitation"]):
    """Who was invited to ask to join."""

    def visible_to(self, user: Viewer) -> Self:
        """Addresses are for those who take care of the space."""
        return self if decides_on_guests(user) else self.none()

    def open(self) -> Self:
        """Not withdrawn, and nobody asked to join with the address since."""
        asked = MembershipRequest.objects.annotate(address=Lower("email")).filter(
            address=OuterRef("email"), requested_at__gte=OuterRef("invited_at")
        )
        return self.filter(~Exists(asked), withdrawn_at=None)


@pghistory.track()
class SpaceInvitation(models.Model):
    """That somebody was invited to ask to join, with what the request is filled in with. It opens nothing by itself."""

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    email = models.EmailField(max_length=254, unique=True, help_text="In lower case.")
    name = models.CharField(max_length=120, blank=True)
    organization = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=Agency.Kind)
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="+")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = SpaceInvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email
