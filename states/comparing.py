"""Two to five states beside each other, as far as a person may see them."""

from collections.abc import Callable, Sequence
from typing import Any

from accounts.models import State
from accounts.standing import Viewer
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.parts import Part, read_parts
from clearinghouse.lib.wording import grouped, long_date
from states.library import Library, documents_url, library_of
from states.people import Groups, groups_of
from states.profile import profile_url, regions_of
from states.program import Miles, Program, miles_of, program_of
from states.said import Answers, Call, answers_of, calls_of
from states.training import Training, training_of

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
    cells: list[Cell]


@dataclass(frozen=True)
class Block:
    """Rows under one heading."""

    label: str
    lines: list[Line]


@dataclass(frozen=True)
class Comparison:
    """The states, and what there is of each."""

    states: list[Cell]
    blocks: list[Block]

    @property
    def columns(self) -> int:
        """Of the table, the labels' included."""
        return len(self.states) + 1


@dataclass(frozen=True)
class _Known:
    """What was read about one state."""

    state: State
    regions: list[tuple[str, str]]
    program: Program
    miles: Miles | None
    library: Library
    groups: Groups
    calls: tuple[Call, ...]
    answers: Answers
    training: Training | None


def compare(states: Sequence[State], user: Viewer) -> Comparison:
    """In the order given; everything in one round trip."""
    parts = [_parts(state, user) for state in states]
    read = read_parts({f"{place} {name}": part for place, of in enumerate(parts) for name, part in of.items()})
    known = [
        _Known(state, **{name: read[f"{place} {name}"] for name in of})
        for place, (state, of) in enumerate(zip(states, parts, strict=True))
    ]
    heads = [Cell(state.name, profile_url(state.pk)) for state in states]
    return Comparison(heads, [_program(known), _documents(known), _people(known), *_workforce(known)])


def table(comparison: Comparison) -> tuple[list[str], list[list[str]]]:
    """For a file: the header and the rows; amounts and counts are the same words as on the page."""
    header = ["", *(cell.text for cell in comparison.states)]
    lines = [line for block in comparison.blocks for line in block.lines]
    return header, [[line.label, *map(_in_a_file, line.cells)] for line in lines]


def _in_a_file(cell: Cell) -> str:
    return f"{cell.text} ({cell.note})" if cell.note else cell.text


def _parts(state: State, user: Viewer) -> dict[str, Part[Any]]:
    code = state.pk
    return {
        "regions": regions_of(code),
        "program": program_of(code, user),
        "miles": miles_of(code, user),
        "library": library_of(code, user),
        "groups": groups_of(code, user),
        "calls": calls_of(code, user),
        "answers": answers_of(code, user),
        "training": training_of(code, user),
    }


def _line(label: str, known: Sequence[_Known], cell: Callable[[_Known], Cell]) -> Line:
    return Line(label, [cell(each) for each in known])


def _program(known: Sequence[_Known]) -> Block:
    years = sorted({year.year for each in known for year in each.program.years})
    amounts = [Line(f"NEVI funding, fiscal year {year}", [_amount(each, year) for each in known]) for year in years]
    return Block(
        "NEVI program",
        [
            _line("Regions", known, lambda each: Cell(", ".join(name for name, _ in each.regions))),
            *amounts,
            _line(
                "NEVI funding recorded in all",
                known,
                lambda each: Cell(each.program.total_in_dollars or NOT_RECORDED),
            ),
            _line("Designated corridor miles", known, _miles),
            _line("Newest NEVI plan or update", known, _newest_plan),
        ],
    )


def _documents(known: Sequence[_Known]) -> Block:
    families = [family.label for family in known[0].library.families]
    total = _line("All types", known, lambda each: _count(each.library.total, documents_url(each.state.pk)))
    rows = [
        Line(label, [_count(each.library.families[place].count, each.library.families[place].url) for each in known])
        for place, label in enumerate(families)
    ]
    return Block("Documents you can see", [total, *rows])


def _people(known: Sequence[_Known]) -> Block:
    return Block(
        "Working together",
        [
            _line("Working groups", known, _group_names),
            _line("Meetings it spoke at", known, lambda each: _count(len(each.calls))),
            _line("Published answers about it", known, lambda each: _count(each.answers.total)),
        ],
    )


def _workforce(known: Sequence[_Known]) -> list[Block]:
    """Nothing for whom the collaborative's pages are closed."""
    found = [each.training for each in known if each.training]
    if not found:
        return []
    providers = [_count(each.providers, each.url) for each in found]
    return [Block("EV workforce", [Line("Training providers", providers), Line("People trained", _trained(found))])]


def _trained(found: Sequence[Training]) -> list[Cell]:
    return [
        Cell(grouped(each.last[1]), note=f"in {each.last[0]}") if each.last else Cell("None recorded") for each in found
    ]


def _amount(each: _Known, number: int) -> Cell:
    year = next((year for year in each.program.years if year.year == number), None)
    if year is None or year.amount is None:
        return Cell(NOT_RECORDED)
    return Cell(f"${grouped(year.amount)}", note="estimate" if year.is_estimate else "")


def _miles(each: _Known) -> Cell:
    if each.miles is None:
        return Cell(NOT_RECORDED)
    return Cell(grouped(each.miles.miles), note=f"as of {each.miles.as_of:%B %Y}")


def _newest_plan(each: _Known) -> Cell:
    plan = each.program.newest_plan
    if plan is None:
        return Cell("None you can see")
    return Cell(plan.title, plan.url, note=long_date(plan.dated_on))


def _group_names(each: _Known) -> Cell:
    return Cell(", ".join(group.name for group in each.groups.groups) or "None")


def _count(count: int, url: str = "") -> Cell:
    return Cell(grouped(count), url if count else "")
