"""The declared answers of the routes of working groups; see matrix.py."""

from tests.security.answers import (
    FOUND,
    READ,
    Case,
    Route,
    administrators,
    approved,
    everybody,
    one,
    readers,
)
from tests.security.scene import APPROVED, MEMBERS, NORTHEAST, Scene
from tests.security.scene_groups import INSIDE


def _cases(scene: Scene, *names: str) -> list[Case]:
    things = {name: scene.things["groups"][name] for name in names}
    return [Case(name, thing.arguments, thing.readers, thing.editors) for name, thing in things.items()]


def groups(scene: Scene) -> list[Case]:
    """A working group and one that does not exist."""
    return _cases(scene, "group", "no group")


def regional(scene: Scene) -> list[Case]:
    """Also a regional group, whose states' agencies may join."""
    return [*groups(scene), Case("regional", {"slug": "northeast"})]


def places(scene: Scene) -> list[Case]:
    """Somebody in the group, somebody of another group, and nobody."""
    return _cases(scene, "member", "member elsewhere", "no member")


def join_requests(scene: Scene) -> list[Case]:
    """A request that waits, a decided one, and none."""
    return _cases(scene, "waiting", "declined", "no request")


def existing(persona: str, case: Case) -> int | None:
    """Approved people, for a group that exists."""
    return approved(persona, case) or readers(persona, case)


def leads(persona: str, case: Case) -> int | None:
    """Leads and administrators; to everybody else who is approved the group exists and the page is not for them."""
    if persona not in APPROVED:
        return FOUND
    if case.name == "no group":
        return 404
    return readers(persona, case) if persona in case.editors else 403


def insiders(persona: str, case: Case) -> int | None:
    """Who sees the roster: the group's members and administrators."""
    return existing(persona, case) or (None if persona in INSIDE else 403)


def joiners(persona: str, case: Case) -> int | None:
    """Whom the rules let in. Who is in already, or asked already, is led to the group's page."""
    if (refusal := existing(persona, case)) is not None:
        return refusal
    if case.name == "regional":
        return None if persona in NORTHEAST else 403
    if persona in ("vermont", "group_member", "colorado"):
        return FOUND
    return None if persona in MEMBERS else 403


def leavers(persona: str, case: Case) -> int | None:
    """Only who is in has something to leave."""
    return approved(persona, case) or (None if persona in ("vermont", "group_member") else 404)


def only_group(scene: Scene) -> list[Case]:
    """The group alone."""
    return _cases(scene, "group")


GROUP_ROUTES: dict[str, Route] = {
    "workinggroups:list": Route(one, everybody, READ),
    "workinggroups:add": Route(one, administrators, {"GET": 200, "POST": 200}),  # without a kind it asks for one
    "workinggroups:detail": Route(groups, readers, READ),
    "workinggroups:join": Route(regional, joiners, {"GET": 200, "POST": FOUND}),
    "workinggroups:withdraw": Route(groups, existing, {"POST": FOUND}),
    "workinggroups:leave": Route(only_group, leavers, {"GET": 200, "POST": FOUND}),
    "workinggroups:edit": Route(groups, leads, {"GET": 200, "POST": 400}),
    "workinggroups:people": Route(groups, insiders, READ),
    "workinggroups:states": Route(groups, insiders, READ),
    "workinggroups:add_person": Route(groups, leads, {"GET": 200, "POST": 400}),
    "workinggroups:remove": Route(places, leads, {"GET": 200, "POST": 400}),
    "workinggroups:change_role": Route(places, leads, {"POST": FOUND}),
    "workinggroups:requests": Route(groups, leads, READ),
    "workinggroups:request": Route(join_requests, leads, READ),
    "workinggroups:approve": Route(join_requests, leads, {"POST": {"waiting": FOUND, "declined": 409, "*": 404}}),
    "workinggroups:decline": Route(join_requests, leads, {"POST": 400}),
}
