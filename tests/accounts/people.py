"""Short ways to ask, to decide and to read mail in the tests of this app."""

from django.utils import timezone

from accounts.actions.requests import Answers
from accounts.models import Agency, MembershipRequest, OutboxMail, State, User
from tests.cast import person


def agency_at(state: str, abbreviation: str) -> Agency:
    """A real agency of the reference data by its abbreviation."""
    return Agency.objects.filter(state=state, abbreviation=abbreviation).order_by("pk")[0]


def newcomer(email: str, name: str = "Kim Lee") -> User:
    """An account with this verified address and nothing else."""
    user = User.objects.create_user(email, name=name)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def answers(**changes: object) -> Answers:
    """What somebody of Vermont's DOT says who asks to join."""
    agency = agency_at("VT", "VTrans")
    said = {
        "tier": "member", "state": State.objects.get(pk="VT"), "agency": agency, "new_agency_name": "",
        "role_title": "EV planner", "reason": "I write our solicitations.",
    }  # fmt: skip
    return Answers(**{**said, **changes})


def waiting(email: str, at: Agency, name: str = "Kim Lee", **changes: object) -> MembershipRequest:
    """A waiting request of a new person with this address."""
    user = newcomer(email, name)
    fields = {"state": at.state, "agency": at, "role_title": "EV planner", "reason": "Solicitations.", "tier": "member"}
    return MembershipRequest.objects.create(user=user, email=user.email, name=name, **{**fields, **changes})


def declined(email: str, by: User, reason: str = "Not a state agency.") -> MembershipRequest:
    """A declined request of a new person with this address."""
    made = waiting(email, agency_at("VT", "VTrans"))
    made.status, made.decided_by, made.decided_at, made.decision_reason = "declined", by, timezone.now(), reason
    made.save()
    return made


def outbox() -> list[tuple[str, str]]:
    """What was posted, oldest first: (address, subject)."""
    return list(OutboxMail.objects.order_by("pk").values_list("to", "subject"))


__all__ = ["agency_at", "answers", "declined", "newcomer", "outbox", "person", "waiting"]
