"""The declared answers of the routes of the EV Workforce Collaborative; see matrix.py."""

from functools import partial

from tests.security.answers import (
    FOUND,
    READ,
    Case,
    Route,
    administrators,
    approved,
    carers,
    everybody,
    one,
    own_upload,
    readers,
    things_of,
)
from tests.security.scene import Scene

things = partial(things_of, "workforce")


def posts(scene: Scene) -> list[Case]:
    """Of who takes care of the space, and none."""
    return things(scene, "post")


def invitations(scene: Scene) -> list[Case]:
    """To the space, and none."""
    return things(scene, "invitation")


def resources(scene: Scene) -> list[Case]:
    """Of the hub, in each state."""
    return things(scene, "resource")


def keepers(persona: str, case: Case) -> int | None:
    """Of those who see it, who takes care of the space."""
    return approved(persona, case) or readers(persona, case) or (None if persona in case.editors else 403)


def pairs(scene: Scene) -> list[Case]:
    """States with their cities."""
    return things(scene, "pair")


def goals(scene: Scene) -> list[Case]:
    """Each with who sees what is inside its pair, and one that belongs to another pair."""
    return things(scene, "goal")


def milestones(scene: Scene) -> list[Case]:
    """The same of milestones."""
    return things(scene, "milestone")


def partners(scene: Scene) -> list[Case]:
    """A person of each pair."""
    return things(scene, "partner")


def pair_things(scene: Scene) -> list[Case]:
    """Documents of one pair: of which some its partners do not see."""
    return things(scene, "thing")


WORKFORCE_ROUTES: dict[str, Route] = {
    "workforce:overview": Route(one, everybody, READ),
    "workforce:resources": Route(one, approved, READ),
    "workforce:export_resources": Route(one, approved, READ),
    "workforce:suggest": Route(one, approved, {"GET": 200, "POST": 400}),
    "workforce:resource": Route(resources, own_upload, READ),
    "workforce:edit_resource": Route(resources, keepers, {"GET": 200, "POST": 400}),
    "workforce:approve_resource": Route(resources, keepers, {"POST": FOUND}),
    "workforce:decline_resource": Route(resources, keepers, {"POST": 400}),
    "workforce:retire_resource": Route(resources, keepers, {"POST": FOUND}),
    "workforce:pairs": Route(one, approved, READ),
    "workforce:export_pairs": Route(one, approved, READ),
    "workforce:add_pair": Route(one, carers, {"GET": 200, "POST": 400}),
    "workforce:pair": Route(pairs, own_upload, READ),
    "workforce:print_pair": Route(pairs, own_upload, READ),
    "workforce:edit_pair": Route(pairs, keepers, {"GET": 200, "POST": 400}),
    "workforce:pair_people": Route(pairs, keepers, {"GET": 200, "POST": 400}),
    "workforce:remove_partner": Route(partners, keepers, {"POST": FOUND}),
    "workforce:pair_things": Route(pairs, keepers, {"GET": 200, "POST": 400}),
    "workforce:remove_thing": Route(pair_things, keepers, {"POST": FOUND}),
    "workforce:pair_trained": Route(pairs, keepers, {"GET": 200, "POST": 409}),  # does not say what it was made from
    "workforce:add_goal": Route(pairs, keepers, {"GET": 200, "POST": 400}),
    "workforce:goal": Route(goals, keepers, {"GET": 200, "POST": 400}),
    "workforce:add_milestone": Route(pairs, keepers, {"GET": 200, "POST": 400}),
    "workforce:milestone": Route(milestones, keepers, {"GET": 200, "POST": 400}),
    "workforce:people": Route(one, approved, READ),
    "workforce:name_administrator": Route(one, administrators, {"POST": 400}),
    "workforce:end_administrator": Route(posts, administrators, {"POST": {"missing": 404, "*": FOUND}}),
    "workforce:invitations": Route(one, carers, {"GET": 200, "POST": 400}),
    "workforce:withdraw_invitation": Route(invitations, carers, {"POST": FOUND}),
}
