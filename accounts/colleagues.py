"""Who of an agency confirmed when, and was last there: for its EV leads and for administrators."""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from accounts.leading import people_of
from accounts.models import Membership
from accounts.standing import Viewer
from clearinghouse.lib.wording import long_date

COLUMNS = ("Name", "Agency", "State", "Type", "Role", "Last confirmed", "Confirm by", "Last here", "Access")
STALEST_FIRST = ("confirm_by", "pk")


def colleagues_of(user: Viewer, *, agency: int | None = None, only_stale: bool = False) -> QuerySet[Membership]:
    """The memberships the person looks after, those first that are to be confirmed first."""
    rows = people_of(user).select_related("user", "agency__state")
    if agency:
        rows = rows.filter(agency=agency)
    return rows.filter(confirm_by__lt=timezone.localdate()) if only_stale else rows


def month_of(membership: Membership) -> str:
    """When the person last signed in, by month and no closer: "November 2026"."""
    seen = membership.user.last_login
    return f"{timezone.localtime(seen):%B %Y}" if seen else "Never"


def access_of(membership: Membership, today: date) -> str:
    """Whether they have access, in words."""
    if membership.suspended_at:
        return f"Paused: {membership.get_suspended_for_display()}"
    return "Overdue" if membership.confirm_by < today else "Active"


def _role_of(membership: Membership) -> str:
    if membership.tier != Membership.Tier.MEMBER:
        return "Guest"
    return membership.get_role_display() + ("" if membership.is_main else " (second agency)")


def cells_of(membership: Membership) -> list[str]:
    """A row of the list and of the file, in the order of COLUMNS."""
    agency = membership.agency
    return [
        str(membership.user),
        agency.name,
        agency.state.name if agency.state else "",
        membership.get_tier_display(),
        _role_of(membership),
        long_date(membership.last_confirmed_at),
        long_date(membership.confirm_by),
        month_of(membership),
        access_of(membership, timezone.localdate()),
    ]
