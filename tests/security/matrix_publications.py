"""The declared answers of the routes of publications; see matrix.py."""

from tests.security.answers import READ, Case, Route, everybody, one, readers
from tests.security.scene import Scene


def things(scene: Scene, prefix: str) -> list[Case]:
    """Everything of a kind: study, edition or revision."""
    return [
        Case(name.removeprefix(f"{prefix}_"), thing.arguments, thing.readers, thing.editors)
        for name, thing in scene.things["publications"].items()
        if name.startswith(f"{prefix}_")
    ]


def studies(scene: Scene) -> list[Case]:
    """Every study."""
    return things(scene, "study")


def editions(scene: Scene) -> list[Case]:
    """Every edition, one that does not exist, and one at another study's address."""
    return things(scene, "edition")


def revisions(scene: Scene) -> list[Case]:
    """Every revision."""
    return things(scene, "revision")


PUBLICATION_ROUTES: dict[str, Route] = {
    "publications:list": Route(one, everybody, READ),
    "publications:feed": Route(one, everybody, READ),
    "publications:study": Route(studies, readers, READ),
    "publications:edition": Route(editions, readers, READ),
    "publications:revision": Route(revisions, readers, READ),
    "publications:bibtex": Route(revisions, readers, READ),
    "publications:ris": Route(revisions, readers, READ),
}
