"""Somebody leaves their agency: what they were to answer for its state goes to who answers for it now."""

from django.utils import timezone

from accounts.models import Membership, User
from inquiries import emails
from inquiries.models import Response, states_of
from inquiries.models.inquiry import ResponseQuerySet
from inquiries.routing import answerers


def hand_on(person: User) -> None:
    """In the transaction that ends the membership or closes the account."""
    _give_on(Response.objects.unanswered().filter(assigned=person))


def hand_on_of(membership: Membership) -> None:
    """The same when one of two memberships ends: answers of a state for which the other one does not work."""
    rows = Response.objects.unanswered().filter(assigned=membership.user)
    _give_on(rows.exclude(state__in=states_of(membership.user)))


def _give_on(rows: ResponseQuerySet) -> None:
    for response in rows.select_related("inquiry", "assigned", "state").order_by("pk"):
        (found,) = answerers(response.inquiry, [response.state_id])
        response.assigned = found.person if found.person != response.assigned else None
        response.assigned_at = timezone.now()
        response.passed_by, response.passed_note = None, ""
        response.save(update_fields=["assigned", "assigned_at", "passed_by", "passed_note"])
        emails.ask_state(response)
