"""Questions about people that have a name."""

from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.standing import Viewer, standing_of

if TYPE_CHECKING:
    from accounts.models import Membership, MembershipRequest  # noqa: F401


class MembershipRequestQuerySet(models.QuerySet["MembershipRequest"]):
    """Requests to join."""

    def waiting(self) -> Self:
        """Those without a decision."""
        return self.filter(status="waiting")

    def visible_to(self, user: Viewer) -> Self:
        """Administrators see every request; everybody else their own."""
        standing = standing_of(user)
        if standing.is_administrator:
            return self
        return self.filter(user_id=standing.user_id) if standing.user_id else self.none()


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Who works where."""

    def current(self) -> Self:
        """Memberships that have not ended."""
        return self.filter(ended_at__isnull=True)
