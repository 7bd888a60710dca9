"""Uses of documents in every state, for the matrix and the canaries."""

from django.utils import timezone

from accounts.models import Agency
from documents.models import Document
from reuse.models import ReportYear, Use
from tests.cast import agency
from tests.security.canary import Canaries
from tests.security.scene import (
    ADMINISTRATORS,
    COLORADO,
    EVERYBODY,
    MEMBERS,
    MISSING_KEY,
    NOBODY,
    VTRANS,
    Scene,
    Thing,
)

OWN = frozenset({"colorado"})  # of Colorado's department of transportation; group_member is of its energy office


def make(scene: Scene) -> dict[str, Thing]:
    """By the name of the state."""
    colorado, vtrans = agency("CO", "DOT"), agency("VT", "DOT")
    paper = {name: paper.document for name, paper in scene.papers.items()}
    own_of = lambda people: people | ADMINISTRATORS  # noqa: E731
    found = {
        "use_named": _thing(use(paper["all_members"], colorado), own_of(MEMBERS), OWN),
        "use_counted": _thing(use(paper["all_members"], colorado, sharing="counted"), own_of(VTRANS | COLORADO), OWN),
        "use_of_public": _thing(use(paper["public"], colorado), EVERYBODY, OWN),
        "use_within_agency": _thing(use(paper["agency"], vtrans, result=paper["me"]), own_of(VTRANS), VTRANS),
        # Colorado could see the document once; what it recorded stays with the document's own people.
        "use_lost": _thing(use(paper["agency"], colorado), own_of(VTRANS), NOBODY),
        "use_of_withdrawn": _thing(use(paper["withdrawn"], colorado), NOBODY, NOBODY),
        # What came of it is for Vermont's agency alone.
        "use_with_result": _thing(use(paper["public"], vtrans, result=paper["agency"]), EVERYBODY, VTRANS),
    }
    kept = {"columns": [], "rows": [], "totals": []}
    published = ReportYear.objects.create(slug="2024", numbers=kept, published_by=scene.cast.administrator)
    found["year_published"] = Thing(published, {"slug": "2024"}, MEMBERS | ADMINISTRATORS)
    found["year_missing"] = Thing(None, {"slug": "2023"}, NOBODY)
    found["use_missing"] = Thing(None, {"key": MISSING_KEY}, NOBODY)
    return found


def _thing(made: Use, readers: frozenset[str], editors: frozenset[str]) -> Thing:
    return Thing(made, {"key": made.key}, readers, (editors | ADMINISTRATORS) & readers)


def use(document: Document | None, by: Agency, **fields: object) -> Use:
    """With every field filled in."""
    assert document is not None
    made: Use = Use.objects.create(
        document=document, agency=by, state_id=by.state_id, purpose="For our own.", sections="pages 1–2",
        since=timezone.localdate(), hours_saved=8, once=f"{document.key}-{by.pk}-{fields}"[:64], **fields,
    )  # fmt: skip
    return made


def plant(canaries: Canaries, scene: Scene) -> None:
    """A word in every text field."""
    for name, thing in scene.things["reuse"].items():
        if isinstance(thing.made, Use):
            word = lambda place: canaries.word(f"{place} of the {name}", thing.readers)  # noqa: B023, E731
            Use.objects.filter(pk=thing.made.pk).update(purpose=word("purpose"), sections=word("sections"))
