"""Questions about working groups that have a name, and the documents shared with one."""

from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.standing import Viewer, standing_of
from documents.models import Document

if TYPE_CHECKING:
    from workinggroups.models import GroupMembership, JoinRequest, WorkingGroup  # noqa: F401


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
        return self.filter(audience__in=standing_of(user).reader_keys)

    def led_by(self, user: Viewer) -> Self:
        """Groups whose roster, calls and charter the person takes care of: leads theirs, administrators all."""
        standing = standing_of(user)
        if standing.is_administrator:
            return self
        # SECURITY: one filter() on one membership row; role and person must be of the same membership.
        return self.filter(
            memberships__user_id=standing.user_id, memberships__role="lead", memberships__ended_at=None,
            audience__in=standing.reader_keys,
        )  # fmt: skip

    def roster_visible_to(self, user: Viewer) -> Self:
        """Groups whose roster the person may see."""
        standing = standing_of(user)
        if standing.is_administrator:
            return self
        from workinggroups.models import WorkingGroup

        allowed = models.Q(pk__in=WorkingGroup.objects.led_by(user).values("pk"))
        allowed |= models.Q(roster_for__in=("group", "all_members"), audience__in=standing.reader_keys)
        if standing.is_member:
            allowed |= models.Q(roster_for="all_members")
        return self.filter(allowed)


class GroupMembershipQuerySet(models.QuerySet["GroupMembership"]):
    """Places in groups."""

    def current(self) -> Self:
        """Those that have not ended, of people whose account is open."""
        return self.filter(ended_at=None, user__is_active=True)

    def visible_to(self, user: Viewer) -> Self:
        """Places in groups whose roster the person may see, their own, and who leads the groups they belong to."""
        from workinggroups.models import WorkingGroup

        standing = standing_of(user)
        seen = models.Q(group__in=WorkingGroup.objects.roster_visible_to(user)) | models.Q(user_id=standing.user_id)
        if standing.is_approved:
            seen |= models.Q(role="lead", ended_at=None, group__audience__in=standing.reader_keys)
        return self.filter(seen)


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    """Requests to join a group."""

    def waiting(self) -> Self:
        """Those without a decision."""
        return self.filter(status="waiting")

    def visible_to(self, user: Viewer) -> Self:
        """Leads see those of their groups, administrators all, everybody their own."""
        from workinggroups.models import WorkingGroup

        led = WorkingGroup.objects.led_by(user)
        return self.filter(models.Q(group__in=led) | models.Q(user_id=standing_of(user).user_id))


def shared_with(group: "WorkingGroup", user: Viewer) -> models.QuerySet[Document]:
    """What was shared with the group's members and the person may see too."""
    # SECURITY: being shared with the group says where a document is listed; only visible_to() says who sees it.
    return Document.objects.visible_to(user).published().filter(readers__key=group.audience_id).for_rows()
