"""The invented people of a benchmark: 240 members in 60 working groups, and three whose pages are measured."""

import random
from datetime import UTC, datetime

from django.db import transaction

from accounts import audiences
from accounts.models import Agency, Audience, Membership, MembershipRequest, User
from workinggroups.models import WorkingGroup

SEED = 240
MEMBERS, GROUPS, GROUPS_PER_PERSON = 240, 60, 12
JOINED = datetime(2021, 1, 4, 15, 0, tzinfo=UTC)

# Whose pages are measured, by e-mail address
ORDINARY = "sample.person.0@bench.example"  # a member of one agency and of twelve groups
NEWCOMER = "sample.newcomer@bench.example"  # not approved: sees the 25 public documents
GUEST = "sample.guest@bench.example"  # of the workforce space, where only the oldest documents are


@transaction.atomic  # Some thousand statements would wait for the disk one by one
def make_people() -> None:
    """Members with their audiences, sixty working groups, one guest and one newcomer."""
    administrator = User.objects.create_user("sample.administrator@bench.example", name="Sample administrator")
    administrator.groups.add(audiences.single("administrators").group)
    groups = [_group(number) for number in range(GROUPS)]
    agencies = list(Agency.objects.filter(state__isnull=False).exclude(kind=Agency.Kind.CITY).order_by("pk"))
    chosen = random.Random(SEED)
    for number in range(MEMBERS):
        user = _join(f"sample.person.{number}@bench.example", agencies[number % len(agencies)], administrator)
        user.groups.add(*[group.group_id for group in chosen.sample(groups, GROUPS_PER_PERSON)])
    city = Agency.objects.create(state_id="VT", kind=Agency.Kind.CITY, name="City of Benchmarks (Sample)")
    _join(GUEST, city, administrator, Membership.Tier.GUEST)
    User.objects.create_user(NEWCOMER, name="Sample newcomer", is_sample=True)


def _group(number: int) -> Audience:
    """A working group, there before its members so that triggers keep its roster; returns its audience."""
    audience = audiences.of_working_group(f"bench-{number}", f"Sample group {number}")
    WorkingGroup.objects.create(
        slug=f"bench-{number}",
        name=audience.label,
        kind=WorkingGroup.Kind.TOPICAL,
        description="Sample.",
        who_may_join="State staff (Sample)",
        contact_name="Sample administrator",
        contact_email="sample.administrator@bench.example",
        audience=audience,
    )
    return audience


def _join(email: str, agency: Agency, administrator: User, tier: str = Membership.Tier.MEMBER) -> User:
    assert agency.state is not None
    user = User.objects.create_user(email, name=email.split("@")[0].replace(".", " ").title(), is_sample=True)
    request = MembershipRequest.objects.create(
        user=user,
        email=email,
        name=user.name,
        state=agency.state,
        agency=agency,
        role_title="Program manager (Sample)",
        reason="Sample.",
        status=MembershipRequest.Status.APPROVED,
        decided_at=JOINED,
        decided_by=administrator,
    )
    membership = Membership.objects.create(user=user, agency=agency, request=request, tier=tier, started_at=JOINED)
    audiences.place(membership)
    return user


def working_groups() -> list[Audience]:
    """The sixty groups, in order."""
    return list(Audience.objects.filter(group__name__startswith="group:bench-").order_by("pk"))
