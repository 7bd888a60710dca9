"""The declared answers of the routes of the directory of members; see matrix.py."""

from tests.security.answers import Case, Route, administrators, approved, one, own_upload
from tests.security.scene import ADMINISTRATORS, APPROVED, MEMBERS, MISSING_KEY, NOBODY, Scene


def listed(scene: Scene) -> list[Case]:
    """A member, a guest, an administrator, people who are not in it, and a key that nobody has."""
    readers = {
        "vermont": MEMBERS | ADMINISTRATORS,
        "guest": APPROVED,
        "space_administrator": APPROVED,
        "guest_left": NOBODY,
        "guest_applicant": NOBODY,
        "guest_deactivated": NOBODY,
        "administrator": APPROVED,
        "left": NOBODY,
        "applicant": NOBODY,
        "deactivated": NOBODY,
    }
    cases = [Case(name, {"key": scene.people[name].key}, who) for name, who in readers.items()]
    return [*cases, Case("missing", {"key": MISSING_KEY}, NOBODY)]


def others(scene: Scene) -> list[Case]:
    """The same people: nobody writes to themselves."""
    return [Case(case.name, case.arguments, case.readers - {case.name}) for case in listed(scene)]


def messages(scene: Scene) -> list[Case]:
    """What somebody wrote; only who received it answers."""
    return [Case(name, thing.arguments, thing.readers) for name, thing in scene.things["directory"].items()]


DIRECTORY_ROUTES: dict[str, Route] = {
    "directory:people": Route(one, approved, {"GET": 200}),
    "directory:person": Route(listed, own_upload, {"GET": 200}),
    "directory:write": Route(others, own_upload, {"GET": 200, "POST": 400}),
    "directory:answer": Route(messages, own_upload, {"GET": 200, "POST": 400}),
    "directory:export": Route(one, administrators, {"GET": 200, "POST": 200}),
}
