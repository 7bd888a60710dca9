"""The declared answers of the routes of events and a year's report; see matrix.py."""

from tests.security.answers import FOUND, MISSING, READ, Case, Route, administrators, editors, everybody, readers
from tests.security.answers import own_request as own_page
from tests.security.scene import ADMINISTRATORS, GROUP, MEMBERS, MISSING_KEY, NOBODY, Scene
from tests.security.scene_events import EASTERN

NO_EVENT = {"event": 200, "*": 404}
FEW = ("event", "session", "planned", "missing")


def events(scene: Scene) -> list[Case]:
    """An event; and a session, a call and a key of nothing, which have no registration."""
    things = {name: scene.things["meetings"][name] for name in FEW}
    return [Case(name, thing.arguments, thing.readers, thing.editors) for name, thing in things.items()]


def own_place(scene: Scene) -> list[Case]:
    """The place that the guest holds at the event."""
    cases = {case.name: case for case in events(scene)}
    mine = Case("event", cases["event"].arguments, frozenset({"guest"}))
    return [mine, *(Case(name, case.arguments, NOBODY) for name, case in cases.items() if name != "event")]


def rows(name: str, scene: Scene) -> list[Case]:
    """A registration or an invitation, one that is not there, and one of another event."""
    event, row = scene.things["meetings"]["event"], scene.things["events"][name]
    missing = {**row.arguments, name: MISSING_KEY}
    planned = scene.things["meetings"]["planned"]
    elsewhere = {**row.arguments, "key": planned.arguments["key"]}
    return [
        Case("event", row.arguments, event.readers, event.editors),
        Case("missing", missing, event.readers, event.editors),
        Case("elsewhere", elsewhere, planned.readers, planned.editors),
    ]


def registrations(scene: Scene) -> list[Case]:
    """Registrations."""
    return rows("registration", scene)


def invitations(scene: Scene) -> list[Case]:
    """Invitations."""
    return rows("invitation", scene)


def group_years(scene: Scene) -> list[Case]:
    """Years of a group, and of none."""
    year = scene.things["meetings"]["open_summary"].made.starts_at.astimezone(EASTERN).year
    return [
        Case("year", {"slug": GROUP, "year": year}, MEMBERS | ADMINISTRATORS),
        Case("empty", {"slug": GROUP, "year": 2016}, NOBODY),
        Case("missing", {"slug": "no-such-group", "year": year}, NOBODY),
        Case("never", {"slug": GROUP, "year": 999_999}, NOBODY),
    ]


def series_years(scene: Scene) -> list[Case]:
    """A year of a series, and of none."""
    series = scene.things["events"]["series"]
    missing = {**series.arguments, "key": MISSING_KEY}
    return [Case("year", series.arguments, series.readers), Case("missing", missing, NOBODY)]


EVENT_ROUTES: dict[str, Route] = {
    # Coming
    "meetings:register": Route(events, own_page, {"GET": NO_EVENT, "POST": {"event": 409, "*": 404}}),
    "meetings:register_cancel": Route(own_place, own_page, {"GET": 200, "POST": FOUND}),
    # Organizing
    "meetings:registration_settings": Route(events, editors, {"GET": NO_EVENT, "POST": {"event": 400, "*": 404}}),
    "meetings:organizers": Route(events, administrators, {"POST": {"event": FOUND, "*": 404}}),
    "meetings:invitations": Route(events, editors, {"GET": NO_EVENT, "POST": {"event": 400, "*": 404}}),
    "meetings:invitation_withdraw": Route(invitations, editors, {"POST": {"event": FOUND, "*": 404}}),
    "meetings:registrants": Route(events, editors, {"GET": NO_EVENT}),
    "meetings:registrants_csv": Route(events, editors, {"POST": NO_EVENT}),
    "meetings:registrant_remove": Route(registrations, editors, {"GET": NO_EVENT, "POST": {"event": 400, "*": 404}}),
    # A year in one report
    "meetings:group_report": Route(group_years, everybody, {"GET": {**MISSING, "never": 404, "*": 200}}),
    "meetings:group_report_file": Route(group_years, readers, READ),
    "meetings:series_report": Route(series_years, readers, READ),
    "meetings:series_report_file": Route(series_years, readers, READ),
}
