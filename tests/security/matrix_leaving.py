"""The declared answers of the routes about staying and leaving; see matrix.py."""

from tests.security.answers import FOUND, READ, Case, Route, administrators, approved, one, readers, signed_in
from tests.security.scene import MISSING_KEY, NOBODY, Scene
from tests.security.scene_leaving import LEADS


def hand_overs(scene: Scene) -> list[Case]:
    """Each with who may name a successor."""
    things = scene.things["leaving"].items()
    return [Case(name, thing.arguments, thing.readers) for name, thing in things if name.startswith("work")]


def colleagues(scene: Scene) -> list[Case]:
    """Somebody of Vermont's agency, and of Colorado's, which has no EV lead."""
    people = {"vermont": LEADS, "colorado": LEADS - {"vermont_editor"}}
    cases = [Case(name, {"key": scene.people[name].key}, who) for name, who in people.items()]
    return [*cases, Case("missing", {"key": MISSING_KEY}, NOBODY)]


def serving(scene: Scene) -> list[Case]:
    """Somebody who serves Vermont's agency as a second one, and somebody for whom it is the only one."""
    served = scene.things["leaving"]["serves_vermont"]
    cases = [Case("second", served.arguments, served.readers)]
    only = {"key": scene.people["vermont"].key}
    return [*cases, Case("only", only), Case("missing", {"key": MISSING_KEY}, NOBODY)]


def leads(persona: str, case: Case) -> int | None:
    """EV leads and administrators; the others in the portal are told that this is not for them."""
    return approved(persona, case) or (None if persona in LEADS else 403)


def found(persona: str, case: Case) -> int | None:
    """What is not theirs to decide is as if it were not."""
    return approved(persona, case) or readers(persona, case)


LEAVING_ROUTES: dict[str, Route] = {
    "accounts:leave": Route(one, signed_in, {"GET": 200, "POST": FOUND}),
    "accounts:confirmations": Route(one, leads, READ),
    "accounts:export_colleagues": Route(one, administrators, {"GET": 200, "POST": 200}),
    "accounts:report_left": Route(colleagues, found, {"GET": 200, "POST": FOUND}),
    "accounts:confirm_colleague": Route(serving, found, {"POST": {"second": FOUND, "*": 404}}),
    "accounts:hand_overs": Route(one, leads, READ),
    "accounts:hand_over": Route(hand_overs, found, {"GET": 200, "POST": 200}),  # without a successor
    "accounts:close_hand_over": Route(hand_overs, found, {"POST": FOUND}),
}
