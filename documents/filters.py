"""The filters of browse, search and the API: read from the address, applied to what the person may see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.core.cache import caches
from django.db.models import Q, QuerySet
from django.http import QueryDict

from accounts.models import Agency, Region, State
from clearinghouse.lib.files.types import FILE_TYPES
from documents.models import Document, Era, Family, Kind, Topic

CHOICES_SECONDS = 60
MOST_VALUES = 60  # of one filter; more than there are states is no choice


@dataclass(frozen=True)
class Choice:
    """One value a filter may take."""

    value: str
    label: str


@dataclass(frozen=True)
class Facet:
    """A filter: its name in the address, its label, and what it asks of a document."""

    name: str
    label: str
    lookup: str
    read_choices: Callable[[], list[Choice]]

    def choices(self) -> list[Choice]:
        """Every value, in order. Reference data: what an administrator edits shows within a minute."""
        cached: list[Choice] | None = caches["facets"].get(f"choices:{self.name}")
        if cached is None:
            cached = self.read_choices()
            caches["facets"].set(f"choices:{self.name}", cached, CHOICES_SECONDS)
        return cached

    def condition(self, values: tuple[str, ...]) -> Q:
        """Documents that have one of the values."""
        return Q(**{f"{self.lookup}__in": values})


def _slugs(model: type[Family] | type[Kind] | type[Topic] | type[Region]) -> list[Choice]:
    order = "name" if model is Region else "position"
    return [Choice(slug, name) for slug, name in model.objects.order_by(order, "pk").values_list("slug", "name")]


def _regions() -> list[Choice]:
    rows = Region.objects.select_related("scheme").order_by("scheme_id", "pk")
    return [
        Choice(region.slug, region.name if region.scheme.slug == "naseo" else f"{region.name} ({region.scheme.name})")
        for region in rows
    ]


def _agencies() -> list[Choice]:
    rows = Agency.objects.order_by("state_id", "name", "pk").values_list("pk", "name")
    return [Choice(str(pk), name) for pk, name in rows]


FACETS: tuple[Facet, ...] = (
    Facet("family", "Shelf", "kind__family__slug", lambda: _slugs(Family)),
    Facet("kind", "Kind", "kind__slug", lambda: _slugs(Kind)),
    Facet(
        "state",
        "State",
        "state_id",
        lambda: [Choice(code, name) for code, name in State.objects.order_by("name").values_list("code", "name")],
    ),
    Facet("region", "Region", "state__regions__slug", _regions),
    Facet("topic", "Topic", "topics__slug", lambda: _slugs(Topic)),
    Facet(
        "era",
        "Guidance era",
        "era__code",
        lambda: [Choice(era.code, str(era)) for era in Era.objects.order_by("starts_on")],
    ),
    Facet("year", "Year", "dated_on__year", list),
    Facet("agency", "Agency", "agency_id", _agencies),
    Facet(
        "type",
        "File type",
        "file_type",
        lambda: [Choice(name, file_type.label) for name, file_type in FILE_TYPES.items()],
    ),
)
BY_NAME: Mapping[str, Facet] = {facet.name: facet for facet in FACETS}


@dataclass(frozen=True)
class Filters:
    """What was asked for, by facet name; problems are sentences about what could not be read."""

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def apply(self, documents: QuerySet[Document], *, leaving_out: str = "") -> QuerySet[Document]:
        """Documents that meet every filter; values of one filter are alternatives."""
        for name, values in self.values.items():
            if name == leaving_out:
                continue
            condition = BY_NAME[name].condition(values)
            if name in ("region", "topic"):
                # SECURITY: a join over many rows would double documents in counts; a subquery does not.
                documents = documents.filter(pk__in=Document.objects.filter(condition).values("pk"))
            else:
                documents = documents.filter(condition)
        return documents


def read_filters(query: QueryDict) -> Filters:
    """The filters in an address. Unknown values are left out and named in a sentence; nothing raises."""
    values, problems = {}, []
    for facet in FACETS:
        asked = [value for value in dict.fromkeys(query.getlist(facet.name)) if value][:MOST_VALUES]
        if not asked:
            continue
        known = [value for value in asked if _is_known(facet, value)]
        if known:
            values[facet.name] = tuple(known)
        if len(known) < len(asked):
            problems.append(f"We left out a choice under “{facet.label}” that we do not know.")
    return Filters(values, tuple(problems))


def _is_known(facet: Facet, value: str) -> bool:
    if facet.name == "year":
        return value.isascii() and value.isdigit() and 1900 <= int(value[:5]) <= 2100
    return any(choice.value == value for choice in facet.choices())
