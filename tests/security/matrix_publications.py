"""The declared answers of the routes of publications; see matrix.py."""

from functools import partial

from tests.security.answers import (
    FOUND,
    READ,
    Case,
    Route,
    approved,
    editors,
    everybody,
    one,
    readers,
    things_of,
)
from tests.security.scene import ADMINISTRATORS, Scene

things = partial(things_of, "publications")


def studies(scene: Scene) -> list[Case]:
    """Every study."""
    return things(scene, "study")


def editions(scene: Scene) -> list[Case]:
    """Every edition, one that does not exist, and one at another study's address."""
    return things(scene, "edition")


def revisions(scene: Scene) -> list[Case]:
    """Every revision."""
    return things(scene, "revision")


def record_makers(persona: str, case: Case) -> int | None:
    """Administrators; others who see the study are told that this is not for them."""
    return approved(persona, case) or readers(persona, case) or (None if persona in ADMINISTRATORS else 403)


PUBLICATION_ROUTES: dict[str, Route] = {
    "publications:list": Route(one, everybody, READ),
    "publications:feed": Route(one, everybody, READ),
    "publications:new_study": Route(one, approved, {"GET": 200, "POST": 400}),
    "publications:edit_study": Route(studies, editors, {"GET": 200, "POST": 400}),
    "publications:add_edition": Route(studies, editors, {"GET": 200, "POST": 400}),
    "publications:add_record": Route(studies, record_makers, {"GET": 200, "POST": 400}),
    "publications:edit_record": Route(editions, editors, {"GET": 200, "POST": 400}),
    "publications:edit_edition": Route(editions, editors, {"GET": 200, "POST": 400}),
    "publications:remove_edition": Route(editions, editors, {"GET": 200, "POST": FOUND}),
    "publications:add_revision": Route(editions, editors, {"GET": 200, "POST": 400}),
    "publications:edit_revision": Route(revisions, editors, {"GET": 200, "POST": {"record": FOUND, "*": 400}}),
    "publications:study": Route(studies, readers, READ),
    "publications:edition": Route(editions, readers, READ),
    "publications:compare": Route(editions, readers, {"GET": 200, "POST": 400}),
    "publications:revision": Route(revisions, readers, READ),
    "publications:bibtex": Route(revisions, readers, READ),
    "publications:ris": Route(revisions, readers, READ),
}
