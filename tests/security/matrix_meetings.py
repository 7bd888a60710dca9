"""The declared answers of the routes of meetings; see matrix.py."""

from tests.security.answers import FOUND, READ, Case, Route, approved, editors, everybody, one, readers, signed_in
from tests.security.scene import ADMINISTRATORS, EVERYBODY, GROUP, MISSING_KEY, NOBODY, Scene
from tests.security.scene_meetings import CIRCLE, FEED_OF_LEFT, FEED_OF_VERMONT, PARTICIPANTS


def meetings(scene: Scene) -> list[Case]:
    """Meetings of every sharing choice and status, and one that does not exist."""
    things = scene.things["meetings"]
    return [Case(name, thing.arguments, thing.readers, thing.editors) for name, thing in things.items()]


def planners(persona: str, case: Case) -> int | None:
    """Leads and administrators; everybody else who is approved is told whom to ask."""
    refusal = approved(persona, case)
    return refusal or (None if persona in ADMINISTRATORS | {"vermont"} else 403)  # Vermont leads a regional group


def approved_readers(persona: str, case: Case) -> int | None:
    """Approved people who may see the record."""
    return approved(persona, case) or readers(persona, case)


def answerers(persona: str, case: Case) -> int | None:
    """Those who belong to the group or event; 403 for who may only read its record."""
    circle = PARTICIPANTS if case.name in ("event", "session") else CIRCLE
    refusal = signed_in(persona, case) or readers(persona, case)
    return refusal or (None if persona in circle else 403)


def series_answerers(persona: str, case: Case) -> int | None:
    """Those who belong to its group."""
    return signed_in(persona, case) or readers(persona, case)


def feeds(scene: Scene) -> list[Case]:
    """Whoever has the address reads it, as long as its owner belongs here."""
    return [
        Case("member", {"token": FEED_OF_VERMONT}),
        Case("left", {"token": FEED_OF_LEFT}, NOBODY),
        Case("missing", {"token": "x" * 32}, NOBODY),
    ]


def serieses(scene: Scene) -> list[Case]:
    """A series of the group, and one that does not exist."""
    made = scene.things["meetings"]["planned"].made.series
    return [
        Case("group", {"key": made.key}, CIRCLE, ADMINISTRATORS),
        Case("missing", {"key": MISSING_KEY}, NOBODY),
    ]


def groups(scene: Scene) -> list[Case]:
    """That a group exists is public; planning is for its leads."""
    return [Case("group", {"slug": GROUP}, EVERYBODY, ADMINISTRATORS), Case("missing", {"slug": "none"}, NOBODY)]


MEETING_ROUTES: dict[str, Route] = {
    # Finding
    "meetings:list": Route(one, everybody, READ),
    "meetings:my_items": Route(one, approved, READ),
    "meetings:plan": Route(one, planners, {"GET": 200, "POST": 400}),
    "meetings:calendar": Route(one, everybody, READ),
    # One's own calendar program
    "meetings:feed_page": Route(one, approved, READ),
    "meetings:feed_make": Route(one, approved, {"POST": 200}),
    "meetings:feed_remove": Route(one, approved, {"POST": FOUND}),
    "meetings:feed": Route(feeds, readers, READ),
    # Series of calls
    "meetings:series_plan": Route(groups, editors, {"GET": 200, "POST": 400}),
    "meetings:series": Route(serieses, readers, READ),
    "meetings:series_answer": Route(serieses, series_answerers, {"GET": 200, "POST": FOUND}),
    "meetings:series_extend": Route(serieses, editors, {"GET": 200, "POST": 400}),
    "meetings:series_skip": Route(serieses, editors, {"GET": 200, "POST": 400}),
    "meetings:series_end": Route(serieses, editors, {"GET": 200, "POST": 400}),
    # One meeting
    "meetings:detail": Route(meetings, readers, READ),
    "meetings:calendar_file": Route(meetings, readers, READ),
    "meetings:answer": Route(meetings, answerers, {"GET": 200, "POST": FOUND}),
    "meetings:following": Route(
        meetings, editors, {"GET": {"planned": 200, "*": 404}, "POST": {"planned": 400, "*": 404}}
    ),
    "meetings:edit": Route(meetings, editors, {"GET": 200, "POST": 400}),
    "meetings:cancel": Route(meetings, editors, {"GET": 200, "POST": 400}),
    "meetings:restore": Route(meetings, editors, {"GET": {"cancelled": 200, "*": FOUND}, "POST": FOUND}),
    "meetings:complete": Route(meetings, editors, {"POST": FOUND}),
    "meetings:speakers": Route(meetings, editors, {"GET": 200, "POST": 400}),
    "meetings:materials": Route(meetings, editors, {"GET": 200, "POST": 404}),
    "meetings:remove_document": Route(meetings, editors, {"POST": 404}),
    "meetings:summary": Route(meetings, editors, {"GET": 200, "POST": 400}),
    "meetings:attendance": Route(meetings, editors, {"GET": 200, "POST": 400}),
    "meetings:tick": Route(meetings, approved_readers, {"POST": 404}),
}
