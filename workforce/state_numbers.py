"""What a state has in trained people and providers, beside what its contracts ask for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.statements import Asked
from workforce.models import Provider, Requirement, TrainedYear
from workforce.provider_numbers import listed_for


@dataclass(frozen=True)
class Supply:
    """Providers that meet a requirement, and how many people they trained in one year, in all their programs."""

    providers: int
    trained: int


@dataclass(frozen=True)
class StateSupply:
    """All of a state's providers, people by year, the newest first, and what meets each requirement."""

    providers: int
    years: list[tuple[int, int]]
    by_requirement: dict[int, Supply]

    @property
    def year(self) -> int:
        """The last year for which there is a number; 0 where there is none."""
        return self.years[0][0] if self.years else 0


def asked_of(state: str, user: Viewer) -> tuple[Asked[Any], ...]:
    """What supply_of() makes numbers of."""
    return tuple(statement.asked(user, state=state) for statement in (_providers, _offers, _trained))


def supply_of(
    requirements: Sequence[Requirement],
    credentials: Mapping[int, Sequence[int]],
    providers: Sequence[int],
    offered: Sequence[tuple[int, int]],
    years: Sequence[tuple[int, int, int]],
) -> StateSupply:
    """From the rows of asked_of(). `credentials` are those that meet each requirement."""
    pks = set(providers)
    offers: dict[int, set[int]] = defaultdict(set)  # by credential
    for provider, credential in offered:
        offers[credential].add(provider)
    trained: dict[int, dict[int, int]] = defaultdict(dict)  # by year and provider
    for year, provider, people in years:
        trained[year][provider] = people
    last = trained[max(trained)] if trained else {}
    by_requirement = {}
    for requirement in requirements:
        meeting = credentials.get(requirement.pk, ())
        meet = set().union(*(offers[pk] for pk in meeting)) if meeting else pks
        by_requirement[requirement.pk] = Supply(len(meet), sum(last.get(pk, 0) for pk in meet))
    return StateSupply(
        len(pks), [(year, sum(trained[year].values())) for year in sorted(trained, reverse=True)], by_requirement
    )


@StatementFor
def _providers(user: Viewer, state: str) -> QuerySet[Provider, int]:
    return listed_for(user).filter(state=state).order_by("pk").values_list("pk", flat=True)


@StatementFor
def _offers(user: Viewer, state: str) -> QuerySet[Any, tuple[int, int]]:
    here = listed_for(user).filter(state=state).values("pk")
    return Provider.credentials.through.objects.filter(provider__in=here).values_list("provider", "credential")


@StatementFor
def _trained(user: Viewer, state: str) -> QuerySet[TrainedYear, tuple[int, int, int]]:
    here = listed_for(user).filter(state=state).values("pk")
    return TrainedYear.objects.filter(provider__in=here).values_list("year", "provider", "people")
