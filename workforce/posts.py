"""Who takes care of the space and whom they invited, for the apps below; leaving ends the post."""

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from workforce.models import SpaceAdministrator, SpaceInvitation


def people_who_take_care() -> QuerySet[SpaceAdministrator, int]:
    """Ids of the people whom administrators named."""
    return SpaceAdministrator.objects.current().values_list("person", flat=True)


def end_post(user: User) -> None:
    """Whose membership ended, or who moved, is named anew or not at all."""
    SpaceAdministrator.objects.filter(person=user, ended_at=None).update(ended_at=timezone.now())


def invited(emails: set[str]) -> dict[str, str]:
    """Who invited each of these addresses, as a sentence for those who decide; one query."""
    rows = SpaceInvitation.objects.filter(email__in=emails, withdrawn_at=None).select_related("invited_by")
    return {row.email: f"{row.invited_by} invited this address for {row.organization}." for row in rows}
