"""The declared answers of the routes of the phase map; see matrix.py."""

from tests.security.answers import READ, Case, Route, everybody, one, readers
from tests.security.scene import NOBODY, Scene


def corridors(scene: Scene) -> list[Case]:
    """A hub, a corridor, and one that does not exist."""
    return [
        Case("corridor", {"slug": "i-5"}),
        Case("hub", {"slug": "texas-triangle"}),
        Case("missing", {"slug": "no-such-corridor"}, NOBODY),
    ]


PHASEMAP_ROUTES: dict[str, Route] = {
    "phasemap:map": Route(one, everybody, READ),
    "phasemap:phases": Route(one, everybody, READ),
    "phasemap:corridor": Route(corridors, readers, READ),
}
