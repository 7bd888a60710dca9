"""Who belongs to a working group and in which role, and who asks to.

Visibility is decided by the group's audience alone. Triggers of migration 0003 keep one current GroupMembership for
each person in the audience, whoever adds or removes them, so the roster never tells a different story.
"""

from typing import Self

import pghistory
from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.standing import Viewer, standing_of
from accounts.statements import reader_keys_of
from clearinghouse.lib.among import Among
from clearinghouse.lib.keys import random_key
from workinggroups.admitting import gives_rights
from workinggroups.models.group import Role, WorkingGroup


class GroupMembershipQuerySet(models.QuerySet["GroupMembership"]):
    """Places in groups."""

    def current(self) -> Self:
        """Those that have not ended and give rights now, of people whose account is open."""
        return self.filter(gives_rights(), ended_at=None, user__is_active=True)

    def visible_to(self, user: Viewer) -> Self:
        """Places in groups whose roster the person may see, their own, and who leads the groups they belong to."""
        standing = standing_of(user)
        seen = models.Q(group__in=WorkingGroup.objects.roster_visible_to(user)) | models.Q(user_id=standing.user_id)
        if standing.is_approved:
            belongs = models.Q(Among("group__audience", reader_keys_of(user)))
            seen |= belongs & models.Q(role=GroupMembership.Role.LEAD, ended_at=None)
        return self.filter(seen)


@pghistory.track()
class GroupMembership(models.Model):
    """That a person belongs to a working group, or belonged until `ended_at`."""

    Role = Role

    key = models.UUIDField(unique=True, editable=False, db_default=RandomUUID(), help_text="Made by the database.")
    group = models.ForeignKey(WorkingGroup, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="group_memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    joined_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = GroupMembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"], condition=Q(ended_at__isnull=True), name="one_current_place_in_a_group"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.group}"


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    """Requests to join a group."""

    def waiting(self) -> Self:
        """Those without a decision."""
        return self.filter(status=JoinRequest.Status.WAITING)

    def visible_to(self, user: Viewer) -> Self:
        """Leads see those of their groups, administrators all, everybody their own."""
        led = WorkingGroup.objects.led_by(user)
        return self.filter(models.Q(group__in=led) | models.Q(user_id=standing_of(user).user_id))


@pghistory.track()
class JoinRequest(models.Model):
    """A person's request to join a group. Decided exactly once; who was declined may ask again."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting for approval"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    key = models.CharField(max_length=12, unique=True, editable=False, default=random_key)
    group = models.ForeignKey(WorkingGroup, on_delete=models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests")
    note = models.CharField(max_length=1000, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    requested_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="join_decisions"
    )
    decision_reason = models.CharField(max_length=1000, blank=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"], condition=Q(status="waiting"), name="one_open_request_per_group"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["approved", "declined"], decided_at__isnull=False, decided_by__isnull=False)
                | Q(status__in=["waiting", "withdrawn"], decided_at__isnull=True, decided_by__isnull=True),
                name="join_decision_is_whole",
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("user")), name="nobody_decides_their_own_joining"),
        ]
        indexes = [models.Index(fields=["group", "status", "requested_at"])]

    def __str__(self) -> str:
        return f"{self.user} asks to join {self.group}"

    def get_absolute_url(self) -> str:
        return reverse("workinggroups:request", args=[self.group.slug, self.key])
