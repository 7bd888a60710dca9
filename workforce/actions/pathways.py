"""Entering a career pathway, and changing one."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.audit import write_event
from accounts.editing import must_be_newest, write_edit
from accounts.models import State, User
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.locking import locked
from workforce.actions.entering import EntryRefused, agency_of, locked_for_change, must_enter
from workforce.models import Credential, Pathway, PathwayStep, PathwayWage, Support

SEVERAL = ("credentials", "supports", "steps", "wages")
NEEDS_SOURCE = "Enter where these facts come from: the name of the source and its web address."


@dataclass(frozen=True)
class Step:
    """One step, in its place among the others."""

    kind: str
    title: str
    length: str = ""
    credential: Credential | None = None
    description: str = ""


@dataclass(frozen=True)
class Wage:
    """A range of pay with its source."""

    lowest: Decimal
    highest: Decimal
    unit: str
    place: str
    year: int
    source_name: str
    source_url: str
    about: str = ""


@dataclass(frozen=True)
class PathwayDetails:
    """All that is said of a pathway."""

    occupation: str
    summary: str
    soc_code: str = ""
    state: State | None = None
    credentials: Sequence[Credential] = ()
    supports: Sequence[Support] = ()
    entry_requirements: str = ""
    length: str = ""
    who_it_serves: str = ""
    demand: str = ""
    notes: str = ""
    source_name: str = ""
    source_url: str = ""
    checked_on: date | None = None
    steps: Sequence[Step] = ()
    wages: Sequence[Wage] = ()

    def columns(self) -> dict[str, Any]:
        """What stands in the pathway's own row."""
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name not in SEVERAL}


@transaction.atomic
def add_pathway(*, by: User, details: PathwayDetails) -> Pathway:
    """Enter a pathway for the agency where the person works. A form sent twice gives one. Raises EntryRefused."""
    locked(by)  # the second waits here
    must_enter(by)
    agency = agency_of(by)
    alike = Pathway.objects.listed().filter(entered_by=by, agency=agency, **details.columns())
    if known := next((row for row in alike if details_of(row) == details), None):
        return known
    if agency is None and not details.source_url:
        raise EntryRefused(NEEDS_SOURCE)
    made = Pathway.objects.create(**details.columns(), agency=agency, entered_by=by)
    _set_parts(made, details)
    write_event("pathway.added", by=by, about=made, sentence=f"{by} added the career pathway {made}.")
    return made


@transaction.atomic
def change_pathway(*, pathway: Pathway, by: User, details: PathwayDetails, revision: int) -> Pathway:
    """Change a pathway; the same again changes nothing. Raises EntryRefused, and EditConflict after another's edit."""
    current = locked_for_change(pathway, by)
    if details_of(current) == details:
        return current
    must_be_newest(current, revision)
    if current.agency_id is None and not current.is_sample and not details.source_url:
        raise EntryRefused(NEEDS_SOURCE)
    write_edit(current, details.columns())
    _set_parts(current, details)
    sentence = f"{by} changed the career pathway {current}."
    write_event("pathway.changed", by=by, about=current, sentence=sentence, detail={"revision": current.revision})
    return current


def details_of(pathway: Pathway) -> PathwayDetails:
    """What is said of it now."""
    names = [field.name for field in fields(PathwayDetails) if field.name not in SEVERAL]
    return PathwayDetails(
        **{name: getattr(pathway, name) for name in names},
        credentials=tuple(pathway.credentials.order_by("position", "pk")),
        supports=tuple(pathway.supports.order_by("position", "pk")),
        steps=tuple(_part(Step, row) for row in pathway.steps.select_related("credential").order_by("position")),
        wages=tuple(_part(Wage, row) for row in pathway.wages.order_by("pk")),
    )


def _part(made: Any, row: PathwayStep | PathwayWage) -> Any:
    return made(**{field.name: getattr(row, field.name) for field in fields(made)})


def _set_parts(pathway: Pathway, details: PathwayDetails) -> None:
    pathway.credentials.set(details.credentials)
    pathway.supports.set(details.supports)
    pathway.steps.all().delete()
    pathway.wages.all().delete()
    PathwayStep.objects.bulk_create(
        PathwayStep(pathway=pathway, position=place, **vars(step)) for place, step in enumerate(details.steps, start=1)
    )
    PathwayWage.objects.bulk_create(PathwayWage(pathway=pathway, **vars(wage)) for wage in details.wages)
