"""Requests for documents in every state, for the matrix and the canaries. Plain answers by hand."""

from typing import Any

from django.utils import timezone

from contacts.secrets import token_hash
from gaps.models import Asker, DocumentRequest, Listing, ReadRequest
from tests import library
from tests.cast import Cast
from tests.security.canary import Canaries
from tests.security.scene import ADMINISTRATORS, MEMBERS, MISSING_KEY, NOBODY, VTRANS, Scene, Thing

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
    return {**found, **make_listed(cast), "request_missing": Thing(None, {"key": MISSING_KEY}, NOBODY)}


def make_listed(cast: Cast) -> dict[str, Thing]:
    """A document of VTrans that is listed to members, one that was withdrawn, and Colorado's requests to read."""
    now, found = timezone.now(), {}
    for name, status in (("closed", "published"), ("withdrawn", "withdrawn")):
        paper = library.document(cast.vermont, "Listed", sharing_choice="agency", status=status, pages=["Listed."])
        seen = VTRANS | ADMINISTRATORS if status == "published" else ADMINISTRATORS | {"vermont"}
        listing = Listing.objects.create(document=paper)
        found[f"paper_{name}"] = Thing(paper, {"key": paper.key}, seen, seen - {"vermont_energy"})
        found[f"listing_{name}"] = Thing(listing, {"key": listing.key}, READERS if status == "published" else NOBODY)
    decides, paper = LEADS | {"vermont"}, found["paper_closed"].made
    for name, fields in (
        ("open", {}),
        ("granted", {"status": "granted", "decided_at": now}),
        ("declined", {"status": "declined", "decided_at": now}),
    ):
        made = ReadRequest.objects.create(document=paper, title="Listed", person=cast.colorado, **fields)
        found[f"reading_{name}"] = Thing(made, {"key": made.key}, decides | {"colorado"}, decides)
    missing = Thing(None, {"key": MISSING_KEY}, NOBODY)
    return {**found, "paper_missing": missing, "listing_missing": missing, "reading_missing": missing}


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
    for name, thing in scene.things["gaps"].items():
        if name.startswith("reading_") and thing.made is not None:
            ReadRequest.objects.filter(pk=thing.made.pk).update(
                title=canaries.word(f"title of the {name}", thing.readers),
                purpose=canaries.word(f"purpose of the {name}", thing.readers),
                reason=canaries.word(f"reason of the {name}", thing.readers),
            )
    for name in ("closed", "withdrawn"):
        paper, listing = (scene.things["gaps"][f"{what}_{name}"] for what in ("paper", "listing"))
        # The title is listed to members; what is in it is not.
        # A walk opens no page of these two papers, so nobody has to meet what is in them, nor the title once withdrawn.
        place = f"title of the listed {name}" if name == "closed" else f"name of the listed {name}"
        paper.made.title = canaries.word(place, listing.readers | paper.readers)
        paper.made.abstract = canaries.word(f"summary of the listed {name}", paper.readers)
        paper.made.save(update_fields=["title", "abstract"])
        paper.made.pages.update(text=canaries.word(f"words in the listed {name}", paper.readers))
