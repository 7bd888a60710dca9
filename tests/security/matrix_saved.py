"""The declared answers of the routes of saved searches; see matrix.py."""

from tests.security.answers import FOUND, READ, Case, Route, approved, one, own_upload
from tests.security.scene import Scene


def searches(scene: Scene) -> list[Case]:
    """Each with its owner, the only one for whom it exists."""
    return [Case(name, thing.arguments, thing.readers) for name, thing in scene.things["saved"].items()]


SAVED_ROUTES: dict[str, Route] = {
    "documents:saved": Route(one, approved, READ),
    "documents:save_search": Route(one, approved, {"GET": 400, "POST": 400}),  # it asks for words or filters
    "documents:saved_search": Route(searches, own_upload, {"GET": 200, "POST": 400}),
    "documents:delete_search": Route(searches, own_upload, {"GET": 200, "POST": FOUND}),
}
