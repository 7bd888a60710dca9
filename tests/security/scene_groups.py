"""Working groups in every state, for the sweeps. Plain answers by hand, not asked of the portal."""

from django.utils import timezone

from tests.security.canary import Canaries
from tests.security.scene import ADMINISTRATORS, EVERYBODY, MISSING_KEY, MISSING_UUID, NOBODY, Scene, Thing
from workinggroups.models import GroupMembership, JoinRequest, WorkingGroup

LED = "grid-integration"
LEADS = frozenset({"vermont"}) | ADMINISTRATORS
INSIDE = frozenset({"group_member"}) | LEADS


def make(scene: Scene) -> dict[str, Thing]:
    """One group with a lead, a member, a waiting and a declined request; and pairings that do not belong together."""
    cast = scene.cast
    group, other = WorkingGroup.objects.get(slug=LED), WorkingGroup.objects.get(slug="data-and-reporting")
    for person in (cast.vermont, cast.group_member):
        person.groups.add(group.audience_id)
    cast.colorado.groups.add(other.audience_id)
    GroupMembership.objects.filter(group=group, user=cast.vermont).update(role="lead")
    member, elsewhere = (
        GroupMembership.objects.get(group=group, user=cast.group_member),
        GroupMembership.objects.get(group=other, user=cast.colorado),
    )
    waiting = JoinRequest.objects.create(group=group, user=cast.colorado)
    declined = JoinRequest.objects.create(
        group=group, user=cast.new_hampshire, status="declined", decided_by=cast.vermont, decided_at=timezone.now()
    )
    return {
        "group": Thing(group, {"slug": LED}, EVERYBODY, LEADS),
        "no group": Thing(None, {"slug": "no-such-group"}, NOBODY),
        "member": Thing(member, {"slug": LED, "key": member.key}, LEADS, LEADS),
        "member elsewhere": Thing(elsewhere, {"slug": LED, "key": elsewhere.key}, NOBODY, LEADS),
        "no member": Thing(None, {"slug": LED, "key": MISSING_UUID}, NOBODY, LEADS),
        "waiting": Thing(waiting, {"slug": LED, "key": waiting.key}, LEADS, LEADS),
        "declined": Thing(declined, {"slug": LED, "key": declined.key}, LEADS, LEADS),
        "no request": Thing(None, {"slug": LED, "key": MISSING_KEY}, NOBODY, LEADS),
    }


def plant(canaries: Canaries, scene: Scene) -> None:
    """A word in the charter, and in what applicants and deciders write."""
    group, waiting, declined = (scene.things["groups"][name].made for name in ("group", "waiting", "declined"))
    WorkingGroup.objects.filter(pk=group.pk).update(charter=f"We meet {canaries.word('charter of a group', INSIDE)}.")
    asks = canaries.word("note of a request to join a group", LEADS | {"colorado"})
    JoinRequest.objects.filter(pk=waiting.pk).update(note=asks)
    JoinRequest.objects.filter(pk=declined.pk).update(
        note=canaries.word("note of a declined request to join a group", LEADS),
        decision_reason=canaries.word("reason of a decision about a group", LEADS | {"new_hampshire"}),
    )
