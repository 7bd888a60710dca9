"""The declared answers of the routes of news; see matrix.py."""

from tests.security.answers import FOUND, READ, Case, Route, approved, one, readers, things_of
from tests.security.scene import Scene


def feeds(scene: Scene) -> list[Case]:
    """Whoever has the address reads it, as long as its owner belongs here."""
    return things_of("following", scene, "feed")


FOLLOWING_ROUTES: dict[str, Route] = {
    "following:news": Route(one, approved, READ),
    "following:read": Route(one, approved, {"POST": FOUND}),
    "following:read_one": Route(one, approved, {"POST": FOUND}),
    "following:follows": Route(one, approved, READ),
    "following:change": Route(one, approved, {"POST": FOUND}),
    "following:feed_page": Route(one, approved, READ),
    "following:feed_make": Route(one, approved, {"POST": 200}),
    "following:feed_remove": Route(one, approved, {"POST": FOUND}),
    "following:feed": Route(feeds, readers, READ),
}
