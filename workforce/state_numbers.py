"""What a state has in trained people and providers, beside what its contracts ask for."""

from collections import defaultdict
from collections.abc import Sequence

from accounts.models import State
from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
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


def supply_of(state: State, user: Viewer, requirements: Sequence[Requirement]) -> StateSupply:
    """Three queries, however many providers. Read requirements with their credentials."""
    here = listed_for(user).filter(state=state)
    pks = set(here.values_list("pk", flat=True))
    offers: dict[int, set[int]] = defaultdict(set)  # by credential
    rows = Provider.credentials.through.objects.filter(provider__in=here.values("pk"))
    for provider, credential in rows.values_list("provider", "credential"):
        offers[credential].add(provider)
    trained: dict[int, dict[int, int]] = defaultdict(dict)  # by year and provider
    years = TrainedYear.objects.filter(provider__in=here.values("pk"))
    for year, provider, people in years.values_list("year", "provider", "people"):
        trained[year][provider] = people
    last = trained[max(trained)] if trained else {}
    by_requirement = {}
    for requirement in requirements:
        credentials = [credential.pk for credential in requirement.credentials.all()]
        meet = set().union(*(offers[pk] for pk in credentials)) if credentials else pks
        by_requirement[requirement.pk] = Supply(len(meet), sum(last.get(pk, 0) for pk in meet))
    return StateSupply(
        len(pks), [(year, sum(trained[year].values())) for year in sorted(trained, reverse=True)], by_requirement
    )
