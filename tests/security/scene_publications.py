"""Studies, editions and revisions in every state. Plain answers by hand, not asked of the portal."""

from documents.models import Document, Page, VersionStatus
from documents.sharing import grants
from publications.models import Edition, Revision, Study
from tests import library
from tests.publications import builders
from tests.security.canary import Canaries
from tests.security.scene import (
    ADMINISTRATORS,
    EVERYBODY,
    MEMBERS,
    NOBODY,
    VTRANS,
    Scene,
    Thing,
    held_version,
    unready_version,
)

THEIRS = VTRANS | ADMINISTRATORS
OWN = {"kind": "report", "state": None, "era": None}


def make(scene: Scene) -> dict[str, Thing]:
    """By the name of the state."""
    vermont = scene.cast.vermont
    mixed = builders.study("Phasing in chargers", slug="mixed")
    members = builders.study("For members", slug="members")
    new = builders.study("A new study", slug="new-one", made_by=vermont)
    public = builders.edition(mixed, library.document(vermont, "Public edition", sharing_choice="public", **OWN))
    hidden = builders.edition(
        mixed, library.document(vermont, "Hidden edition", sharing_choice="agency", **OWN), "briefing-paper"
    )
    opened = builders.edition(members, library.document(vermont, "Opened", sharing_choice="agency", **OWN))
    builders.revised(public)
    builders.revised(opened)
    _open(opened.document)
    studies = {"mixed": (mixed, EVERYBODY, THEIRS), "members": (members, MEMBERS | ADMINISTRATORS, THEIRS)}
    studies["new"] = new, frozenset({"vermont"}) | ADMINISTRATORS, frozenset({"vermont"}) | ADMINISTRATORS
    editions = {"public": (public, EVERYBODY), "hidden": (hidden, THEIRS), "opened": (opened, MEMBERS | ADMINISTRATORS)}
    return {
        **{f"study_{name}": Thing(row, {"study": row.slug}, *who) for name, (row, *who) in studies.items()},
        "study_missing": Thing(None, {"study": "nothing"}, NOBODY),
        **{f"edition_{name}": _edition(row, readers) for name, (row, readers) in editions.items()},
        "edition_missing": Thing(None, {"study": "mixed", "edition": "nothing"}, NOBODY),
        "edition_of_another": Thing(None, {"study": "members", "edition": hidden.slug}, NOBODY),
        **_revisions(public, hidden, opened),
    }


def _open(document: Document) -> None:
    """Share with all members what was the agency's; its earlier file stays with the agency."""
    Document.objects.filter(pk=document.pk).update(sharing="all_members")
    document.refresh_from_db()
    grants.apply_sharing(document)


def _revisions(public: Edition, hidden: Edition, opened: Edition) -> dict[str, Thing]:
    """Superseded ones in a wide and a narrow circle, and such as were never anybody else's to read."""
    withheld = builders.revision(public, held_version(public.document, ""))
    cleaned = builders.revision(public, held_version(public.document, "clean", stage="ready"))
    taken_back = builders.revision(public, unready_version(public.document, "taken_back"))
    crossed = builders.revision(public, library.add_version(opened.document))
    elsewhere = builders.revision(public, None)
    rows = {
        "superseded": (public.revisions.get(number=1), EVERYBODY),
        "current": (public.revisions.get(number=2), EVERYBODY),
        "record": (elsewhere, EVERYBODY),
        "withheld": (withheld, THEIRS),
        "cleaned": (cleaned, THEIRS),
        "taken_back": (taken_back, NOBODY),
        "of_another_document": (crossed, NOBODY),
        "hidden": (hidden.revisions.get(number=1), THEIRS),
        "narrow": (opened.revisions.get(number=1), THEIRS),
        "opened": (opened.revisions.get(number=2), MEMBERS | ADMINISTRATORS),
    }
    found = {f"revision_{name}": _revision(row, readers) for name, (row, readers) in rows.items()}
    found["revision_missing"] = Thing(None, {"study": "mixed", "edition": public.slug, "number": 99}, NOBODY)
    return found


def _edition(row: Edition, readers: frozenset[str]) -> Thing:
    return Thing(row, {"study": row.study.slug, "edition": row.slug}, readers, THEIRS)


def _revision(row: Revision, readers: frozenset[str]) -> Thing:
    edition = row.edition
    return Thing(
        row, {"study": edition.study.slug, "edition": edition.slug, "number": row.number}, readers, THEIRS & readers
    )


def plant(canaries: Canaries, scene: Scene) -> None:
    """A word in every text field, and on the pages of every file."""
    for name, thing in scene.things["publications"].items():
        match thing.made:
            case Study():
                _in_study(canaries, name, thing)
            case Edition():
                _in_edition(canaries, name, thing)
            case Revision():
                _in_revision(canaries, name, thing)


def _in_study(canaries: Canaries, name: str, thing: Thing) -> None:
    word = lambda place: canaries.word(f"{place} of the {name}", thing.readers)  # noqa: E731
    title = f"Study {word('title')}"
    Study.objects.filter(pk=thing.made.pk).update(
        name=title,
        publisher=f"Office {word('publisher')}",
        subject=f"About {word('subject')}",
        summary=f"In short, {word('summary')}.",
        source_url=f"https://publisher.example/{word('source')}",
    )
    Document.objects.filter(edition__study=thing.made.pk).update(study=title)


def _in_edition(canaries: Canaries, name: str, thing: Thing) -> None:
    word = lambda place: canaries.word(f"{place} of the {name}", thing.readers)  # noqa: E731
    document = thing.made.document_id
    Document.objects.filter(pk=document).update(
        title=f"Paper {word('title')}", abstract=f"About {word('abstract')}",
        source_url=f"https://publisher.example/{word('source')}",
    )  # fmt: skip
    Page.objects.filter(document=document, version=None).update(
        heading=f"Card {word('card heading')}", text=f"Card {word('card text')}"
    )
    Edition.objects.filter(pk=thing.made.pk).update(answers=f"What is {word('answers')}?")


def _in_revision(canaries: Canaries, name: str, thing: Thing) -> None:
    word = lambda place: canaries.word(f"{place} of the {name}", thing.readers)  # noqa: E731
    row = thing.made
    fields = {"what_changed": f"We changed {word('change')}."}
    if row.version is None:
        fields["facts_source"] = f"https://publisher.example/{word('source of pages')}"
    elif row.version.document_id == row.edition.document_id:
        Page.objects.filter(version=row.version).update(
            heading=f"Chapter {word('chapter')}", text=f"The uptime clause says {word('clause')} to all."
        )
        # On the document's page who may change it reads of every version.
        remark = canaries.word(f"remark on the {name}", thing.readers | THEIRS)
        VersionStatus.objects.filter(version=row.version).update(note=f"We noted {remark}.")
    Revision.objects.filter(pk=row.pk).update(**fields)
