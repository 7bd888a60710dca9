"""The declared answers of the routes of reuse; see matrix.py."""

from functools import partial

from tests.security.answers import FOUND, READ, Case, Route, approved, editors, readers, things_of
from tests.security.scene import MEMBERS, NOBODY, Scene

UNSHARED = ("draft", "confirmed", "withdrawn", "missing")
uses = partial(things_of, "reuse", prefix="use")


def shared(scene: Scene) -> list[Case]:
    """Every document; what isn't shared is as if it weren't there, for its owner too."""
    return [
        Case(name, {"key": paper.key}, NOBODY if name in UNSHARED else paper.readers, MEMBERS & paper.readers)
        for name, paper in scene.papers.items()
    ]


def members(persona: str, case: Case) -> int | None:
    """Only who works for a state agency records a use."""
    return approved(persona, case) or readers(persona, case) or (None if persona in MEMBERS else 403)


REUSE_ROUTES: dict[str, Route] = {
    "reuse:document": Route(shared, readers, READ),
    "reuse:add": Route(shared, members, {"GET": 200, "POST": 400}),
    "reuse:edit": Route(uses, editors, {"GET": 200, "POST": 400}),
    "reuse:remove": Route(uses, editors, {"GET": 200, "POST": FOUND}),
}
