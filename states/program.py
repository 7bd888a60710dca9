"""A state's NEVI program by federal fiscal year: what it gets, the plans it wrote, and how long its corridors are."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.joining import joined
from clearinghouse.lib.parts import Part
from clearinghouse.lib.wording import grouped
from documents.models import Document
from states.models import CorridorMiles, Funding

FIRST_YEARS = range(2022, 2027)  # those for which the law of 2021 provides
MOST_PLANS = 60
IS_PLAN = Q(kind__slug="nevi-plan") | Q(kind__slug="plan-update")


@dataclass(frozen=True)
class Plan:
    """A NEVI plan, or an update to one."""

    url: str
    title: str
    kind: str
    dated_on: date | None
    is_sample: bool


@dataclass(frozen=True)
class Source:
    """Where a number was read, and when."""

    name: str
    url: str
    checked_on: date


@dataclass(frozen=True)
class ProgramYear:
    """One federal fiscal year of a state's program; no amount where none is recorded."""

    year: int
    amount: int | None = None
    is_estimate: bool = False
    plans: tuple[Plan, ...] = ()


@dataclass(frozen=True)
class Program:
    """The years in order, what is recorded for all of them, plans of no known year, and the sources of the amounts."""

    years: tuple[ProgramYear, ...]
    undated: tuple[Plan, ...]
    sources: tuple[Source, ...]

    @property
    def recorded(self) -> list[ProgramYear]:
        """Years with an amount."""
        return [year for year in self.years if year.amount is not None]

    @property
    def total(self) -> int | None:
        """What is recorded, of all years together."""
        return sum(year.amount or 0 for year in self.recorded) if self.recorded else None

    @property
    def total_in_dollars(self) -> str:
        """The same as words, empty where nothing is recorded."""
        return "" if self.total is None else f"${grouped(self.total)}"

    @property
    def recorded_years(self) -> str:
        """Which years have an amount, in words."""
        years = [str(year.year) for year in self.recorded]
        return f"fiscal year{'s' if len(years) > 1 else ''} {joined(years)}" if years else ""

    @property
    def newest_plan(self) -> Plan | None:
        """The latest plan or update."""
        dated = [plan for year in reversed(self.years) for plan in year.plans]
        return next(iter([*dated, *self.undated]), None)


@dataclass(frozen=True)
class Miles:
    """The latest number of corridor miles."""

    miles: int
    as_of: date
    is_estimate: bool
    source: Source


def program_of(state: str, user: Viewer) -> Part[Program]:
    """Its years, with the plans that this person may see."""
    return Part((_funding.asked(user, state=state), _plans.asked(user, state=state)), _program)


def miles_of(state: str, user: Viewer) -> Part[Miles | None]:
    """How long its corridors are, by the latest number."""
    return Part((_miles.asked(user, state=state),), lambda rows: _read_miles(rows[0]) if rows else None)


def fiscal_year(day: date) -> int:
    """The federal fiscal year of a day; it begins on October 1 of the year before."""
    return day.year + (day.month >= 10)


@StatementFor
def _funding(user: Viewer, state: str) -> QuerySet[Funding]:
    return Funding.objects.visible_to(user).filter(state=state).order_by("fiscal_year")


@StatementFor.planned_anew
def _plans(user: Viewer, state: str) -> QuerySet[Document, tuple[Any, ...]]:
    plans = Document.objects.visible_to(user).published().filter(IS_PLAN, state=state)
    shown = "key", "title", "kind__name", "dated_on", "is_sample"
    return plans.order_by(F("dated_on").desc(nulls_last=True), "-key").values_list(*shown)[:MOST_PLANS]


@StatementFor
def _miles(user: Viewer, state: str) -> QuerySet[CorridorMiles]:
    return CorridorMiles.objects.visible_to(user).filter(state=state).order_by("-as_of")[:1]


def _program(funding: list[Funding], plans: list[tuple[Any, ...]]) -> Program:
    amounts = {row.fiscal_year: row for row in funding}
    by_year: dict[int | None, list[Plan]] = {}
    for key, *shown in plans:
        plan = Plan(address_of("documents:detail", key), *shown)
        by_year.setdefault(fiscal_year(plan.dated_on) if plan.dated_on else None, []).append(plan)
    undated = by_year.pop(None, [])
    years = sorted({*FIRST_YEARS, *amounts, *(year for year in by_year if year is not None)})
    return Program(
        tuple(_year(year, amounts.get(year), by_year.get(year, ())) for year in years),
        tuple(undated),
        tuple(dict.fromkeys(_source(row) for row in funding)),
    )


def _year(year: int, funding: Funding | None, plans: Iterable[Plan]) -> ProgramYear:
    if funding is None:
        return ProgramYear(year, plans=tuple(plans))
    return ProgramYear(year, funding.amount, funding.is_estimate, tuple(plans))


def _source(row: Funding | CorridorMiles) -> Source:
    return Source(row.source_name, row.source_url, row.checked_on)


def _read_miles(row: CorridorMiles) -> Miles:
    return Miles(row.miles, row.as_of, row.is_estimate, _source(row))
