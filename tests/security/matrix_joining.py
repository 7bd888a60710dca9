"""The declared answers of the routes of joining; see matrix.py."""

from functools import partial

from tests.security.answers import (
    FOUND,
    LOGIN_REDIRECT,
    READ,
    Case,
    Route,
    administrators,
    deciders,
    everybody,
    one,
    own_request,
    things_of,
)
from tests.security.scene import MISSING_PK, NOBODY, OWNERS_OF_REQUESTS, SIGNED_IN, Scene
from tests.security.scene_joining import LEAD, LEADS

things = partial(things_of, "joining")
MISSING = {"missing": 404}


def leads(persona: str, case: Case) -> int | None:
    """EV leads and administrators; what is another agency's, or another lead's, is not there for them."""
    if persona not in SIGNED_IN:
        return LOGIN_REDIRECT
    if persona not in LEADS:
        return 403
    return None if persona in case.readers else 404


def own_requests(scene: Scene) -> list[Case]:
    """Requests to join, each with the one person it belongs to."""
    cases = [
        Case(name, {"pk": made.pk}, frozenset({OWNERS_OF_REQUESTS[name]})) for name, made in scene.requests.items()
    ]
    return [*cases, Case("missing", {"pk": MISSING_PK}, NOBODY)]


def colleagues(scene: Scene) -> list[Case]:
    """Requests to join, each with the lead of the agency that it is for; decided ones are nobody's."""
    readers = {"waiting": LEAD, "administrators_own": LEAD}
    cases = [Case(name, {"pk": made.pk}, readers.get(name, NOBODY)) for name, made in scene.requests.items()]
    return [*cases, Case("missing", {"pk": MISSING_PK}, NOBODY)]


def invitations(scene: Scene) -> list[Case]:
    """Invitations to join, each with who sent it and the administrators."""
    return things(scene, "invitation")


def links(scene: Scene) -> list[Case]:
    """Links of invitations: to everybody but the invited person they are alike."""
    return things(scene, "link")


def domains(scene: Scene) -> list[Case]:
    """A remembered domain, one that is on the list for other reasons, and none."""
    return [Case(case.name, case.arguments) for case in things(scene, "domain")]


def agencies(scene: Scene) -> list[Case]:
    """An agency, and none."""
    return [Case(case.name, case.arguments) for case in things(scene, "agency")]


WAITING = {"declined": FOUND, "*": 200}

JOINING_ROUTES: dict[str, Route] = {
    "accounts:change_request": Route(own_requests, own_request, {"GET": WAITING, "POST": WAITING}),
    "accounts:approve_chosen": Route(one, deciders, {"POST": 200}),
    "accounts:joining_settings": Route(one, administrators, READ),
    "accounts:leads_approve": Route(one, administrators, {"POST": 200}),
    "accounts:leads_no_longer": Route(agencies, administrators, {"POST": {**MISSING, "*": FOUND}}),
    "accounts:end_domain": Route(domains, administrators, {"POST": {"remembered": FOUND, "*": 404}}),
    "accounts:colleagues": Route(one, leads, READ),
    "accounts:colleague": Route(colleagues, leads, {"GET": 200, "POST": FOUND}),
    "accounts:invitations": Route(one, leads, {"GET": 200, "POST": 200}),
    "accounts:resend_invitation": Route(invitations, leads, {"POST": FOUND}),
    "accounts:withdraw_invitation": Route(invitations, leads, {"POST": FOUND}),
    "accounts:invited": Route(links, everybody, {"GET": 200, "POST": 200}),
}
