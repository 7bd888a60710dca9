"""The declared answers of the routes of reuse; see matrix.py."""

from tests.security.answers import (
    FOUND,
    READ,
    Case,
    Route,
    administrators,
    approved,
    editors,
    one,
    own_upload,
    readers,
    things_of,
)
from tests.security.scene import GUESTS, MEMBERS, NOBODY, Scene

UNSHARED = ("draft", "confirmed", "withdrawn", "missing")


def uses(scene: Scene) -> list[Case]:
    """Every use of a document."""
    return things_of("reuse", scene, "use")


def shared(scene: Scene) -> list[Case]:
    """Every document; what isn't shared is as if it weren't there, for its owner too."""
    return [
        Case(name, {"key": paper.key}, NOBODY if name in UNSHARED else paper.readers, MEMBERS & paper.readers)
        for name, paper in scene.papers.items()
    ]


def members(persona: str, case: Case) -> int | None:
    """Only who works for a state agency records a use."""
    return approved(persona, case) or readers(persona, case) or (None if persona in MEMBERS else 403)


def years(scene: Scene) -> list[Case]:
    """A published year, and one that isn't."""
    return things_of("reuse", scene, "year")


def not_guests(persona: str, case: Case) -> int | None:
    """Members and administrators; guests are told that it isn't for them."""
    return approved(persona, case) or (403 if persona in GUESTS else None)


REUSE_ROUTES: dict[str, Route] = {
    "reuse:document": Route(shared, readers, READ),
    "reuse:add": Route(shared, members, {"GET": 200, "POST": 400}),
    "reuse:edit": Route(uses, editors, {"GET": 200, "POST": 400}),
    "reuse:remove": Route(uses, editors, {"GET": 200, "POST": FOUND}),
    "reuse:report": Route(one, not_guests, READ),
    "reuse:report_file": Route(one, not_guests, READ),
    "reuse:report_year": Route(years, own_upload, READ),
    "reuse:report_year_file": Route(years, own_upload, READ),
    "reuse:publish": Route(one, administrators, {"GET": 200, "POST": 400}),
}
