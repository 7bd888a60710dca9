"""The page of a state in the space: everything in one round trip, each part as far as a person may see it."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import Http404

from accounts.models import State
from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.parts import Part, read_parts
from clearinghouse.lib.statements import Statement
from workforce import provider_cards, state_numbers
from workforce.clauses import clauses_of, clauses_under
from workforce.models import Pathway, Requirement
from workforce.provider_numbers import listed_for

MOST_PROVIDERS, MOST_PATHWAYS = 10, 6


def state_page(code: str, user: Viewer) -> dict[str, Any]:
    """What the page of this state shows this person; 404 where there is no such state."""
    read = read_parts(
        {
            "state": Part((_state.asked(state=code),), lambda rows: next(iter(rows), None)),
            "requirements": Part((_requirements.asked(),), list),
            "clauses": clauses_of(code, user),
            "supply": Part(state_numbers.asked_of(code, user), lambda *rows: rows),
            "providers": Part(
                (_providers.asked(user, state=code),), lambda rows: [provider_cards.card_of(row) for row in rows]
            ),
            "pathways": Part((_pathways.asked(user, state=code),), list),
        }
    )
    if read["state"] is None:
        raise Http404
    requirements: list[Requirement] = read["requirements"]
    clauses = clauses_under(requirements, read["clauses"])
    meeting = {requirement.pk: requirement.meeting for requirement in requirements}  # type: ignore[attr-defined]
    supply = state_numbers.supply_of(requirements, meeting, *read["supply"])
    return {
        "state": read["state"],
        "clauses": clauses,
        "asked": [(asked, supply.by_requirement[asked.requirement.pk]) for asked in clauses.asked],
        "supply": supply,
        "providers": read["providers"],
        "pathways": read["pathways"],
    }


@Statement
def _state(state: str) -> QuerySet[State]:
    return State.objects.filter(pk=state)


@Statement
def _requirements() -> QuerySet[Requirement]:
    """With `meeting`, the credentials that meet each."""
    offered = Requirement.credentials.through.objects.filter(requirement=OuterRef("pk")).order_by("credential")
    return Requirement.objects.annotate(meeting=ArraySubquery(offered.values("credential"))).order_by("position", "pk")


@StatementFor
def _providers(user: Viewer, state: str) -> QuerySet[Any, Any]:
    here = listed_for(user).filter(state=state).order_by("name", "key")
    return provider_cards.rows_of(here)[:MOST_PROVIDERS]


@StatementFor
def _pathways(user: Viewer, state: str) -> QuerySet[Pathway]:
    here = Pathway.objects.visible_to(user).listed().filter(state=state)
    return here.only("key", "occupation", "is_sample").order_by("occupation", "key")[:MOST_PATHWAYS]
