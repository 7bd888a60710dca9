"""H1 for meetings."""

from tests.security.answers import FOUND, READ, Case, Route, approved, editors, everybody, one, readers
from tests.security.scene import ADMINISTRATORS, Scene


def meetings(scene: Scene) -> list[Case]:
    """Meetings of every sharing choice and status, and one that does not exist."""
    return [Case(name, thing.arguments, thing.readers, thing.editors) for name, thing in scene.meetings.items()]


def planners(persona: str, case: Case) -> int | None:
    """Leads and administrators; everybody else who is approved is told whom to ask."""
    refusal = approved(persona, case)
    return refusal or (None if persona in ADMINISTRATORS else 403)


def approved_readers(persona: str, case: Case) -> int | None:
    """Approved people who may see the record."""
    return approved(persona, case) or readers(persona, case)


MEETING_ROUTES: dict[str, Route] = {
    # Finding
    "meetings:list": Route(one, everybody, READ),
    "meetings:plan": Route(one, planners, {"GET": 200, "POST": 400}),
    # One meeting
    "meetings:detail": Route(meetings, readers, READ),
    "meetings:edit": Route(meetings, editors, {"GET": 200, "POST": 400}),
    "meetings:cancel": Route(meetings, editors, {"GET": 200, "POST": 400}),
    "meetings:held": Route(meetings, editors, {"POST": FOUND}),
    "meetings:speakers": Route(meetings, editors, {"GET": 200, "POST": 400}),
    "meetings:materials": Route(meetings, editors, {"GET": 200, "POST": 404}),
    "meetings:remove_document": Route(meetings, editors, {"POST": 404}),
    "meetings:summary": Route(meetings, editors, {"GET": 200, "POST": 400}),
    "meetings:attendance": Route(meetings, editors, {"GET": 200, "POST": 400}),
    "meetings:tick": Route(meetings, approved_readers, {"POST": 404}),
}
