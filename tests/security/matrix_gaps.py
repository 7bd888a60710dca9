"""The declared answers of coverage and of requests for documents; see matrix.py."""

from functools import partial

from tests.security.answers import (
    FOUND,
    READ,
    Case,
    Route,
    administrators,
    approved,
    editors,
    everybody,
    one,
    things_of,
)
from tests.security.scene import ADMINISTRATORS, APPROVED, MEMBERS, Scene

things = partial(things_of, "gaps")


def requests(scene: Scene) -> list[Case]:
    """Every request for a document; its editors are those who answer."""
    return things(scene, "request")


def listings(scene: Scene) -> list[Case]:
    """Listed documents."""
    return things(scene, "listing")


def readings(scene: Scene) -> list[Case]:
    """Requests to read; their editors decide."""
    return things(scene, "reading")


def papers(scene: Scene) -> list[Case]:
    """The documents that are listed."""
    return things(scene, "paper")


def members(persona: str, case: Case) -> int | None:
    """Members and administrators; guests are told that this is not for them."""
    return approved(persona, case) or (None if persona in MEMBERS | ADMINISTRATORS else 403)


def seen_by_members(persona: str, case: Case) -> int | None:
    """A request exists for members and administrators."""
    if persona not in APPROVED:
        return FOUND
    return None if persona in case.readers else 404


def asker(persona: str, case: Case) -> int | None:
    """Who asks takes it back."""
    return seen_by_members(persona, case) or (None if persona == "colorado" else 403)


GAP_ROUTES: dict[str, Route] = {
    "gaps:coverage": Route(one, everybody, READ),
    "gaps:export": Route(one, everybody, READ),
    "gaps:requests": Route(one, members, READ),
    "gaps:ask": Route(one, members, {"GET": 200, "POST": 400}),
    "gaps:request": Route(requests, seen_by_members, READ),
    "gaps:join": Route(requests, seen_by_members, {"POST": FOUND}),
    "gaps:withdraw": Route(requests, asker, {"POST": FOUND}),
    "gaps:answer": Route(requests, editors, {"POST": 400}),
    "gaps:pass_on": Route(requests, editors, {"POST": 400}),
    "gaps:queues": Route(one, administrators, READ),
    "gaps:set_review": Route(papers, editors, {"POST": FOUND}),
    "gaps:listed": Route(one, members, READ),
    "gaps:ask_to_read": Route(listings, seen_by_members, {"GET": 200, "POST": FOUND}),
    "gaps:list_document": Route(papers, editors, {"POST": FOUND}),
    "gaps:reading": Route(readings, seen_by_members, READ),
    "gaps:decide": Route(readings, editors, {"POST": 400}),
    "gaps:withdraw_reading": Route(readings, asker, {"POST": FOUND}),
    "gaps:stop_reading": Route(readings, editors, {"POST": FOUND}),
}
