"""The fixed cast of people that tests act as. All of them are invented."""

from dataclasses import dataclass, fields
from typing import Any

from django.utils import timezone

from accounts import audiences
from accounts.models import Agency, Membership, MembershipRequest, State, User


@dataclass(frozen=True)
class Cast:
    """One person of each kind; agencies are real reference rows."""

    unverified: User
    applicant: User
    declined: User
    vermont: User  # member, reader, VTrans
    vermont_editor: User  # member, editor, VTrans
    vermont_energy: User  # member, another agency of the same state
    new_hampshire: User  # member, same region, other state
    colorado: User  # member, other region
    group_member: User  # member in Colorado's energy office and of one topical group
    guest: User  # a city, the workforce space only
    administrator: User
    second_administrator: User
    deactivated: User  # was a member at VTrans
    left: User  # membership ended, still has an account

    def everybody(self) -> dict[str, User]:
        """By name, for sweeps."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def person(name: str, *, active: bool = True) -> User:
    """An account with a verified address."""
    user = User.objects.create_user(f"{name.replace('_', '.')}@people.example", name=name.replace("_", " ").title())
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    if not active:
        User.objects.filter(pk=user.pk).update(is_active=False)
        user.refresh_from_db()
    return user


def agency(state: str, kind: str) -> Agency:
    """The first agency of that kind in the state."""
    return Agency.objects.filter(state=state, kind=kind).order_by("pk")[0]


def request_for(
    user: User, at: Agency, *, status: str = "waiting", by: User | None = None, **more: Any
) -> MembershipRequest:
    """A membership request in the given state."""
    return MembershipRequest.objects.create(
        user=user,
        email=user.email,
        name=user.name,
        state=at.state or State.objects.get(pk="VT"),
        agency=at,
        role_title="EV program manager",
        reason="I run the charging program.",
        status=status,
        decided_at=timezone.now() if by else None,
        decided_by=by,
        decision_reason="Not a state agency." if status == "declined" else "",
        **more,
    )


def member(name: str, at: Agency, by: User, *, role: str = "reader", tier: str = "member") -> User:
    """A person with an approved request and the audiences that come with it."""
    user = person(name)
    request = request_for(user, at, status="approved", by=by)
    membership = Membership.objects.create(
        user=user, agency=at, request=request, role=role, tier=tier, started_at=timezone.now()
    )
    audiences.place(membership)
    user.is_guest = tier == "guest"  # as the database has noted by now
    return user


def make_cast() -> Cast:
    """Everybody, in the database."""
    administrator, second = person("administrator"), person("second_administrator")
    for user in (administrator, second):
        user.groups.add(audiences.single("administrators").group)
    vtrans = agency("VT", "DOT")
    city = Agency.objects.create(state_id="VT", kind=Agency.Kind.CITY, name="City of Samples (Sample)", is_sample=True)
    applicant, declined = person("applicant"), person("declined")
    request_for(applicant, vtrans)
    request_for(declined, vtrans, status="declined", by=administrator)
    deactivated = member("deactivated", vtrans, administrator)
    User.objects.filter(pk=deactivated.pk).update(is_active=False)
    left = member("left", vtrans, administrator)
    left.memberships.update(ended_at=timezone.now())
    audiences.remove_from_all(left)
    group_member = member("group_member", agency("CO", "SEO"), administrator)
    group_member.groups.add(audiences.of_working_group("cybersecurity", "Cybersecurity").group)
    unverified = User.objects.create_user("unverified@people.example", name="Unverified")
    unverified.emailaddress_set.create(email=unverified.email, verified=False, primary=True)
    return Cast(
        unverified=unverified,
        applicant=applicant,
        declined=declined,
        vermont=member("vermont", vtrans, administrator),
        vermont_editor=member("vermont_editor", vtrans, administrator, role="editor"),
        vermont_energy=member("vermont_energy", agency("VT", "SEO"), administrator),
        new_hampshire=member("new_hampshire", agency("NH", "DOT"), administrator),
        colorado=member("colorado", agency("CO", "DOT"), administrator),
        group_member=group_member,
        guest=member("guest", city, administrator, tier="guest"),
        administrator=administrator,
        second_administrator=second,
        deactivated=User.objects.get(pk=deactivated.pk),
        left=left,
    )
