"""All states in a table and on a map, with what of each a person may see."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet, Sum

from accounts.models import Region, State
from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part, read_parts
from clearinghouse.lib.statements import Statement
from clearinghouse.lib.us_map import MapEntry, MapState, state_map
from clearinghouse.lib.wording import counted
from documents.finding.facets import count_facets
from documents.finding.filters import Filters
from documents.finding.listing import stamps
from documents.models import Document
from states.library import documents_url
from states.models import CorridorMiles, Funding
from states.profile import OWN_SCHEME, profile_url
from states.program import IS_PLAN

HEADER = (
    "Code", "State or territory", "Region", "Documents you can see", "Newest NEVI plan or update", "Dated",
    "NEVI funding recorded, dollars", "Fiscal years recorded", "Corridor miles", "Corridor miles as of",
)  # fmt: skip


@dataclass(frozen=True)
class RegionChoice:
    """A region to narrow the list to; `number` is its colour on the map."""

    slug: str
    name: str
    number: int


@dataclass(frozen=True)
class StateRow:
    """A state in the list. Empty values are not recorded, or there is nothing that this person may see."""

    code: str
    name: str
    url: str
    region: RegionChoice | None
    documents: int
    documents_url: str
    plan: str = ""
    plan_url: str = ""
    plan_date: date | None = None
    funding: int | None = None
    funding_years: int = 0
    miles: int | None = None
    miles_as_of: date | None = None


@dataclass(frozen=True)
class StateList:
    """All states, and the regions to choose from."""

    rows: list[StateRow]
    regions: list[RegionChoice]

    def of_region(self, slug: str) -> "list[StateRow]":
        """Those of one region, or all."""
        return [row for row in self.rows if not slug or (row.region and row.region.slug == slug)]


def state_list(user: Viewer) -> StateList:
    """By name; one round trip, and the counts of documents that the documents list keeps."""
    read = read_parts(
        {
            "states": Part((_states.asked(),), list),
            "regions": Part((_regions.asked(),), _regions_by_state),
            "plans": Part((_plans.asked(user),), lambda rows: {row[0]: row[1:] for row in rows}),
            "funding": Part((_funding.asked(user),), lambda rows: {row[0]: row[1:] for row in rows}),
            "miles": Part((_miles.asked(user),), lambda rows: {row[0]: row[1:] for row in rows}),
            "stamp": Part((stamps.asked(),), sum),
        }
    )
    counts = count_facets(user, Filters(), read["stamp"]).by_facet["state"]
    by_state: Mapping[str, RegionChoice] = read["regions"]
    rows = [
        StateRow(
            code,
            name,
            profile_url(code),
            by_state.get(code),
            counts.get(code, 0),
            documents_url(code),
            *_plan(*read["plans"].get(code, ())),
            *read["funding"].get(code, (None, 0)),
            *read["miles"].get(code, (None, None)),
        )
        for code, name in read["states"]
    ]
    regions = sorted(set(by_state.values()), key=lambda region: region.number)
    return StateList(rows, regions)


def list_map(rows: Iterable[StateRow]) -> list[MapState]:
    """The country with these states coloured by region; each leads to its page."""
    return state_map(
        MapEntry(
            row.code,
            row.url,
            row.region.number if row.region else 0,
            f"{row.region.name} region" if row.region else "",
            counted(row.documents, "document"),
        )
        for row in rows
    )


def cells(rows: Iterable[StateRow]) -> list[tuple[object, ...]]:
    """For a file, under HEADER."""
    return [
        (
            row.code, row.name, row.region.name if row.region else "", row.documents, row.plan, row.plan_date,
            row.funding, row.funding_years or None, row.miles, row.miles_as_of,
        )
        for row in rows
    ]  # fmt: skip


@Statement
def _states() -> QuerySet[State, tuple[str, str]]:
    return State.objects.order_by("name").values_list("code", "name")


@Statement
def _regions() -> QuerySet[Region, tuple[int, str, str, str]]:
    regions = Region.objects.filter(scheme__slug=OWN_SCHEME).order_by("pk")
    return regions.values_list("pk", "slug", "name", "states")


# Planned anew: with one plan for all, PostgreSQL reads all that the person may see.
@StatementFor.planned_anew
def _plans(user: Viewer) -> QuerySet[Document, tuple[Any, ...]]:
    """The newest plan of each state."""
    plans = Document.objects.visible_to(user).published().filter(IS_PLAN, state__isnull=False)
    newest = plans.order_by("state", F("dated_on").desc(nulls_last=True), "-key").distinct("state")
    return newest.values_list("state", "key", "title", "dated_on")


@StatementFor
def _funding(user: Viewer) -> QuerySet[Any, Any]:
    funding = Funding.objects.visible_to(user).order_by("state").values("state")
    return funding.annotate(dollars=Sum("amount"), years=Count("pk")).values_list("state", "dollars", "years")


@StatementFor
def _miles(user: Viewer) -> QuerySet[CorridorMiles, tuple[Any, ...]]:
    latest = CorridorMiles.objects.visible_to(user).order_by("state", "-as_of").distinct("state")
    return latest.values_list("state", "miles", "as_of")


def _regions_by_state(rows: Iterable[tuple[int, str, str, str]]) -> dict[str, RegionChoice]:
    numbers: dict[int, int] = {}
    found = {}
    for pk, slug, name, state in rows:
        number = numbers.setdefault(pk, len(numbers) + 1)
        found[state] = RegionChoice(slug, name, number)
    return found


def _plan(key: str = "", title: str = "", dated_on: date | None = None) -> tuple[str, str, date | None]:
    return title, address_of("documents:detail", key) if key else "", dated_on
