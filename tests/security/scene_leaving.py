"""Work of people who left, for the matrix and the canaries: an EV lead's of the agency, and administrators'."""

from accounts.models import HandOver
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
    return {**found, "work_missing": Thing(None, {"key": MISSING_KEY}, NOBODY)}


def plant(canaries: Canaries, scene: Scene) -> None:
    """What was moved in words, and who has it, is for those who decide."""
    for name, thing in scene.things["leaving"].items():
        if thing.made is not None:
            words = canaries.word(f"what moved of the {name}", thing.readers)
            successor = canaries.word(f"successor of the {name}", thing.readers)
            moved = {"groups": {"successor": successor, "words": [words]}}
            HandOver.objects.filter(pk=thing.made.pk).update(moved=moved)
