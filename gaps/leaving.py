"""Somebody leaves: what they were to answer goes to the state's EV leads, and nobody works for what they asked."""

from django.utils import timezone

from accounts.models import Membership, User
from gaps.actions.asking import take_back
from gaps.actions.ending import give_to
from gaps.models import DocumentRequest, ReadRequest


def hand_on(person: User) -> None:
    """In the transaction that ends the membership or the account."""
    _give_all(person)
    asked = DocumentRequest.objects.open().filter(askers__person=person, askers__withdrawn_at=None)
    for pk in asked.order_by("pk").values_list("pk", flat=True):
        take_back(DocumentRequest.objects.select_for_update(of=("self",)).get(pk=pk), person, by=None)
    # What they can read by a grant ends with the membership, by the rule of grants by name.
    reading = ReadRequest.objects.open().filter(person=person)
    reading.update(status=ReadRequest.Status.WITHDRAWN, decided_at=timezone.now())


def hand_on_of(membership: Membership) -> None:
    """When one of two memberships ends: what that agency's state is asked for, unless they still work in the state."""
    person, state = membership.user, membership.agency.state_id
    if not person.memberships.current().exclude(pk=membership.pk).filter(agency__state=state).exists():
        _give_all(person, state)


def hand_on_of_post(person: User) -> None:
    """When an administrators' post ends, and with it what they could see, unless they are a member too."""
    if not person.memberships.current().exists():
        hand_on(person)


def _give_all(person: User, state: str | None = None) -> None:
    rows = DocumentRequest.objects.open().select_for_update(of=("self",)).filter(person=person).order_by("pk")
    for request in rows.filter(state=state) if state else rows:
        sentence = f"{person} no longer answers here. The request went to EV leads of {request.state}."
        give_to(request, None, by=None, sentence=sentence)
