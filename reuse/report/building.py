"""The report: what every part counts for a period, by state; what of it one person sees; and how it is kept."""

from collections.abc import Callable, Iterable
from typing import Any

from accounts.models import Membership, State
from accounts.models.membership import Tier
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.frozen import dataclass
from reuse.report.parts import PARTS, Part, Shown
from reuse.report.periods import Period
from reuse.report.suppressing import in_words, shown_people, shown_total

Number = int | None
ALL = "All states"
ACTIVE = (
    "States that shared a document, recorded a reuse under their name, answered a question, a round or a request, or "
    "attended a meeting."
)


@dataclass(frozen=True)
class Column:
    """A number, its name, and how it is counted."""

    name: str
    label: str
    explanation: str
    shown: Shown = Shown.COUNT
    for_administrators: bool = False
    is_of_all: bool = False

    def words(self, number: Number) -> str:
        """As pages and files write it."""
        match self.shown:
            case Shown.PEOPLE:
                return in_words(number)
            case Shown.YES:
                return "yes" if number else "no"
        return "" if number is None else f"{number:,}"

    def total_words(self, number: Number) -> str:
        """The same of all states."""
        return self.words(number) if self.shown == Shown.PEOPLE else f"{number or 0:,}"


@dataclass(frozen=True)
class Row:
    """A state with its numbers, in the order of the columns."""

    code: str
    name: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class Report:
    """A period in numbers. `totals` is empty where somebody sees their own state alone."""

    period: Period
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Number, ...] = ()

    @property
    def counts_people(self) -> bool:
        """Whether numbers of people are in it."""
        return any(column.shown == Shown.PEOPLE for column in self.columns)

    def only(self, *, states: Iterable[str] | None = None, is_administrator: bool = False) -> "Report":
        """What somebody sees who sees these states; None for all."""
        codes = None if states is None else set(states)
        places = [
            place
            for place, column in enumerate(self.columns)
            if (is_administrator or not column.for_administrators) and (codes is None or not column.is_of_all)
        ]
        rows = tuple(
            Row(row.code, row.name, tuple(row.numbers[place] for place in places))
            for row in self.rows
            if codes is None or row.code in codes
        )
        totals = () if codes is not None else tuple(self.totals[place] for place in places)
        return Report(self.period, tuple(self.columns[place] for place in places), rows, totals)


def report_of(period: Period) -> Report:
    """Everything of the period, for all states; as many statements whatever the number of things."""
    # SECURITY: the difference of two periods could be one person; see suppressing.
    is_whole = bool(period.slug) and period.is_over
    parts = [part for provider in PARTS if (part := provider()).shown != Shown.PEOPLE or is_whole]
    states = list(State.objects.order_by("name").values_list("code", "name"))
    counted = [_numbers(part, period, [code for code, _ in states]) for part in parts]
    active = {
        code
        for part, (numbers, _) in zip(parts, counted, strict=True)
        if part.shows_activity
        for code, number in numbers.items()
        if number
    }
    columns = [_column(part) for part in parts]
    columns.append(Column("active", "Active", f"{ACTIVE} Over all: how many states are.", Shown.YES))
    counted.append(({code: int(code in active) for code, _ in states}, len(active)))
    rows = tuple(Row(code, name, tuple(numbers.get(code) for numbers, _ in counted)) for code, name in states)
    return Report(period, tuple(columns), rows, tuple(total for _, total in counted))


def _column(part: Part) -> Column:
    return Column(
        part.name, part.label, part.explanation, part.shown, part.for_administrators, part.is_of_all
    )  # fmt: skip


def _numbers(part: Part, period: Period, states: list[str]) -> tuple[dict[str, Number], Number]:
    counts = part.counts(period)
    if part.shown == Shown.PEOPLE:
        shown = {code: shown_people(counts.by_state.get(code, 0)) for code in states}
        return shown, shown_total(shown.values())
    if part.is_of_all:
        return {}, counts.total
    return {code: counts.by_state.get(code, 0) for code in states}, counts.total


def states_seen_by(user: Viewer) -> tuple[str, ...] | None:
    """Whose numbers the person sees: administrators all (None), members those of the states they work for."""
    standing = standing_of(user)
    if standing.is_administrator:
        return None
    if not standing.is_member:
        return ()
    # SECURITY: tier and agency are of one membership.
    places = Membership.objects.current().filter(user=standing.user_id, tier=Tier.MEMBER)
    states = places.filter(agency__state__isnull=False).order_by("agency__state")
    return tuple(states.values_list("agency__state", flat=True).distinct())


def seen_by(user: Viewer, make: Callable[[], Report]) -> Report:
    """As much of a report that is counted now as this person sees."""
    is_administrator = standing_of(user).is_administrator
    return make().only(states=states_seen_by(user), is_administrator=is_administrator)


# Keeping


def as_json(report: Report) -> dict[str, Any]:
    """What is kept of a published year: what every member can see, as it is shown."""
    open_to_all = report.only()
    return {
        "columns": [
            [column.name, column.label, column.explanation, str(column.shown)] for column in open_to_all.columns
        ],
        "rows": [[row.code, row.name, list(row.numbers)] for row in open_to_all.rows],
        "totals": list(open_to_all.totals),
    }


def from_json(period: Period, kept: dict[str, Any]) -> Report:
    """A published year as it was then."""
    columns = tuple(Column(name, label, told, Shown(shown)) for name, label, told, shown in kept["columns"])
    rows = tuple(Row(code, name, tuple(numbers)) for code, name, numbers in kept["rows"])
    return Report(period, columns, rows, tuple(kept["totals"]))


# Writing


def table_of(report: Report) -> tuple[list[str], list[list[str]]]:
    """Head and rows in words, the same for the page, every file and the command."""
    head = ["Code", "State or territory", *[column.label for column in report.columns]]
    rows = [
        [row.code, row.name, *[c.words(number) for c, number in zip(report.columns, row.numbers, strict=True)]]
        for row in report.rows
    ]
    if report.totals:
        words = [c.total_words(number) for c, number in zip(report.columns, report.totals, strict=True)]
        rows.append(["", ALL, *words])
    return head, rows
