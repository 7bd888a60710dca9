"""What a list shows of a training provider: plain values, read with all its parts in one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.wording import long_date
from workforce.models import Credential, Provider, ProviderQuerySet, Support, TrainedYear
from workforce.models.provider import CONFIRMED_FOR


class ProviderRow(NamedTuple):
    """A provider as lists read it. `trained` has the newest year, with the number of people, or nothing."""

    key: str
    name: str
    kind: str
    state: str
    county: str
    is_sample: bool
    confirmed_at: datetime
    state_name: str
    credentials: list[str]
    supports: list[str]
    trained: list[dict[str, int]]


class ProviderCard(NamedTuple):
    """The same as workforce/provider_row.html shows it."""

    url: str
    name: str
    kind: str
    state: str
    state_name: str
    county: str
    is_sample: bool
    confirmed: str
    is_stale: bool
    offers: tuple[str, ...]
    supports: tuple[str, ...]
    trained: tuple[int, int] | None  # people, year


def rows_of(providers: ProviderQuerySet) -> QuerySet[Provider, Any]:
    """As named tuples with the fields of ProviderRow; one query."""
    years = TrainedYear.objects.filter(provider=OuterRef("pk")).order_by("-year")
    return providers.annotate(
        offers=_names(Credential),
        helps=_names(Support),
        newest=ArraySubquery(years.values(found=JSONObject(year="year", people="people"))[:1]),
    ).values_list(
        *("key", "name", "kind", "state_id", "county", "is_sample", "confirmed_at", "state__name"),
        *("offers", "helps", "newest"),
        named=True,
    )


def _names(model: type[Credential] | type[Support]) -> ArraySubquery:
    things = model._default_manager.filter(providers=OuterRef("pk")).order_by("position", "pk")
    return ArraySubquery(things.values("name"))


def card_of(row: Sequence[Any]) -> ProviderCard:
    """From a row of rows_of()."""
    found = ProviderRow._make(row)
    newest = found.trained[0] if found.trained else None
    return ProviderCard(
        url=address_of("workforce:provider", found.key),
        name=found.name,
        kind=Provider.Kind(found.kind).label,
        state=found.state,
        state_name=found.state_name,
        county=found.county,
        is_sample=found.is_sample,
        confirmed=long_date(found.confirmed_at),
        is_stale=found.confirmed_at <= timezone.now() - CONFIRMED_FOR,
        offers=tuple(found.credentials),
        supports=tuple(found.supports),
        trained=(newest["people"], newest["year"]) if newest else None,
    )
