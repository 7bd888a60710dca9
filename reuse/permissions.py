"""Who may record that a document was used. What they may see and change is in the querysets."""

from django.db.models import QuerySet

from accounts.models import Agency, Membership
from accounts.models.membership import Tier
from accounts.standing import Viewer, standing_of

NOT_YOURS = "Only people of the agency that recorded this, and administrators, can change it."
MEMBERS_ONLY = "Only members who work for a state agency can record a reuse."


def agencies_of(user: Viewer) -> QuerySet[Agency]:
    """For which the person can record a use: where they are a state member now; none for guests."""
    standing = standing_of(user)
    if not standing.is_member:
        return Agency.objects.none()
    current = Membership.objects.current().filter(user=standing.user_id, tier=Tier.MEMBER)
    return Agency.objects.filter(pk__in=current.values("agency"), state__isnull=False).order_by("name", "pk")
