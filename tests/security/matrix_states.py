"""The declared answers of the pages about states; see matrix.py."""

from tests.security.answers import READ, TURN, Case, Route, administrators, everybody, one
from tests.security.scene import Scene


def state_pages(scene: Scene) -> list[Case]:
    """States with things of the scene, a territory, a code in capitals, and a code that is no state's."""
    codes = {"vermont": "vt", "colorado": "co", "territory": "gu", "capitals": "VT", "missing": "zz"}
    return [Case(name, {"code": code}) for name, code in codes.items()]


MOVED = 301
STATE_ROUTES: dict[str, Route] = {
    "states:list": Route(one, everybody, READ),
    "states:export": Route(one, everybody, READ),
    "states:compare": Route(one, everybody, READ),
    "states:export_comparison": Route(one, everybody, TURN),  # nothing is chosen
    "states:import_facts": Route(one, administrators, {"GET": 200, "POST": 400}),
    "states:profile": Route(state_pages, everybody, {"GET": {"missing": 404, "capitals": MOVED, "*": 200}}),
}
