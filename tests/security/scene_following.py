"""News of everything in the scene, which everybody follows, for the matrix and the canaries."""

from django.utils import timezone

from accounts.models import State
from clearinghouse.lib.keys import hash_of
from following.collecting import collect
from following.follows import ANNOUNCEMENTS
from following.models import Follow, FollowKind, Pace, Reader
from tests.security.canary import Canaries
from tests.security.scene import APPROVED, EVERYBODY, NOBODY, Scene, Thing

# Addresses of feeds: of somebody who follows nothing, because the walks ask for it as everybody, and of somebody who
# left.
FEED_OF_NOTHING, FEED_OF_LEFT = "news-of-nothing", "news-of-left"


def make(scene: Scene) -> dict[str, Thing]:
    """Everybody follows every state and every document, also those that are hidden from them."""
    collect()
    documents = [paper.document.key for paper in scene.papers.values() if paper.document is not None]
    targets = [(FollowKind.DOCUMENT, key) for key in documents]
    targets += [(FollowKind.STATE, code) for code in State.objects.order_by("pk").values_list("pk", flat=True)]
    quiet = scene.cast.new_hampshire
    people = [person for name, person in scene.people.items() if name in APPROVED and person != quiet]
    Follow.objects.bulk_create(
        Follow(person=person, kind=kind, target=target) for person in people for kind, target in targets
    )
    # Told just now: no digest is due, whatever the time of the day.
    told = dict.fromkeys(("daily_at", "weekly_at", "now_at"), timezone.now())
    tokens = {quiet.pk: FEED_OF_NOTHING, scene.cast.left.pk: FEED_OF_LEFT}
    for kind, target in ((FollowKind.STATE, "NH"), (FollowKind.OWN, str(quiet.pk)), (FollowKind.NASEO, ANNOUNCEMENTS)):
        Follow.objects.create(person=quiet, kind=kind, target=target, pace=Pace.OFF)
    for person in {*people, quiet, scene.cast.left}:
        token = tokens.get(person.pk)
        Reader.objects.create(person=person, feed_hash=hash_of(token) if token else None, **told)
    return {
        "feed_member": Thing(None, {"token": FEED_OF_NOTHING}, EVERYBODY),
        "feed_left": Thing(None, {"token": FEED_OF_LEFT}, NOBODY),
        "feed_missing": Thing(None, {"token": "x" * 32}, NOBODY),
    }


def plant(canaries: Canaries, scene: Scene) -> None:
    """It has no words of its own: all that news says is read of the things themselves."""
