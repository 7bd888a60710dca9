"""Question sets in every state, for the matrix and the canaries."""

from accounts import audiences
from accounts.models import Audience, User
from documents.models import Question, QuestionSet
from tests.cast import agency
from tests.security.canary import Canaries
from tests.security.scene import (
    ADMINISTRATORS,
    APPROVED,
    MEMBERS,
    MISSING_KEY,
    NOBODY,
    VERMONT,
    VTRANS,
    Scene,
    Thing,
)


def made(owner: User, name: str, *shared_with: Audience) -> QuestionSet:
    """A set of two questions."""
    membership = owner.memberships.order_by("-pk").first()
    row = QuestionSet.objects.create(name=name, owner=owner, agency=membership.agency if membership else None)
    row.audiences.set(shared_with)
    for position, words in enumerate([["uptime", "port"], ["version", "paper"]], 1):
        Question.objects.create(question_set=row, position=position, name=f"Question {position}", groups=[words])
    return row


def make(scene: Scene) -> dict[str, Thing]:
    """Private ones, shared ones, and those of somebody who has left."""
    cast = scene.cast
    vtrans, all_members = audiences.of_agency(agency("VT", "DOT")), audiences.single("all_members")
    own = frozenset({"vermont"})
    sets = {
        "private": (made(cast.vermont, "Private"), own, own),
        "of_agency": (made(cast.vermont, "Of an agency", vtrans), VTRANS | ADMINISTRATORS, VTRANS | ADMINISTRATORS),
        "of_state": (
            made(cast.vermont, "Of a state", audiences.of_state(agency("VT", "DOT").state)),
            VERMONT | ADMINISTRATORS,
            VTRANS | ADMINISTRATORS,
        ),
        "of_members": (
            made(cast.vermont, "Of members", all_members),
            MEMBERS | ADMINISTRATORS,
            VTRANS | ADMINISTRATORS,
        ),
        "guests": (
            made(cast.guest, "Of a guest", audiences.single("workforce")),
            APPROVED,
            ADMINISTRATORS | {"guest"},
        ),
        "administrators_own": (made(cast.administrator, "Private"), *[frozenset({"administrator"})] * 2),
        "private_left_behind": (made(cast.left, "Private"), NOBODY, NOBODY),
        "left_behind": (
            made(cast.left, "Left behind", vtrans),
            VTRANS | ADMINISTRATORS,
            frozenset({"vermont_editor"}) | ADMINISTRATORS,
        ),
    }
    things = {name: Thing(row, {"key": row.key}, readers, editors) for name, (row, readers, editors) in sets.items()}
    return things | {"missing": Thing(None, {"key": MISSING_KEY}, NOBODY)}


def plant(canaries: Canaries, scene: Scene) -> None:
    """A word in each text of a set, and one among the words it looks for."""
    for name, thing in scene.things["questions"].items():
        if thing.made is None:
            continue
        for field in ("name", "about"):
            word = canaries.word(f"{field} of the question set “{name}”", thing.readers)
            QuestionSet.objects.filter(pk=thing.made.pk).update(**{field: word})
        first = thing.made.questions.order_by("position").first()
        first.name = canaries.word(f"name of a question of “{name}”", thing.readers)
        first.category = canaries.word(f"category of a question of “{name}”", thing.readers)
        first.groups = [["uptime", canaries.word(f"words of a question of “{name}”", thing.readers)]]
        first.save()
