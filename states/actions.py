"""Importing NEVI funding and corridor miles from a file: what it would do, and doing it, all or nothing."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from accounts.audit import write_event
from accounts.models import State, User
from accounts.standing import standing_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import counted
from states.fact_file import FUNDING, MILES, Fact, RowRefused, fact_in, read_rows, read_states
from states.models import CorridorMiles, Funding

Row = Funding | CorridorMiles
Place = tuple[str, str, int | date]
LARGE = 1_000_000


class PlanChanged(Exception):
    """Since the person looked, a number changed, so that the file would do something else now."""


@dataclass(frozen=True)
class Difference:
    """A field, what stands there, and what the file says."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class RowPlan:
    """What one row would do: add a number, change one, nothing, or it is refused."""

    number: int
    title: str
    fact: Fact | None = None
    stands: Row | None = None
    differences: tuple[Difference, ...] = ()
    refusal: str = ""


@dataclass(frozen=True)
class Plan:
    """What a file would do."""

    added: list[RowPlan] = field(default_factory=list)
    changed: list[RowPlan] = field(default_factory=list)
    same: list[RowPlan] = field(default_factory=list)
    refused: list[RowPlan] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)  # columns

    @property
    def does_something(self) -> bool:
        """Whether there is anything to confirm."""
        return bool(self.added or self.changed)

    @property
    def button(self) -> str:
        """What confirming does, in words."""
        words = f"Import {counted(len(self.added) + len(self.changed), 'number', LARGE)}"
        return f"{words}, leave out {counted(len(self.refused), 'row', LARGE)}" if self.refused else words

    @property
    def digest(self) -> str:
        """The same for the same plan: what was confirmed is what is done."""
        told = [(row.number, row.title, row.fact and row.fact.amount, row.differences) for row in self._to_do]
        return hashlib.sha256(repr((told, len(self.refused))).encode()).hexdigest()

    @property
    def _to_do(self) -> list[RowPlan]:
        return [*self.added, *self.changed]


def plan_of(text: str) -> Plan:
    """What the file would do now; three queries, however many rows. Raises fact_file.FactsRefused."""
    rows, unknown = read_rows(text)
    states = read_states()
    stands = _by_place([*Funding.objects.all(), *CorridorMiles.objects.all()])
    plan, seen = Plan(unknown=unknown), dict[Place, int]()
    for number, cells in rows:
        _sort_in(plan, _planned(number, cells, states, stands, seen))
    return plan


def import_facts(*, text: str, by: User | None, digest: str = "") -> Plan:
    """Do what the file says, all or nothing; rows that cannot be read are left out. Returns what was done.

    `by` is nobody for whoever is at the server's console. With the digest of the plan that the person saw: raises
    PlanChanged when the file would do something else by now.
    """
    if by is not None and not standing_of(by).is_administrator:
        raise PermissionDenied
    try:
        with transaction.atomic():
            _hold_all()
            plan = plan_of(text)
            if digest and plan.digest != digest:
                raise PlanChanged
            for row in plan.added:
                _add(row, by)
            for row in plan.changed:
                _change(row, by)
    except IntegrityError:  # somebody entered the same number at this moment
        raise PlanChanged from None
    return plan


def _hold_all() -> None:
    """Of two imports the second waits here, whatever the order of their rows; so do edits of a number, but no page."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('states.program_facts'))")
    for model in (Funding, CorridorMiles):
        list(model._default_manager.select_for_update().order_by("pk").values_list("pk", flat=True))


def _by_place(rows: Iterable[Row]) -> dict[Place, Row]:
    return {_place(row): row for row in rows}


def _place(row: Row) -> Place:
    if isinstance(row, Funding):
        return row.state_id, FUNDING, row.fiscal_year
    return row.state_id, MILES, row.as_of


def _planned(
    number: int,
    cells: Mapping[str, str],
    states: Mapping[str, State],
    stands: Mapping[Place, Row],
    seen: dict[Place, int],
) -> RowPlan:
    title = " ".join(filter(None, (cells.get("State", ""), cells.get("Fact", ""), cells.get("Year", ""))))[:160]
    try:
        fact = fact_in(cells, states)
        if earlier := seen.get(fact.place):
            raise RowRefused(f"Row {earlier} is about the same number.")
    except RowRefused as refused:
        return RowPlan(number, title, refusal=str(refused))
    seen[fact.place] = number
    row = stands.get(fact.place)
    return RowPlan(number, fact.title, fact, row, _differences(row, fact) if row else ())


def _sort_in(plan: Plan, row: RowPlan) -> None:
    if row.refusal:
        plan.refused.append(row)
    elif row.stands is None:
        plan.added.append(row)
    else:
        (plan.changed if row.differences else plan.same).append(row)


def _differences(row: Row, fact: Fact) -> tuple[Difference, ...]:
    before, after = _in_words(_fact_of(row, fact.state)), _in_words(fact, row)
    return tuple(Difference(name, before[name], after[name]) for name in after if before[name] != after[name])


def _fact_of(row: Row, state: State) -> Fact:
    _, name, when = _place(row)
    value = row.amount if isinstance(row, Funding) else row.miles
    return Fact(state, name, when, value, row.source_name, row.source_url, row.checked_on, row.is_estimate)


def _in_words(fact: Fact, stands: Row | None = None) -> dict[str, str]:
    is_estimate = stands.is_estimate if fact.is_estimate is None and stands else bool(fact.is_estimate)
    return {
        "value": fact.amount,
        "estimate": "yes" if is_estimate else "no",
        "source": fact.source_name,
        "web address of the source": fact.source_url,
        "read there on": fact.checked_on.isoformat(),
    }


def _columns(fact: Fact) -> dict[str, object]:
    said: dict[str, object] = {
        "amount" if fact.name == FUNDING else "miles": fact.value,
        "source_name": fact.source_name,
        "source_url": fact.source_url,
        "checked_on": fact.checked_on,
    }
    return said if fact.is_estimate is None else {**said, "is_estimate": fact.is_estimate}


def _add(row: RowPlan, by: User | None) -> None:
    assert row.fact is not None  # of a row that was not refused
    if row.fact.name == FUNDING:
        made: Row = Funding(state=row.fact.state, fiscal_year=row.fact.when, **_columns(row.fact))  # type: ignore[misc]
    else:
        made = CorridorMiles(state=row.fact.state, as_of=row.fact.when, **_columns(row.fact))  # type: ignore[misc]
    made.save(force_insert=True)
    _note(made, by, "added", row.fact.amount)


def _change(row: RowPlan, by: User | None) -> None:
    assert row.fact is not None and row.stands is not None  # of a row that changes something  # noqa: PT018
    columns = _columns(row.fact)
    for name, value in columns.items():
        setattr(row.stands, name, value)
    row.stands.save(update_fields=list(columns))
    _note(row.stands, by, "changed", _told(row.differences))


def _told(differences: Sequence[Difference]) -> str:
    return "; ".join(f"{each.name}: {each.before} → {each.after}" for each in differences)


def _note(row: Row, by: User | None, verb: str, what: str) -> None:
    sentence = f"{by or 'The portal'} {verb} the {row._meta.verbose_name} “{row}” by a file. {what}."
    write_event(f"reference.{verb}", by=by, about=row, sentence=sentence)
