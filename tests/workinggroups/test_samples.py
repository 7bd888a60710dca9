"""The sample groups: leads, charters, a collaborative, one request that waits; loading again changes nothing."""

import accounts.samples
import workinggroups.samples
from tests.workinggroups.people import in_group
from workinggroups.models import GroupMembership, JoinRequest, WorkingGroup
from workinggroups.permissions import may_belong


def test_samples_fit_the_groups_rules_and_load_once(db: None) -> None:
    accounts.samples.load()

    for _ in range(2):
        workinggroups.samples.load()

    leads = GroupMembership.objects.current().filter(role="lead").order_by("group__slug")
    assert list(leads.values_list("group__slug", "user__name")) == [
        ("data-and-reporting", "Helen Brandt (Sample)"),
        ("grid-integration", "Marcus Bell (Sample)"),
        ("sample-collaborative", "Thomas Okafor (Sample)"),
    ]
    assert "Tasha Greene (Sample)" in in_group("sample-collaborative")
    assert [(asked.user.name, asked.status) for asked in JoinRequest.objects.all()] == [
        ("Ana Ruiz (Sample)", "waiting")
    ]
    places = GroupMembership.objects.select_related("group", "user").filter(ended_at=None)
    assert [str(place) for place in places if not may_belong(place.user_id, place.group) and place.user.is_active] == []
    marked = WorkingGroup.objects.exclude(charter="").order_by("slug")
    assert ["invented sample text" in made.charter for made in marked] == [True] * 3
