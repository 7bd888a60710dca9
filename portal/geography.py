"""The regions of the country as pages show them: on the map, and as lists beside it."""

from collections.abc import Iterable

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import Region, State
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.us_map import MapEntry, MapState, state_map
from states.profile import profile_url

MAP_SCHEME = "naseo"


@dataclass(frozen=True)
class StateLink:
    """A state in a list, and the address of its page."""

    code: str
    name: str
    url: str


@dataclass(frozen=True)
class RegionEntry:
    """A region with its states by name. `number` is its colour on the map, from 1."""

    number: int
    slug: str
    name: str
    url: str
    states: list[StateLink]


@dataclass(frozen=True)
class SchemeEntry:
    """One way to divide the country."""

    slug: str
    name: str
    regions: list[RegionEntry]


def documents_url(name: str, value: str) -> str:
    """The list of documents narrowed to one value of one filter."""
    return f"{reverse('documents:browse')}?{urlencode({name: value})}"


def schemes() -> list[SchemeEntry]:
    """Every scheme, NASEO's first; each state leads to its page. Two queries."""
    states = Prefetch("states", State.objects.order_by("name"))
    rows = Region.objects.select_related("scheme").prefetch_related(states).order_by("scheme_id", "pk")
    found: dict[str, SchemeEntry] = {}
    for region in rows:
        scheme = found.setdefault(region.scheme.slug, SchemeEntry(region.scheme.slug, region.scheme.name, []))
        scheme.regions.append(_entry(region, number=len(scheme.regions) + 1))
    return sorted(found.values(), key=lambda scheme: scheme.slug != MAP_SCHEME)


def regions_of(found: Iterable[SchemeEntry], scheme: str = MAP_SCHEME) -> list[RegionEntry]:
    """The regions of one scheme; none when there is no such scheme."""
    return next((entry.regions for entry in found if entry.slug == scheme), [])


def _entry(region: Region, *, number: int) -> RegionEntry:
    links = [StateLink(state.pk, state.name, profile_url(state.pk)) for state in region.states.all()]
    return RegionEntry(number, region.slug, region.name, f"{reverse('regions')}#{region.slug}", links)


def region_map(regions: Iterable[RegionEntry]) -> list[MapState]:
    """The country coloured by region. A state leads to its page."""
    entries = {
        state.code: MapEntry(code=state.code, url=state.url, region=region.number, region_name=f"{region.name} region")
        for region in regions
        for state in region.states
    }
    return state_map(entries.values())
