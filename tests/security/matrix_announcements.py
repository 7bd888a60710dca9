"""The declared answers of the routes of announcements; see matrix.py."""

from tests.security.answers import FOUND, READ, Case, Route, administrators, approved, one, own_upload, readers
from tests.security.scene import Scene


def announcements(scene: Scene) -> list[Case]:
    """Every announcement."""
    return [Case(name, thing.arguments, thing.readers) for name, thing in scene.things["announcements"].items()]


def writers(persona: str, case: Case) -> int | None:
    """Administrators, of what there is."""
    return administrators(persona, case) or readers(persona, case)


SENT = ("sent_to_members", "sent_to_space", "sent_to_state", "sent_to_group")

ANNOUNCEMENT_ROUTES: dict[str, Route] = {
    "announcements:list": Route(one, approved, READ),
    "announcements:announcement": Route(announcements, own_upload, READ),
    "announcements:new": Route(one, administrators, {"GET": 200, "POST": 400}),
    "announcements:edit": Route(
        announcements, writers, {"GET": {"draft": 200, "*": FOUND}, "POST": {"draft": 400, "*": FOUND}}
    ),
    "announcements:send": Route(
        announcements, writers, {"GET": {"draft": 200, "*": FOUND}, "POST": {"draft": 409, "*": FOUND}}
    ),
    "announcements:html": Route(announcements, writers, READ),
    "announcements:try": Route(announcements, writers, {"POST": FOUND}),
    "announcements:discard": Route(announcements, writers, {"GET": {"draft": 200, "*": FOUND}, "POST": FOUND}),
    "announcements:withdraw": Route(
        announcements, writers, {"GET": {**dict.fromkeys(SENT, 200), "*": FOUND}, "POST": FOUND}
    ),
}
