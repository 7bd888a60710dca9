"""Sample leads, a charter, a collaborative and a request that waits: invented, marked Sample, for trying the portal."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

import accounts
from accounts import audiences
from accounts.audit import write_event
from accounts.models import Agency, User
from accounts.reference import read_json
from workinggroups.models import GroupMembership, Joining, JoinRequest, WorkingGroup

PEOPLE = Path(accounts.__file__).parent / "data" / "sample_people.json"
GROUPS = Path(__file__).parent / "data" / "sample_groups.json"


@transaction.atomic
def load() -> None:
    """Give the sample people their groups' roles, charters, a collaborative and one waiting request.

    The sample people must be there. What was loaded before, or changed since, is left as it is.
    """
    samples = read_json(GROUPS)
    for row in samples["charters"]:
        WorkingGroup.objects.filter(slug=row["group"], charter="").update(charter="\n\n".join(row["charter"]))
    for row in samples["collaboratives"]:
        _collaborative(row)
    for row in read_json(PEOPLE):
        for slug in row["leads"]:
            _lead(row["email"], slug)
    for row in samples["requests"]:
        _ask(row)


def _lead(email: str, slug: str) -> None:
    """Where nobody leads the group yet."""
    if not GroupMembership.objects.current().filter(group__slug=slug, role="lead").exists():
        place = GroupMembership.objects.current().filter(group__slug=slug, user__email=email)
        place.update(role=GroupMembership.Role.LEAD)


def _collaborative(row: dict[str, Any]) -> None:
    if WorkingGroup.objects.filter(slug=row["slug"]).exists():
        return
    made = WorkingGroup.objects.create(
        slug=row["slug"],
        name=row["name"],
        kind=WorkingGroup.Kind.COLLABORATIVE,
        description=row["description"],
        who_may_join=row["who_may_join"],
        charter="\n\n".join(row["charter"]),
        joining=Joining.REQUEST,
        contact_name=row["contact"]["name"],
        contact_email=row["contact"]["email"],
        audience=audiences.of_working_group(row["slug"], row["name"]),
        position=100,
    )
    people = User.objects.filter(email__in=row["members"], is_sample=True)
    made.invited_agencies.set(Agency.objects.filter(memberships__user__in=people, memberships__ended_at=None))
    for person in people.filter(is_active=True):
        audiences.join(person, made.audience)
    _lead(row["lead"], made.slug)
    write_event("group.made", by=None, about=made, sentence=f"Loaded the sample group {made}.")


def _ask(row: dict[str, Any]) -> None:
    person = User.objects.filter(email=row["email"], is_sample=True).first()
    group = WorkingGroup.objects.get(slug=row["group"])
    if person is None or JoinRequest.objects.filter(user=person, group=group).exists():
        return
    if person.groups.filter(pk=group.audience_id).exists():
        return
    asked_at = timezone.now() - timedelta(days=1)
    made = JoinRequest.objects.create(user=person, group=group, note=row["note"], requested_at=asked_at)
    write_event("group.join_requested", by=person, about=made, sentence=f"{person} asked to join {group}.")
