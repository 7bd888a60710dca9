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


WORKFORCE_ROUTES: dict[str, Route] = {
    "workforce:overview": Route(one, everybody, READ),
    "workforce:people": Route(one, approved, READ),
    "workforce:name_administrator": Route(one, administrators, {"POST": 400}),
    "workforce:end_administrator": Route(posts, administrators, {"POST": {"missing": 404, "*": FOUND}}),
    "workforce:invitations": Route(one, carers, {"GET": 200, "POST": 400}),
    "workforce:withdraw_invitation": Route(invitations, carers, {"POST": FOUND}),
}
