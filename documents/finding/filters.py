"""The filters of browse, search and the API: read from the address, applied to what the person may see."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from functools import cached_property
from typing import Any

from django.core.cache import caches
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.text import capfirst

from accounts.models import Agency, Audience, Region, State
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.files.types import FILE_TYPES
from clearinghouse.lib.frozen import dataclass
from documents.models import Document, Era, Family, Kind, Topic

CHOICES_SECONDS = 60
MOST_VALUES = 60  # of one filter; more than there are states is no choice
MOST_PROBLEMS = 3  # of one filter; an address made by hand may hold many unknown values


@dataclass(frozen=True)
class Choice:
    """One value a filter may take, and what the document's column then holds: several for a family or a region."""

    value: str
    label: str
    keys: tuple[int | str, ...]


@dataclass(frozen=True)
class Facet:
    """A filter: its name in the address, its label, and the document's column that it asks for."""

    name: str
    label: str
    column: str
    read_choices: Callable[[], list[Choice]]

    def choices(self) -> list[Choice]:
        """Every value, in order. Reference data: what an administrator edits shows within a minute."""
        cached: list[Choice] | None = caches["facets"].get(f"choices:{self.name}")
        if cached is None:
            cached = self.read_choices()
            caches["facets"].set(f"choices:{self.name}", cached, CHOICES_SECONDS)
        return cached

    def keys(self, values: tuple[str, ...]) -> list[int | str]:
        """What the column may hold for these values, each once.

        Asked for by what it holds, PostgreSQL knows how common it is; a join to the word for it hides that.
        """
        if self.name == "year":
            return [int(value) for value in values]
        chosen = [key for choice in self.choices() if choice.value in values for key in choice.keys]
        return list(dict.fromkeys(chosen))

    def condition(self, values: tuple[str, ...]) -> Q:
        """Documents that have one of the values."""
        keys = self.keys(values)
        if self.name == "topic":
            # SECURITY: a join over many rows would double documents in counts; a subquery does not.
            tagged = Document.topics.through.objects.filter(Q(topic__in=keys))
            return Q(pk__in=tagged.values("document_id"))
        if self.name == "group":
            return Q(reader_keys__overlap=keys or [0])
        # A family without kinds holds nothing, which must still be a query: lists put it into SQL of their own.
        return Q(**{f"{self.column}__in": keys or ["0"]})


def _families() -> list[Choice]:
    families = Family.objects.order_by("position", "pk").prefetch_related("kinds")
    return [
        Choice(family.slug, family.name, tuple(sorted(kind.pk for kind in family.kinds.all()))) for family in families
    ]


def _regions() -> list[Choice]:
    rows = Region.objects.select_related("scheme").prefetch_related("states").order_by("scheme_id", "pk")
    return [
        Choice(
            region.slug,
            region.name if region.scheme.slug in ("naseo", "custom") else f"{region.name} ({region.scheme.name})",
            tuple(sorted(state.pk for state in region.states.all())),
        )
        for region in rows
    ]


def _working_groups() -> list[Choice]:
    # That a group exists, and what it is called, is public.
    groups = Audience.objects.filter(kind=Audience.Kind.WORKING_GROUP).order_by("label", "pk")
    return _choices((str(pk), label, pk) for pk, label in groups.values_list("pk", "label"))


def _choices(rows: Iterable[tuple[str, str, int | str]]) -> list[Choice]:
    """From rows of value, label and key."""
    return [Choice(value, label, (key,)) for value, label, key in rows]


FACETS: tuple[Facet, ...] = (
    Facet("family", "Category", "kind_id", _families),
    Facet(
        "kind",
        "Document type",
        "kind_id",
        lambda: _choices(Kind.objects.order_by("position", "pk").values_list("slug", "name", "pk")),
    ),
    Facet(
        "state",
        "State",
        "state_id",
        lambda: _choices(State.objects.order_by("name").values_list("code", "name", "code")),
    ),
    Facet("region", "Region", "state_id", _regions),
    Facet(
        "topic",
        "Topic",
        "topics",
        lambda: _choices(Topic.objects.order_by("position", "pk").values_list("slug", "name", "pk")),
    ),
    Facet(
        "era",
        "Guidance era",
        "era_id",
        lambda: _choices((era.code, str(era), era.pk) for era in Era.objects.order_by("starts_on")),
    ),
    Facet("year", "Year", "dated_on__year", list),
    Facet(
        "agency",
        "Agency",
        "agency_id",
        lambda: _choices(
            (str(pk), name, pk)
            for pk, name in Agency.objects.order_by("state_id", "name", "pk").values_list("pk", "name")
        ),
    ),
    Facet("group", "Shared with group", "reader_keys", _working_groups),
    Facet(
        "type",
        "File type",
        "file_type",
        lambda: _choices((name, capfirst(file_type.label), name) for name, file_type in FILE_TYPES.items()),
    ),
)
BY_NAME: Mapping[str, Facet] = {facet.name: facet for facet in FACETS}


@dataclass(frozen=True)
class Filters:
    """What was asked for, by facet name; problems are sentences about what could not be read."""

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @cached_property
    def keys(self) -> list[tuple[str, str, frozenset[int | str]]]:
        """For each filter its name, the document's column that it asks for, and what that may hold."""
        facets = [(BY_NAME[name], values) for name, values in self.values.items()]
        return [(facet.name, facet.column, frozenset(facet.keys(values))) for facet, values in facets]

    def apply(self, documents: QuerySet[Document], *, leaving_out: str = "") -> QuerySet[Document]:
        """Documents that meet every filter; values of one filter are alternatives."""
        for name, values in self.values.items():
            if name == leaving_out:
                continue
            documents = documents.filter(BY_NAME[name].condition(values))
        return documents


@dataclass(frozen=True)
class Counts:
    """The number of documents, and per facet name the number per value."""

    total: int
    by_facet: dict[str, dict[str, int]]
    offered: list[Any] = field(default_factory=list, compare=False, repr=False)  # see facets.option_groups


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
        problems += [_ignored(facet, value) for value in asked if value not in known][:MOST_PROBLEMS]
    return Filters(values, tuple(problems))


def _ignored(facet: Facet, value: str) -> str:
    return f"We ignored “{one_line(value, 40)}” in “{facet.label}” because it isn’t one of the choices."


def _is_known(facet: Facet, value: str) -> bool:
    if facet.name == "year":
        return value.isascii() and value.isdigit() and 1900 <= int(value[:5]) <= 2100
    return any(choice.value == value for choice in facet.choices())
