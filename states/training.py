"""Who is trained in a state for work on EV charging, for those who can open the EV Workforce Collaborative's pages."""

from typing import Any

from django.db.models import Count, QuerySet, Sum

from accounts.standing import Viewer, standing_of
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part
from workforce.models import TrainedYear
from workforce.provider_numbers import listed_for

MOST_YEARS = 5


@dataclass(frozen=True)
class Training:
    """Training providers, and how many people they trained by year, the newest first."""

    providers: int
    years: tuple[tuple[int, int], ...]
    url: str

    @property
    def last(self) -> tuple[int, int] | None:
        """The newest year for which there is a number, with the number."""
        return self.years[0] if self.years else None


def training_of(state: str, user: Viewer) -> Part[Training | None]:
    """What the state's providers say; None for whom the collaborative's pages are closed."""
    if not standing_of(user).is_approved:
        return Part((), lambda: None)
    url = address_of("workforce:state", state)
    return Part(
        (_providers.asked(user, state=state), _trained.asked(user, state=state)),
        lambda providers, years: Training(sum(providers), tuple(years), url),
    )


@StatementFor
def _providers(user: Viewer, state: str) -> QuerySet[Any, int]:
    providers = listed_for(user).filter(state=state).order_by()
    return providers.values("state").annotate(found=Count("pk")).values_list("found", flat=True)


@StatementFor
def _trained(user: Viewer, state: str) -> QuerySet[Any, tuple[int, int]]:
    years = TrainedYear.objects.filter(provider__in=listed_for(user).filter(state=state)).order_by("-year")
    return years.values("year").annotate(all=Sum("people")).values_list("year", "all")[:MOST_YEARS]
