"""Who is an EV lead, and for which agencies: the one who may vouch for colleagues and invite them."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.auth import get_user_model

from accounts.standing import Viewer, standing_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

EDITOR, MEMBER = "editor", "member"  # of the roles and tiers


def led_agencies(user: Viewer) -> tuple[int, ...]:
    """The agencies that the person is an EV lead of; none while their own address is unchecked. Asked once per user."""
    standing = standing_of(user)
    # SECURITY: as everything that an EV lead may do, this waits while an administrator has not seen a new address.
    if not standing.is_member or standing.has_unchecked_address:
        return ()
    if not hasattr(user, "_led_agencies"):
        # By its name, because the models are made with what stands here.
        memberships = apps.get_model("accounts", "Membership")._default_manager
        # SECURITY: of two memberships one may be suspended; it leads nothing, though the person has access.
        current = memberships.filter(user=standing.user_id, ended_at=None, suspended_at=None, role=EDITOR, tier=MEMBER)
        user._led_agencies = tuple(current.order_by("pk").values_list("agency", flat=True))  # type: ignore[union-attr]
    found: tuple[int, ...] = user._led_agencies  # type: ignore[union-attr]
    return found


def leads_of(agency_id: int) -> "QuerySet[User]":
    """The agency's EV leads whose address is checked."""
    return get_user_model().objects.filter(
        # SECURITY: one filter(), so that all of it is asked of one membership.
        memberships__agency=agency_id,
        memberships__ended_at=None,
        memberships__suspended_at=None,
        memberships__role=EDITOR,
        memberships__tier=MEMBER,
        is_active=True,
        approved_email="",
    )
