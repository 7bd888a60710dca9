"""Importing NEVI funding and corridor miles from a file: what it would do, and doing it, all or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from accounts.audit import write_event
from accounts.models import State, User
from accounts.standing import standing_of
from clearinghouse.lib.csv_file import RowRefused
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.import_plan import Difference, Plan, PlanChanged, differences
from states.fact_file import FUNDING, MILES, Fact, fact_in, read_rows, read_states
from states.models import CorridorMiles, Funding

Row = Funding | CorridorMiles
Place = tuple[str, str, int | date]


@dataclass(frozen=True)
class RowPlan:
    """What one row would do: add a number, change one, nothing, or it is refused."""

    number: int
    title: str
    fact: Fact | None = None
    stands: Row | None = None
    differences: tuple[Difference, ...] = ()
    refusal: str = ""

    @property
    def told(self) -> tuple[object, ...]:
        """What the person sees of it."""
        return self.number, self.title, self.fact and self.fact.amount, self.differences


def plan_of(text: str) -> Plan[RowPlan]:
    """What the file would do now; three queries, however many rows. Raises csv_file.FileRefused."""
    rows, unknown = read_rows(text)
    states = read_states()
    stands = _by_place([*Funding.objects.all(), *CorridorMiles.objects.all()])
    plan, seen = Plan[RowPlan]("number", unknown=unknown), dict[Place, int]()
    for number, cells in rows:
        plan.add(_planned(number, cells, states, stands, seen))
    return plan


def import_facts(*, text: str, by: User | None, digest: str = "") -> Plan[RowPlan]:
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


def _differences(row: Row, fact: Fact) -> tuple[Difference, ...]:
    return differences(_in_words(_fact_of(row, fact.state)), _in_words(fact, row))


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
