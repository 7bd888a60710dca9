"""Two to five states beside each other, as far as a person may see them."""

from collections.abc import Callable, Iterator, Sequence

from accounts.models import State
from accounts.standing import Viewer, standing_of
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.wording import grouped, long_date
from documents.finding.filters import BY_NAME
from states.compared import Known, read
from states.library import documents_url
from states.profile import profile_url
from states.program import FIRST_YEARS

FEWEST, MOST = 2, 5
NOT_RECORDED = "Not recorded yet"


@dataclass(frozen=True)
class Cell:
    """What a row says of one state."""

    text: str
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Line:
    """A row of the comparison."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Block:
    """Rows under one heading."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Comparison:
    """The states, and what there is of each."""

    states: tuple[Cell, ...]
    blocks: tuple[Block, ...]

    @property
    def columns(self) -> int:
        """Of the table, the labels' included."""
        return len(self.states) + 1


def compare(states: Sequence[State], user: Viewer) -> Comparison:
    """In the order given; everything in one round trip."""
    found = read(tuple(state.pk for state in states), user)
    known = [found[state.pk] for state in states]
    blocks = [_program(known), _documents(states, known), _people(known)]
    if standing_of(user).is_approved:  # for others the collaborative's pages are closed
        blocks.append(_workforce(states, known))
    return Comparison(tuple(Cell(state.name, profile_url(state.pk)) for state in states), tuple(blocks))


def table(comparison: Comparison) -> tuple[list[str], list[list[str]]]:
    """For a file: the header and the rows; amounts and counts are the same words as on the page."""
    header = ["", *(cell.text for cell in comparison.states)]
    lines = [line for block in comparison.blocks for line in block.lines]
    return header, [[line.label, *map(_in_a_file, line.cells)] for line in lines]


def _in_a_file(cell: Cell) -> str:
    return f"{cell.text} ({cell.note})" if cell.note else cell.text


def _line(label: str, known: Sequence[Known], cell: Callable[[Known], Cell]) -> Line:
    return Line(label, tuple(cell(each) for each in known))


def _program(known: Sequence[Known]) -> Block:
    years = sorted({*FIRST_YEARS, *(year for each in known for year in each.amounts)})
    return Block(
        "NEVI program",
        (
            _line("Regions", known, lambda each: Cell(", ".join(each.regions))),
            *(
                Line(f"NEVI funding, fiscal year {year}", tuple(_amount(each, year) for each in known))
                for year in years
            ),
            _line("NEVI funding recorded in all", known, _total),
            _line("Designated corridor miles", known, _miles),
            _line("Newest NEVI plan or update", known, _newest_plan),
        ),
    )


def _documents(states: Sequence[State], known: Sequence[Known]) -> Block:
    total = [_count(sum(each.documents.values()), documents_url(state.pk)) for state, each in _both(states, known)]
    lines = [Line("All types", tuple(total))]
    for family in BY_NAME["family"].choices():
        cells = [
            _count(
                sum(found for kind, found in each.documents.items() if kind in family.keys),
                documents_url(state.pk, family=family.value),
            )
            for state, each in _both(states, known)
        ]
        lines.append(Line(family.label, tuple(cells)))
    return Block("Documents you can see", tuple(lines))


def _people(known: Sequence[Known]) -> Block:
    return Block(
        "Working together",
        (
            _line("Working groups", known, lambda each: Cell(", ".join(each.groups) or "None")),
            _line("Meetings it spoke at", known, lambda each: _count(each.meetings)),
            _line("Published answers about it", known, lambda each: _count(each.answers)),
        ),
    )


def _workforce(states: Sequence[State], known: Sequence[Known]) -> Block:
    providers = [
        _count(each.providers, address_of("workforce:state", state.pk)) for state, each in _both(states, known)
    ]
    return Block(
        "EV workforce", (Line("Training providers", tuple(providers)), _line("People trained", known, _trained))
    )


def _both(states: Sequence[State], known: Sequence[Known]) -> Iterator[tuple[State, Known]]:
    return zip(states, known, strict=True)


def _trained(each: Known) -> Cell:
    if each.trained is None:
        return Cell("None recorded")
    year, people = each.trained
    return Cell(grouped(people), note=f"in {year}")


def _amount(each: Known, year: int) -> Cell:
    if year not in each.amounts:
        return Cell(NOT_RECORDED)
    amount, is_estimate = each.amounts[year]
    return Cell(f"${grouped(amount)}", note="estimate" if is_estimate else "")


def _total(each: Known) -> Cell:
    return Cell(f"${grouped(sum(amount for amount, _ in each.amounts.values()))}" if each.amounts else NOT_RECORDED)


def _miles(each: Known) -> Cell:
    if each.miles is None:
        return Cell(NOT_RECORDED)
    miles, as_of = each.miles
    return Cell(grouped(miles), note=f"as of {as_of:%B %Y}")


def _newest_plan(each: Known) -> Cell:
    if each.plan is None:
        return Cell("None you can see")
    return Cell(each.plan.title, each.plan.url, note=long_date(each.plan.dated_on))


def _count(count: int, url: str = "") -> Cell:
    return Cell(grouped(count), url if count else "")
