"""The declared answers of the routes of question sets; see matrix.py."""

from tests.security.answers import FOUND, READ, Case, Route, approved, editors, one, own_upload
from tests.security.scene import Scene


def sets(scene: Scene) -> list[Case]:
    """Every question set."""
    return [
        Case(name, thing.arguments, thing.readers, thing.editors) for name, thing in scene.things["questions"].items()
    ]


QUESTION_ROUTES: dict[str, Route] = {
    "documents:question_sets": Route(one, approved, READ),
    "documents:question_set_new": Route(one, approved, {"GET": 200, "POST": 400}),
    "documents:question_set": Route(sets, own_upload, READ),
    "documents:question_set_export": Route(sets, own_upload, READ),
    "documents:question_set_questions": Route(sets, own_upload, READ),
    "documents:question_set_copy": Route(sets, own_upload, {"POST": FOUND}),
    "documents:question_set_edit": Route(sets, editors, {"GET": 200, "POST": 400}),
    "documents:question_set_delete": Route(sets, editors, {"GET": 200, "POST": FOUND}),
}
