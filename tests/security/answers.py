"""What a route promises: the cases its address names, who passes, and the answer to each verb."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.security.scene import (
    ADMINISTRATORS,
    APPROVED,
    CARERS,
    EVERYBODY,
    NOBODY,
    SIGNED_IN,
    Scene,
)

VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
LOGIN_REDIRECT = FOUND = 302
OWNERS_WHO_WAIT = ("applicant", "guest_applicant", "administrator")
Statuses = int | Mapping[str, int]  # by the name of the case; "*" stands for all others


@dataclass(frozen=True)
class Case:
    """One address of a route: its arguments, and who may read and change what it names."""

    name: str
    arguments: Mapping[str, Any]
    readers: frozenset[str] = EVERYBODY
    editors: frozenset[str] = NOBODY


def things_of(app: str, scene: Scene, prefix: str) -> list[Case]:
    """Everything of a kind that an app put into the scene, by the beginning of its name."""
    return [
        Case(name.removeprefix(f"{prefix}_"), thing.arguments, thing.readers, thing.editors)
        for name, thing in scene.things[app].items()
        if name.startswith(f"{prefix}_")
    ]


Gate = Callable[[str, Case], int | None]
Cases = Callable[[Scene], list[Case]]


@dataclass(frozen=True)
class Route:
    """What a route promises."""

    cases: Cases
    gate: Gate
    verbs: Mapping[str, Statuses]

    def expected(self, verb: str, persona: str, case: Case) -> int:
        """The status this person must get."""
        verbs = {**({"HEAD": self.verbs["GET"]} if "GET" in self.verbs else {}), **self.verbs}
        if verb not in verbs:
            return 405
        refusal = self.gate(persona, case)
        if refusal is not None:
            return refusal
        status = verbs[verb]
        return status if isinstance(status, int) else status.get(case.name, status["*"])


# Who passes


def everybody(persona: str, case: Case) -> int | None:
    """Public pages, and lists that show each person theirs."""
    return None


def readers(persona: str, case: Case) -> int | None:
    """What is hidden and what never was answer alike."""
    return None if persona in case.readers else 404


def signed_in(persona: str, case: Case) -> int | None:
    """The public is led to sign in."""
    return None if persona in SIGNED_IN else LOGIN_REDIRECT


def approved(persona: str, case: Case) -> int | None:
    """Who waits is led to their request."""
    return None if persona in APPROVED else FOUND


def editors(persona: str, case: Case) -> int | None:
    """Approved people: 404 for what they may not see, 403 for what they may only read."""
    if persona not in APPROVED:
        return FOUND
    if persona not in case.readers:
        return 404
    return None if persona in case.editors else 403


def own_upload(persona: str, case: Case) -> int | None:
    """An upload exists for its owner only."""
    return approved(persona, case) or readers(persona, case)


def own_request(persona: str, case: Case) -> int | None:
    """A request exists for the person who made it."""
    return signed_in(persona, case) or readers(persona, case)


def not_waiting(persona: str, case: Case) -> int | None:
    """Who asked to join already is led to where that request stands."""
    return signed_in(persona, case) or (FOUND if persona in OWNERS_WHO_WAIT else None)


def deciders(persona: str, case: Case) -> int | None:
    """Who decides on requests to join, and who does on guests': to them there is nothing else."""
    if persona not in SIGNED_IN:
        return LOGIN_REDIRECT
    if persona not in CARERS:
        return 403
    return None if persona in case.readers else 404


def carers(persona: str, case: Case) -> int | None:
    """Who takes care of the EV Workforce Collaborative; the others in it are told that this is not for them."""
    return approved(persona, case) or (None if persona in CARERS else 403) or readers(persona, case)


def administrators(persona: str, case: Case) -> int | None:
    """The public is led to sign in; everybody else is told that this is not for them."""
    if persona not in SIGNED_IN:
        return LOGIN_REDIRECT
    return None if persona in ADMINISTRATORS else 403


# Read every address there is, in one walk each (test_walk.py); the sweep of test_matrix.py reads as the others.
WALKERS = (
    "public", "applicant", "left", "guest", "space_administrator", "group_member", "vermont_energy", "vermont",
    "administrator",
)  # fmt: skip


def one(scene: Scene) -> list[Case]:
    """An address without an object."""
    return [Case("", {})]


READ = {"GET": 200}
TURN = {"GET": FOUND}
MISSING = {"missing": 404}
