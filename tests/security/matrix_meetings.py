"""H1 for meetings."""

from tests.security.answers import READ, Case, Route, everybody, one, readers
from tests.security.scene import Scene


def meetings(scene: Scene) -> list[Case]:
    """Meetings of every sharing choice and status, and one that does not exist."""
    return [Case(name, thing.arguments, thing.readers, thing.editors) for name, thing in scene.meetings.items()]


MEETING_ROUTES: dict[str, Route] = {
    # Finding
    "meetings:list": Route(one, everybody, READ),
    # One meeting
    "meetings:detail": Route(meetings, readers, READ),
}
