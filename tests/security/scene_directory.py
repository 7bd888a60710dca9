"""A message between two members, for the matrix and the canaries."""

from directory.models import DirectMessage
from tests.security.canary import Canaries
from tests.security.scene import MISSING_KEY, NOBODY, Scene, Thing


def make(scene: Scene) -> dict[str, Thing]:
    """What a member may answer, and what somebody who has left no longer may."""
    cast = scene.cast
    sent = DirectMessage.objects.create(
        sender=cast.vermont, recipient=cast.group_member, subject="Chargers", once="scene message"
    )
    too_late = DirectMessage.objects.create(
        sender=cast.vermont, recipient=cast.left, subject="Chargers", once="scene message to who left"
    )
    return {
        "message_sent": Thing(sent, {"key": sent.key}, frozenset({"group_member"})),
        "message_to_who_left": Thing(too_late, {"key": too_late.key}, NOBODY),
        "message_missing": Thing(None, {"key": MISSING_KEY}, NOBODY),
    }


def plant(canaries: Canaries, scene: Scene) -> None:
    """The subject is for the one who was written to."""
    for name, thing in scene.things["directory"].items():
        if thing.made is not None:
            subject = canaries.word(f"subject of the {name}", thing.readers)
            DirectMessage.objects.filter(pk=thing.made.pk).update(subject=subject)
