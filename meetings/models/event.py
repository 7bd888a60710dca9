"""Coming to an event: invitations by address, registrations, and the waiting list."""

from typing import Self

import pghistory
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower, Now
from django.utils import timezone

from accounts.models import State
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.keys import random_key
from meetings.models.meeting import Meeting, MeetingQuerySet


class Sector(models.TextChoices):
    """Whom a participant comes for."""

    STATES = "states", "A state or territory"
    CITIES = "cities", "A city or other local government"
    FEDERAL = "federal", "A federal agency"
    UTILITIES = "utilities", "A utility"
    PARTNERS = "partners", "A private partner"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations."""

    def live(self) -> Self:
        """Neither used nor withdrawn."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def addressed_to(self, user: Viewer) -> Self:
        """Live ones to an address that the person has proved to own."""
        # SECURITY: an invitation holds no secret. Only a verified address of an open account can use it.
        standing = standing_of(user)
        verified = EmailAddress.objects.filter(user_id=standing.user_id, user__is_active=True, verified=True)
        return self.live().filter(email__in=verified.values(address=Lower("email")))

    def visible_to(self, user: Viewer) -> Self:
        """All of events they take care of, and live ones addressed to them."""
        mine = self.addressed_to(user)
        return self.filter(Q(meeting__in=Meeting.objects.editable_by(user)) | Q(pk__in=mine.values("pk")))


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


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Registrations."""

    def active(self) -> Self:
        """Those who come and those who wait."""
        return self.filter(status__in=(Registration.Status.CONFIRMED, Registration.Status.WAITING))

    def visible_to(self, user: Viewer) -> Self:
        """All of events they take care of, and their own."""
        return self.filter(Q(meeting__in=Meeting.objects.editable_by(user)) | Q(user_id=standing_of(user).user_id))

    def in_line(self) -> Self:
        """The order of the waiting list."""
        return self.order_by("registered_at", "pk")


@pghistory.track()
class Registration(models.Model):
    """That a person comes to an event, or waits for a place."""

    class Status(models.TextChoices):
        CONFIRMED = "confirmed", "Registered"
        WAITING = "waiting", "On the waitlist"
        CANCELLED = "cancelled", "Canceled"
        REMOVED = "removed", "Removed by the organizers"

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="registrations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="registrations")
    sector = models.CharField(max_length=12, choices=Sector)
    state = models.ForeignKey(
        State,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The agency’s state on that day.",
    )
    organization = models.CharField(max_length=160)
    needs = models.CharField(max_length=500, blank=True, help_text="Accessibility or diet, for organizers only.")
    status = models.CharField(max_length=10, choices=Status)
    registered_at = models.DateTimeField(default=timezone.now, help_text="Decides the order of the waitlist.")
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


def events_to_register_for(user: Viewer) -> MeetingQuerySet:
    """Events whose registration page exists for the person: they see it, are invited, come, or wait for a place.

    Being invited or waiting shows that page and nothing else of the event.
    """
    own = Registration.objects.active().filter(user_id=standing_of(user).user_id, meeting=OuterRef("pk"))
    invited = Invitation.objects.addressed_to(user).filter(meeting=OuterRef("pk"))
    seen = Q(pk__in=Meeting.objects.visible_to(user).values("pk"))
    return Meeting.objects.filter(kind__in=(Meeting.Kind.IN_PERSON, Meeting.Kind.CONFERENCE)).filter(
        seen | Exists(own) | Exists(invited)
    )


def events_of_interest_to(user: Viewer) -> models.QuerySet[Meeting]:
    """Events to come that the person is invited to, comes to or waits for, with `answer` saying which; the next first.

    One query: `answer` is "confirmed", "waiting" or "invited".
    """
    own = Registration.objects.active().filter(user_id=standing_of(user).user_id, meeting=OuterRef("pk"))
    invited = Invitation.objects.addressed_to(user).filter(meeting=OuterRef("pk"))
    return (
        Meeting.objects.filter(ends_at__gte=Now())
        .exclude(status=Meeting.Status.CANCELLED)
        .filter(Exists(own) | Exists(invited))
        .annotate(answer=models.functions.Coalesce(models.Subquery(own.values("status")[:1]), models.Value("invited")))
        .order_by("starts_at", "key")
    )
