"""Requests for documents in every state, for the matrix and the canaries. Plain answers by hand."""

from typing import Any

from django.utils import timezone

from contacts.secrets import token_hash
from gaps.models import Asker, DocumentRequest
from tests.cast import Cast
from tests.security.canary import Canaries
from tests.security.scene import ADMINISTRATORS, MEMBERS, MISSING_KEY, NOBODY, Scene, Thing

READERS = MEMBERS | ADMINISTRATORS
LEADS = ADMINISTRATORS | {"vermont_editor"}


def make(scene: Scene) -> dict[str, Thing]:
    """By the name of the state; Colorado asks Vermont in all of them."""
    cast, now = scene.cast, timezone.now()
    paper = scene.papers["agency"].document
    rows = {
        "open": (request(cast, "open"), LEADS),
        "named": (request(cast, "named", person=cast.vermont), LEADS | {"vermont"}),
        "left": (request(cast, "left", person=cast.left), LEADS),  # who left keeps nothing
        "refused": (request(cast, "refused", status="refused", ended_at=now), LEADS),
        "uploaded": (request(cast, "uploaded", status="uploaded", ended_at=now, document=paper), LEADS),
        "expired": (request(cast, "expired", status="expired", ended_at=now), LEADS),
    }
    found = {
        f"request_{name}": Thing(made, {"key": made.key}, READERS, answers) for name, (made, answers) in rows.items()
    }
    return {**found, "request_missing": Thing(None, {"key": MISSING_KEY}, NOBODY)}


def request(cast: Cast, sought: str, **fields: Any) -> DocumentRequest:
    """A request of Colorado's to Vermont."""
    made = DocumentRequest.objects.create(state_id="VT", title=sought, sought=sought, **fields)
    once = token_hash("scene document request", made.pk)
    Asker.objects.create(request=made, person=cast.colorado, once=once)
    return made


def plant(canaries: Canaries, scene: Scene) -> None:
    """A word in every text field."""
    for name, thing in scene.things["gaps"].items():
        if thing.made is None or not name.startswith("request_"):
            continue
        answer_readers = scene.papers["agency"].readers if name == "request_uploaded" else thing.readers
        word = canaries.word(f"title of the {name}", thing.readers)
        DocumentRequest.objects.filter(pk=thing.made.pk).update(
            title=word,
            sought=word,
            answer=canaries.word(f"answer to the {name}", answer_readers) if thing.made.ended_at else "",
        )
        Asker.objects.filter(request=thing.made).update(
            purpose=canaries.word(f"purpose of the {name}", thing.editors | {"colorado"})
        )
