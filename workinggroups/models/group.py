"""A working group: what it is for, who may join and how, and who sees its roster."""

from typing import Self

import pghistory
from django.db import models
from django.urls import reverse

from accounts.circle_words import WORDS
from accounts.models import Agency, Audience, Region
from accounts.models.place import CheckMark
from accounts.standing import Viewer, standing_of
from accounts.statements import reader_keys_of
from clearinghouse.lib.among import Among
from documents.models import Topic


class Joining(models.TextChoices):
    """How somebody who may join gets in."""

    REQUEST = "request", "By request: a lead or an administrator decides"
    OPEN = "open", "Open: anyone who can join becomes a member right away"
    INVITATION = "invitation", "By invitation: a lead or an administrator adds people"


class Role(models.TextChoices):
    """What somebody is in a group."""

    MEMBER = "member", "Member"
    LEAD = "lead", "Lead"


class RosterFor(models.TextChoices):
    """Who sees the roster. Leads and administrators always do."""

    GROUP = "group", "Members of the group"
    ALL_MEMBERS = "all_members", WORDS["all_members"].name
    LEADS = "leads", "Leads and administrators only"


class WorkingGroupQuerySet(models.QuerySet["WorkingGroup"]):
    """Working groups. That a group exists, and what it is for, is public; what it holds is not."""

    def in_order(self) -> Self:
        """As NASEO lists them."""
        return self.order_by("position", "pk")

    def regional(self) -> Self:
        """The groups of regions, each with its region."""
        return self.filter(region__isnull=False).select_related("region").in_order()

    def of(self, user: Viewer) -> Self:
        """Groups the person belongs to."""
        return self.filter(Among("audience", reader_keys_of(user)))

    def led_by(self, user: Viewer) -> Self:
        """Groups whose roster, calls and charter the person takes care of: leads theirs, administrators all."""
        standing = standing_of(user)
        if standing.is_administrator:
            return self
        # SECURITY: no row has this number. Who changed their address leads nothing until somebody has looked.
        lead = 0 if standing.has_unchecked_address else standing.user_id
        # SECURITY: one filter() on one membership row; role and person must be of the same membership.
        return self.filter(
            Among("audience", reader_keys_of(user)),
            memberships__user_id=lead, memberships__role=Role.LEAD, memberships__ended_at=None,
        )  # fmt: skip

    def roster_visible_to(self, user: Viewer) -> Self:
        """Groups whose roster the person may see."""
        standing = standing_of(user)
        if standing.is_administrator:
            return self
        allowed = models.Q(pk__in=WorkingGroup.objects.led_by(user).values("pk"))
        belongs = models.Q(Among("audience", reader_keys_of(user)))
        allowed |= belongs & models.Q(roster_for__in=(RosterFor.GROUP, RosterFor.ALL_MEMBERS))
        if standing.is_member:
            allowed |= models.Q(roster_for=RosterFor.ALL_MEMBERS)
        return self.filter(allowed)


@pghistory.track()
class WorkingGroup(models.Model):
    """A circle of states: regional, topical or a collaborative of several organizations."""

    class Kind(models.TextChoices):
        REGIONAL = "regional", "Regional"
        TOPICAL = "topical", "Topical"
        COLLABORATIVE = "collaborative", "Collaborative"

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField("type", max_length=15, choices=Kind)
    description = models.TextField(max_length=3000, help_text="Public.")
    who_may_join = models.CharField(max_length=300, help_text="Public.")
    charter = models.TextField(max_length=20_000, blank=True, help_text="Markdown, for the group's members.")
    joining = models.CharField(max_length=10, choices=Joining, default=Joining.REQUEST)
    roster_for = models.CharField("who can see the roster", max_length=12, choices=RosterFor, default=RosterFor.GROUP)
    invited_agencies = models.ManyToManyField(
        Agency, blank=True, related_name="invited_to", help_text="Organizations whose staff can join a collaborative."
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="working_groups")
    revision = models.PositiveIntegerField(default=1, help_text="Counts edits, so that two editors notice each other.")
    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField()
    check_mark = models.CharField(max_length=1, choices=CheckMark, default=CheckMark.KNOWN)
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="From then on no one joins and no call is scheduled; it is read as before."
    )
    region = models.OneToOneField(Region, on_delete=models.PROTECT, null=True, blank=True)
    audience = models.OneToOneField(Audience, on_delete=models.PROTECT, related_name="working_group")
    position = models.PositiveSmallIntegerField(default=0)

    objects = WorkingGroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="regional", region__isnull=False)
                | (~models.Q(kind="regional") & models.Q(region__isnull=True)),
                name="regional_groups_have_a_region",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("workinggroups:detail", args=[self.slug])
