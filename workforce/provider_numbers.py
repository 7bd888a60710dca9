"""How many providers each state has, and how many people they trained, from what somebody may see."""

from django.db.models import Count, Max, Sum

from accounts.models import State
from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.joining import joined
from clearinghouse.lib.us_map import MapEntry, MapState, state_map
from clearinghouse.lib.wording import counted
from workforce.models import Provider, ProviderQuerySet, TrainedYear

LARGE = 1_000_000


@dataclass(frozen=True)
class StateNumbers:
    """One state's row: providers, and people trained in one year."""

    code: str
    name: str
    providers: int
    trained: int
    url: str


@dataclass(frozen=True)
class Numbers:
    """All states with providers, and the year that people are counted in; 0 where no provider names a year."""

    year: int
    states: list[StateNumbers]

    @property
    def providers(self) -> int:
        """In all states."""
        return sum(row.providers for row in self.states)

    @property
    def in_words(self) -> str:
        """Such as "12 providers in 4 states"."""
        return f"{counted(self.providers, 'provider', LARGE)} in {counted(len(self.states), 'state')}"

    @property
    def trained(self) -> int:
        """In all states."""
        return sum(row.trained for row in self.states)


def numbers_of(providers: ProviderQuerySet, address: str) -> Numbers:
    """By state; four queries, however many states. `address` of a state's list ends where its code follows."""
    year = latest_year(providers)
    counts = dict(providers.order_by().values_list("state").annotate(many=Count("pk", distinct=True)))
    trained = _trained_by_state(providers, year)
    names = dict(State.objects.filter(pk__in=counts).values_list("code", "name"))
    rows = [
        StateNumbers(code, name, counts[code], trained.get(code, 0), f"{address}{code}") for code, name in names.items()
    ]
    return Numbers(year, sorted(rows, key=lambda row: row.name))


def latest_year(providers: ProviderQuerySet) -> int:
    """The last year for which a provider says how many people it trained."""
    found: int | None = TrainedYear.objects.filter(provider__in=providers.values("pk")).aggregate(Max("year"))[
        "year__max"
    ]
    return found or 0


def _trained_by_state(providers: ProviderQuerySet, year: int) -> dict[str, int]:
    rows = TrainedYear.objects.filter(provider__in=providers.values("pk"), year=year)
    return dict(rows.order_by().values_list("provider__state").annotate(many=Sum("people")))


def map_of(numbers: Numbers) -> list[MapState]:
    """All states, those with providers linked to their list."""
    entries = [
        MapEntry(row.code, row.url, detail=_in_words(row, numbers.year), look="present") for row in numbers.states
    ]
    return state_map(entries)


def _in_words(row: StateNumbers, year: int) -> str:
    parts = [counted(row.providers, "provider", LARGE)]
    if row.trained:
        parts.append(f"{row.trained:,} people trained in {year}")
    return joined(parts)


def listed_for(user: Viewer) -> ProviderQuerySet:
    """The providers that lists, maps, and counts start from."""
    return Provider.objects.visible_to(user).listed()
