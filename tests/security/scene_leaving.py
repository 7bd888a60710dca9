"""Work of people who left, for the matrix and the canaries: an EV lead's of the agency, and administrators'."""

from django.utils import timezone

from accounts import audiences
from accounts.models import HandOver, Membership
from tests.cast import agency, member, request_for
from tests.security.canary import Canaries
from tests.security.scene import ADMINISTRATORS, MISSING_KEY, NOBODY, Scene, Thing

LEADS = frozenset({"vermont_editor"}) | ADMINISTRATORS


def make(scene: Scene) -> dict[str, Thing]:
    """What a member and a guest left behind; the guests' agency has no EV lead."""
    found = {}
    for name, readers in (("left", LEADS), ("guest_left", ADMINISTRATORS)):
        person = scene.people[name]
        assert person is not None
        made = HandOver.objects.create(membership=person.memberships.get())
        found[f"work_of_{name}"] = Thing(made, {"key": made.key}, readers)
    by = scene.people["administrator"]
    assert by is not None
    serving, vtrans = member("serves_two", agency("NH", "DOT"), by), agency("VT", "DOT")
    asked = request_for(serving, vtrans, status="approved", by=by, is_further=True)
    second = Membership.objects.create(
        user=serving, agency=vtrans, request=asked, started_at=timezone.now(), is_main=False
    )
    audiences.place(second)
    found["serves_vermont"] = Thing(None, {"key": serving.key}, LEADS)
    return {**found, "work_missing": Thing(None, {"key": MISSING_KEY}, NOBODY)}


def plant(canaries: Canaries, scene: Scene) -> None:
    """What was moved in words, and who has it, is for those who decide."""
    for name, thing in scene.things["leaving"].items():
        if thing.made is not None:
            words = canaries.word(f"what moved of the {name}", thing.readers)
            successor = canaries.word(f"successor of the {name}", thing.readers)
            moved = {"groups": {"successor": successor, "words": [words]}}
            HandOver.objects.filter(pk=thing.made.pk).update(moved=moved)
