"""Whose agency's people somebody may look after: EV leads their own agency's, administrators everybody's."""

from django.db.models import Q, QuerySet

from accounts.models import Agency, Membership
from accounts.standing import Viewer, standing_of


def led_by(user: Viewer) -> QuerySet[Agency]:
    """The agencies whose EV lead the person is now, and for administrators every one."""
    standing = standing_of(user)
    if standing.is_administrator:
        return Agency.objects.all()
    # SECURITY: role and agency are of one membership, and an EV lead's rights wait while an address is unchecked.
    if not standing.is_member or standing.has_unchecked_address:
        return Agency.objects.none()
    posts = Membership.objects.current().filter(user_id=standing.user_id, role=Membership.Role.EDITOR)
    return Agency.objects.filter(pk__in=posts.values("agency"))


def may_lead(user: Viewer) -> bool:
    """Whether they lead any."""
    return standing_of(user).is_administrator or led_by(user).exists()


def people_of(user: Viewer) -> QuerySet[Membership]:
    """Memberships, suspended ones too, of the agencies that the person leads."""
    rows = Membership.objects.not_ended().filter(user__is_active=True)
    if standing_of(user).is_administrator:
        return rows
    return rows.filter(Q(agency__in=led_by(user).values("pk")))
