"""Which invitations and registrations a person may see, and which events they may register for."""

from typing import TYPE_CHECKING, Self

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower, Now

from accounts.standing import Viewer, standing_of

if TYPE_CHECKING:
    from meetings.models import Invitation, Meeting, Registration  # noqa: F401
    from meetings.querysets import MeetingQuerySet


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations."""

    def live(self) -> Self:
        """Neither used nor withdrawn."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def addressed_to(self, user: Viewer) -> Self:
        """Live ones to an address that the person has proved to own."""
        # SECURITY: an invitation holds no secret. Only a verified address of an open account can use it.
        standing = standing_of(user)
        verified = EmailAddress.objects.filter(user_id=standing.user_id, user__is_active=True, verified=True)
        return self.live().filter(email__in=verified.values(address=Lower("email")))

    def visible_to(self, user: Viewer) -> Self:
        """All of events they take care of, and live ones addressed to them."""
        from meetings.models import Meeting

        mine = self.addressed_to(user)
        return self.filter(Q(meeting__in=Meeting.objects.editable_by(user)) | Q(pk__in=mine.values("pk")))


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Registrations."""

    def active(self) -> Self:
        """Those who come and those who wait."""
        return self.filter(status__in=("confirmed", "waiting"))

    def visible_to(self, user: Viewer) -> Self:
        """All of events they take care of, and their own."""
        from meetings.models import Meeting

        return self.filter(Q(meeting__in=Meeting.objects.editable_by(user)) | Q(user_id=standing_of(user).user_id))

    def in_line(self) -> Self:
        """The order of the waiting list."""
        return self.order_by("registered_at", "pk")


def events_to_register_for(user: Viewer) -> "MeetingQuerySet":
    """Events whose registration page exists for the person: they see it, are invited, come, or wait for a place.

    Being invited or waiting shows that page and nothing else of the event.
    """
    from meetings.models import Invitation, Meeting, Registration

    own = Registration.objects.active().filter(user_id=standing_of(user).user_id, meeting=OuterRef("pk"))
    invited = Invitation.objects.addressed_to(user).filter(meeting=OuterRef("pk"))
    seen = Q(pk__in=Meeting.objects.visible_to(user).values("pk"))
    return Meeting.objects.filter(kind__in=("in_person", "conference")).filter(seen | Exists(own) | Exists(invited))


def events_of_interest_to(user: Viewer) -> "models.QuerySet[Meeting]":
    """Events to come that the person is invited to, comes to or waits for, with `answer` saying which; the next first.

    One query: `answer` is "confirmed", "waiting" or "invited".
    """
    from meetings.models import Invitation, Meeting, Registration

    own = Registration.objects.active().filter(user_id=standing_of(user).user_id, meeting=OuterRef("pk"))
    invited = Invitation.objects.addressed_to(user).filter(meeting=OuterRef("pk"))
    return (
        Meeting.objects.filter(ends_at__gte=Now())
        .exclude(status="cancelled")
        .filter(Exists(own) | Exists(invited))
        .annotate(answer=models.functions.Coalesce(models.Subquery(own.values("status")[:1]), models.Value("invited")))
        .order_by("starts_at", "key")
    )
