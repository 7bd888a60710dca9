"""The sample people: invented, marked Sample, for trying the portal on one's own machine."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts import audiences
from accounts.actions.preferences import propose_time_zone
from accounts.audit import write_event
from accounts.models import (
    Agency,
    AgencyDomain,
    Audience,
    Membership,
    MembershipRequest,
    RequestMessage,
    State,
    User,
)
from accounts.models.membership import Suspension
from accounts.reference import read_json

PEOPLE = Path(__file__).parent / "data" / "sample_people.json"
APPLICANTS = Path(__file__).parent / "data" / "sample_applicants.json"
JOINED_ON = date(2025, 9, 2)


@transaction.atomic
def load() -> list[User]:
    """Make the sample people that are not there yet, with their requests, memberships and audiences.

    Reference data must be loaded. People who are there are left as they are. Returns those who can sign in.
    """
    rows = read_json(PEOPLE)
    administrator = _account(next(row for row in rows if row["role"] == "administrator"))
    make_people([*rows, *_applicants()], administrator)
    # Who says what they are for can be signed in with one click; applicants only wait in the queue.
    return list(User.objects.filter(is_sample=True, is_active=True).exclude(sample_note="").order_by("pk"))


def _applicants() -> list[dict[str, Any]]:
    """One applicant of each kind that approvers tell apart, in the form of the other rows."""
    waiting = {"decision": "", "decided_on": None, "reason": ""}
    # With an organization, an applicant's domain is not noted as one of the agency they name.
    same = {"role": "applicant", "status": "waiting", "agency_editor": False, "groups": [], "purpose": ""}
    return [
        {**same, **row, "organization": row["organization"] or row["name"], "request": {**waiting, **row}}
        for row in read_json(APPLICANTS)
    ]


def make_people(rows: list[dict[str, Any]], administrator: User) -> None:
    """The people of these rows that are not there yet; apps above bring rows of their own."""
    for row in rows:
        if User.objects.filter(email=row["email"]).exclude(pk=administrator.pk).exists():
            continue
        person = _account(row)
        if row["role"] == "administrator":
            _make_administrator(person)
        elif row["role"] != "newcomer":
            _join(person, row, administrator)


def _account(row: dict[str, Any]) -> User:
    found = User.objects.filter(email=row["email"]).first()
    if found is not None:
        return found
    person = User.objects.create_user(
        row["email"],
        name=row["name"],
        is_sample=True,
        sample_note=row["purpose"],
        is_active=row["status"] != "deactivated",
        approved_email=row.get("approved_email", ""),
        email_changed_at=timezone.now() if row.get("approved_email") else None,
    )
    verified = row["status"] != "unverified"
    EmailAddress.objects.create(user=person, email=person.email, verified=verified, primary=True)
    return person


def _make_administrator(person: User) -> None:
    person.groups.add(audiences.single("administrators").group)
    person.is_staff = True
    person.save(update_fields=["is_staff"])


def _join(person: User, row: dict[str, Any], administrator: User) -> None:
    """Their request with the decision the file tells, and what follows from an approval."""
    decision = row["request"] or {"decision": "approved", "work": row["purpose"], "reason": ""}
    decided = _noon(decision.get("decided_on") or JOINED_ON.isoformat()) if decision["decision"] else None
    agency = _agency(row)
    request = MembershipRequest.objects.create(
        user=person,
        email=person.email,
        name=person.name,
        tier=Membership.Tier.GUEST if row["role"] == "workforce_guest" else Membership.Tier.MEMBER,
        state=State.objects.get(pk=row["state"]),
        agency=agency,
        role_title=row["title"],
        reason=decision["work"],
        status=decision["decision"] or MembershipRequest.Status.WAITING,
        decided_at=decided,
        decided_by=administrator if decided else None,
        decision_reason=decision["reason"],
    )
    asked = _noon(decision.get("submitted_on") or JOINED_ON.isoformat())
    MembershipRequest.objects.filter(pk=request.pk).update(requested_at=asked)
    for author, text in ((administrator, decision.get("question")), (person, decision.get("answer"))):
        if text:
            RequestMessage.objects.create(request=request, author=author, text=text)
    if decided:
        sentence = f"{administrator} {request.status} the request of {person} for {agency}."
        write_event(f"membership.{request.status}", by=administrator, about=request, sentence=sentence)
    if request.status == MembershipRequest.Status.APPROVED:
        _place(person, row, request)
    if also := row.get("also"):
        _serve_another(person, also, administrator)


def _serve_another(person: User, row: dict[str, Any], administrator: User) -> None:
    """A second agency, which knows no domain of theirs."""
    agency = Agency.objects.get(state_id=row["state"], abbreviation=row["agency"], kind=row["agency_kind"])
    noon = _noon(JOINED_ON.isoformat())
    request = MembershipRequest.objects.create(
        user=person,
        email=person.email,
        name=person.name,
        is_further=True,
        state=State.objects.get(pk=row["state"]),
        agency=agency,
        role_title=row["title"],
        reason="I help both agencies with their charging data.",
        status=MembershipRequest.Status.APPROVED,
        decided_at=noon,
        decided_by=administrator,
        decision_note="Ana Ruiz (Sample), EV lead of the agency, said by phone that they work together.",
    )
    sentence = f"{administrator} approved the request of {person} for {agency}, as a second agency."
    write_event("membership.approved", by=administrator, about=request, sentence=sentence)
    membership = Membership.objects.create(
        user=person, agency=agency, request=request, title=row["title"], started_at=noon, is_main=False
    )
    audiences.place(membership)


def _place(person: User, row: dict[str, Any], request: MembershipRequest) -> None:
    assert request.agency is not None  # sample requests name one
    assert request.decided_at is not None  # and this one was approved
    membership = Membership.objects.create(
        user=person,
        agency=request.agency,
        request=request,
        tier=request.tier,
        role=Membership.Role.EDITOR if row["agency_editor"] else Membership.Role.READER,
        title=row["title"],
        started_at=request.decided_at,
        **_suspension(row),
    )
    audiences.place(membership)
    propose_time_zone(person=person, state=row["state"])
    names = [f"group:{slug}" for slug in row["groups"]]
    person.groups.add(*Audience.objects.filter(group__name__in=names).values_list("group", flat=True))


def _suspension(row: dict[str, Any]) -> dict[str, Any]:
    """Why the membership gives no right for now, where the row says that it does not."""
    reasons = {"suspended": Suspension.ADDRESS, "unconfirmed": Suspension.UNCONFIRMED}
    if row["status"] not in reasons:
        return {}
    late = {"confirm_by": timezone.localdate() - timedelta(days=30)} if row["status"] == "unconfirmed" else {}
    return {"suspended_at": timezone.now(), "suspended_for": reasons[row["status"]], **late}


def _agency(row: dict[str, Any]) -> Agency:
    """A real agency by its abbreviation, which then also knows the invented domain; or an invented city."""
    if row["role"] == "workforce_guest":
        fields = {"kind": row["agency_kind"] or Agency.Kind.CITY, "is_sample": True}
        agency, _ = Agency.objects.get_or_create(state_id=row["state"], name=row["organization"], defaults=fields)
        return agency
    agency = Agency.objects.get(state_id=row["state"], abbreviation=row["agency"], kind=row["agency_kind"])
    if not row["organization"]:
        AgencyDomain.objects.get_or_create(
            agency=agency,
            domain=row.get("approved_email", row["email"]).partition("@")[2],
            defaults={"check_mark": "V", "check_note": "Sample: an invented domain for sample people."},
        )
    return agency


def _noon(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(17), tzinfo=UTC)
