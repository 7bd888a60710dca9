"""People and an agency for the previews of emails, made as they are asked for and never kept."""

from datetime import timedelta
from functools import cached_property
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts import audiences
from accounts.models import Agency, Membership, MembershipRequest, User

DOMAIN = "preview.example"  # of a top-level domain that never delivers (RFC 2606)


class SampleRows:
    """The sample people of one preview. Each is made once, when first asked for."""

    def __init__(self) -> None:
        self._people: dict[str, User] = {}

    @cached_property
    def agency(self) -> Agency:
        """Where the members work."""
        return Agency.objects.create(
            state_id="VT", kind=Agency.Kind.DOT, name="Vermont Department of Samples & Tests", is_sample=True
        )

    @cached_property
    def second_agency(self) -> Agency:
        """Another one of the same state."""
        name = "Vermont Energy Office of Samples"
        return Agency.objects.create(state_id="VT", kind=Agency.Kind.SEO, name=name, is_sample=True)

    @cached_property
    def city(self) -> Agency:
        """Where the guests work."""
        return Agency.objects.create(state_id="VT", kind=Agency.Kind.CITY, name="City of Sampleton", is_sample=True)

    def person(self, name: str) -> User:
        """An account with a confirmed address, and nothing else."""
        if name not in self._people:
            address = _free_address(name.lower().replace(" ", "."))
            person = User.objects.create_user(address, name=name, is_sample=True)
            EmailAddress.objects.create(user=person, email=address, verified=True, primary=True)
            self._people[name] = person
        return self._people[name]

    @cached_property
    def administrator(self) -> User:
        """One of NASEO's."""
        person = self.person("Nora Sample")
        person.groups.add(audiences.single("administrators").group)
        return person

    def request(self, person: User, at: Agency, **fields: Any) -> MembershipRequest:
        """A request to join that waits."""
        is_guest = at.kind in at.GUEST_KINDS
        return MembershipRequest.objects.create(
            user=person,
            email=person.email,
            name=person.name,
            state_id="VT",
            agency=at,
            tier=Membership.Tier.GUEST if is_guest else Membership.Tier.MEMBER,
            role_title="EV program manager",
            reason="I run the charging program.",
            **fields,
        )

    def membership(self, name: str, *, at: Agency | None = None, **fields: Any) -> Membership:
        """Of somebody whose request was approved."""
        person, agency = self.person(name), at or self.agency
        decision = {"decided_by": self.administrator, "decided_at": timezone.now()}
        is_further = not fields.get("is_main", True)
        request = self.request(
            person, agency, status=MembershipRequest.Status.APPROVED, is_further=is_further, **decision
        )
        started = timezone.now() - timedelta(days=1)
        membership = Membership.objects.create(
            user=person, agency=agency, request=request, tier=request.tier, started_at=started, **fields
        )
        audiences.place(membership)
        return membership

    def member(self, name: str, **fields: Any) -> User:
        """Somebody who works for the agency."""
        if name in self._people:
            return self._people[name]
        return self.membership(name, **fields).user

    def lead(self, name: str = "Lee Sample") -> User:
        """An EV lead of the agency."""
        return self.member(name, role=Membership.Role.EDITOR)

    def guest(self, name: str = "Gia Sample") -> User:
        """Somebody who works for the city."""
        return self.member(name, at=self.city)


def _free_address(name: str) -> str:
    """Anybody can sign up with an address that they can't confirm; that must not keep administrators from a preview."""
    addresses = (f"{name}{number or ''}@{DOMAIN}" for number in count())
    return next(address for address in addresses if not User.objects.filter(email=address).exists())
