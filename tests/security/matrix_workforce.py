"""The declared answers of the routes of the EV Workforce Collaborative; see matrix.py."""

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
)
from tests.security.scene import Scene


def things(scene: Scene, prefix: str) -> list[Case]:
    """Everything of a kind."""
    return [
        Case(name.removeprefix(f"{prefix}_"), thing.arguments, thing.readers, thing.editors)
        for name, thing in scene.things["workforce"].items()
        if name.startswith(f"{prefix}_")
    ]


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
    "workforce:people": Route(one, approved, READ),
    "workforce:name_administrator": Route(one, administrators, {"POST": 400}),
    "workforce:end_administrator": Route(posts, administrators, {"POST": {"missing": 404, "*": FOUND}}),
    "workforce:invitations": Route(one, carers, {"GET": 200, "POST": 400}),
    "workforce:withdraw_invitation": Route(invitations, carers, {"POST": FOUND}),
}
