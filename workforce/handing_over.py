"""Places in pairs and goals of somebody who leaves their agency: see accounts.handing_over."""

from typing import Any

from django.db.models import QuerySet

from accounts.audit import write_event
from accounts.handing_over import Leaving, Line
from accounts.models import Agency, User
from clearinghouse.lib.wording import counted
from workforce.models import Goal, Pair, PairPartner


class PairsPart:
    """Pairs of a state with its cities."""

    name, label = "pairs", "State and city pairs"
    for_administrators = False
    stays = "Taking care of the Collaborative’s space does not move. Administrators name who does."

    def remember(self, person: User, agency: Agency) -> Any:
        """Pair and role: who leaves is no partner any more."""
        lost = PairPartner.objects.lost_with(person, agency)
        return list(lost.order_by("pair").values_list("pair", "role"))

    def lines(self, leaving: Leaving, successor: User | None) -> list[Line]:
        """Open pairs, and goals there."""
        pairs, goals = _pairs(leaving).count(), _goals(leaving).count()
        lines = [Line(counted(pairs, "place in a pair,places in pairs"), pairs), Line(counted(goals, "goal"), goals)]
        return [line for line in lines if line.count]

    def move(self, leaving: Leaving, successor: User, by: User) -> None:
        """Who is a partner already stays one."""
        roles = dict(_noted(leaving))
        _goals(leaving).update(owner=successor)
        for pair in _pairs(leaving).order_by("pk"):
            fields = {"role": roles.get(pair.pk, ""), "added_by": by}
            if PairPartner.objects.get_or_create(pair=pair, person=successor, defaults=fields)[1]:
                sentence = f"{by} added {successor} to “{pair}” in place of {leaving.person}."
                write_event("pair.partner_added", by=by, about=pair, sentence=sentence)


def _noted(leaving: Leaving) -> list[tuple[int, str]]:
    """What was noted; of somebody whose membership lasts, and of whom nothing was yet, what there is now."""
    if leaving.remembered is not None or leaving.is_over:
        return list(leaving.remembered or [])
    return list(PairsPart().remember(leaving.person, leaving.agency))


def _pairs(leaving: Leaving) -> QuerySet[Pair]:
    known = [pair for pair, _ in _noted(leaving)]
    return Pair.objects.filter(pk__in=known, closed_at=None)


def _goals(leaving: Leaving) -> QuerySet[Goal]:
    return Goal.objects.filter(owner=leaving.person, pair__in=_pairs(leaving).values("pk"))
