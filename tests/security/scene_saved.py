"""Saved searches, for the matrix and the canaries: each exists for its owner only."""

from documents.finding.filters import Filters
from documents.models import SavedSearch
from documents.saved.saving import save_search
from tests.security.canary import Canaries
from tests.security.scene import MISSING_KEY, NOBODY, Scene, Thing


def make(scene: Scene) -> dict[str, Thing]:
    """A member's with an alert, a guest's without, and one of somebody who has left."""
    cast = scene.cast
    state = Filters({"state": ("VT",)})
    by_member = save_search(by=cast.vermont, name="Winter", words="winter", filters=state, alert="daily")
    by_guest = save_search(by=cast.guest, name="Training", words="training", filters=Filters(), alert="none")
    of_left = SavedSearch.objects.create(owner=cast.left, name="Left behind", words="winter", alert="daily")
    return {
        "saved_by_member": Thing(by_member, {"key": by_member.key}, frozenset({"vermont"})),
        "saved_by_guest": Thing(by_guest, {"key": by_guest.key}, frozenset({"guest"})),
        "saved_by_who_left": Thing(of_left, {"key": of_left.key}, NOBODY),
        "saved_missing": Thing(None, {"key": MISSING_KEY}, NOBODY),
    }


def plant(canaries: Canaries, scene: Scene) -> None:
    """Name and words are for the one who looks for them."""
    for name, thing in scene.things["saved"].items():
        if thing.made is not None:
            title = canaries.word(f"name of the {name}", thing.readers)
            words = canaries.word(f"words of the {name}", thing.readers)
            SavedSearch.objects.filter(pk=thing.made.pk).update(name=title, words=words)
