"""Inviting a named person to join: one address, one link, three days."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models.membership import MembershipRequest
from accounts.models.place import Agency
from accounts.standing import Viewer, standing_of
from accounts.vouching import led_agencies
from clearinghouse.lib.keys import random_key

VALID_FOR = timedelta(hours=72)


class JoinInvitationQuerySet(models.QuerySet["JoinInvitation"]):
    """Invitations to join."""

    def open(self) -> Self:
        """Neither used nor withdrawn; perhaps expired, and then to be sent again."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def live(self) -> Self:
        """Those that can be accepted now."""
        return self.open().filter(expires_at__gt=timezone.now())

    def visible_to(self, user: Viewer) -> Self:
        """Administrators see all; an EV lead those that they sent for the agencies they lead."""
        standing = standing_of(user)
        if standing.is_administrator:
            return self
        return self.filter(agency__in=led_agencies(user), invited_by_id=standing.user_id)


class JoinInvitation(models.Model):
    """An invitation to join for an agency. Its link is a secret that is kept as a hash, and works for one address."""

    key = models.CharField(max_length=12, unique=True, default=random_key, editable=False)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    is_decision = models.BooleanField(help_text="An administrator’s invitation approves; an EV lead’s is evidence.")
    decision_note = models.CharField(max_length=1000, blank=True)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    request = models.OneToOneField(
        MembershipRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="invitation"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = JoinInvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_address_and_agency",
            ),
            models.CheckConstraint(condition=Q(email=models.functions.Lower("email")), name="invited_email_lower_case"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, request=None)
                | Q(accepted_at__isnull=False, request__isnull=False, withdrawn_at=None),
                name="invitation_used_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__lte=models.F("sent_at") + VALID_FOR), name="invitation_ends_in_three_days"
            ),
        ]
        indexes = [models.Index(fields=["email"])]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"
