"""Pairs that tests start from."""

from typing import Any

from accounts.models import State
from tests.cast import Cast
from workforce.actions import pairs
from workforce.actions.pairs import PairDetails
from workforce.models import Goal, Milestone, Pair, PairYear


def details(cast: Cast, **fields: Any) -> PairDetails:
    """Vermont with the cast's city."""
    city = cast.guest.memberships.get().agency
    usual: dict[str, Any] = {"name": "Vermont and its city", "state": State.objects.get(pk="VT"), "cities": [city]}
    return PairDetails(**{**usual, **fields})


def pair(cast: Cast, **fields: Any) -> Pair:
    """With two partners, a goal, a milestone, and a year."""
    made = pairs.make_pair(by=cast.administrator, details=details(cast, **fields))
    for person in (cast.vermont, cast.guest):
        pairs.add_partner(pair=made, by=cast.administrator, person=person, role="Lead")
    Goal.objects.create(pair=made, title="Train 120 people", target="120", owner=cast.vermont)
    Milestone.objects.create(pair=made, title="First class")
    PairYear.objects.create(pair=made, year=2026, goal=40, trained=25)
    return made
