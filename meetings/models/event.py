"""Coming to an event: invitations by address, registrations, and the waiting list."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import State
from clearinghouse.lib.keys import random_key
from meetings.event_querysets import InvitationQuerySet, RegistrationQuerySet
from meetings.models.meeting import Meeting


class Sector(models.TextChoices):
    """Whom a participant comes for."""

    STATES = "states", "A state or territory"
    CITIES = "cities", "A city or other local government"
    FEDERAL = "federal", "A federal agency"
    UTILITIES = "utilities", "A utility"
    PARTNERS = "partners", "A private partner"


class Invitation(models.Model):
    """That the owner of an address may register for an event.

    It holds no secret: only somebody who proved to own the address, by signing in with it, can use it, and once.
    """

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=160, blank=True)
    sector = models.CharField(max_length=12, choices=Sector, default=Sector.STATES)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "email"], name="address_invited_once"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invited_address_lower_case"),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.meeting}"


@pghistory.track()
class Registration(models.Model):
    """That a person comes to an event, or waits for a place."""

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", "Registered"
        WAITING = "waiting", "On the waiting list"
        CANCELLED = "cancelled", "Cancelled"
        REMOVED = "removed", "Removed by the organizers"

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="registrations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="registrations")
    sector = models.CharField(max_length=12, choices=Sector)
    state = models.ForeignKey(
        State, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Of the agency, that day."
    )
    organization = models.CharField(max_length=160)
    needs = models.CharField(max_length=500, blank=True, help_text="Access or diet; for the organizers only.")
    status = models.CharField(max_length=10, choices=Status)
    registered_at = models.DateTimeField(default=timezone.now, help_text="Decides the order of the waiting list.")
    decided_at = models.DateTimeField(default=timezone.now)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="one_registration_per_person")]
        indexes = [models.Index(fields=["meeting", "status", "registered_at"])]

    def __str__(self) -> str:
        return f"{self.user} at {self.meeting}"

    @property
    def is_active(self) -> bool:
        """Whether the person comes or waits for a place."""
        return self.status in (self.Status.CONFIRMED, self.Status.WAITING)
