"""The coverage as a table, a map and a file: states by region against categories or types of documents."""

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from html import escape
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Region
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.statements import Statement
from clearinghouse.lib.us_map import MapEntry, MapState, state_map
from clearinghouse.lib.wording import counted
from documents.finding.filters import BY_NAME
from gaps.asked import Asked
from gaps.choosing import Chosen, Column, columns_of, documents_url
from gaps.counts import NONE, Counts, Found
from phasemap.addresses import state_url

OWN_SCHEME = "naseo"
ELSEWHERE = "Other"  # states of no region
LEVELS = (1, 2, 4, 10)  # from how many documents on a cell is darker
HEADER = (
    "Code", "State or territory", "Region", "Category", "Document type", "Guidance era", "Documents you can see",
    "Newest dated", "People asking",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """What a state has in one column; how many people ask the state for it; how many are listed and closed to one."""

    found: Found
    asked: int = 0
    listed: int = 0

    @property
    def level(self) -> int:
        """How dark it is, 0 for a gap."""
        return sum(self.found.documents >= level for level in LEVELS)


@dataclass(frozen=True)
class StateRow:
    """A state; the cells are in the order of the columns."""

    code: str
    name: str
    region: str
    cells: tuple[Cell, ...]
    total: Cell


@dataclass(frozen=True)
class Sum:
    """Of several states: their documents, and how many states have one."""

    documents: int
    states: int
    of: int


@dataclass(frozen=True)
class Coverage:
    """The whole table. `asks` is whether this person may ask states for what is missing."""

    chosen: Chosen
    columns: tuple[Column, ...]
    rows: tuple[StateRow, ...]
    asks: bool

    @property
    def foot(self) -> SafeString:
        """The cells of the last row."""
        return mark_safe(_sums(self.rows, [escape(column.label) for column in self.columns]))  # noqa: S308

    @property
    def gaps(self) -> int:
        """Cells without a document."""
        return sum(not cell.found.documents for row in self.rows for cell in row.cells)

    @property
    def cells(self) -> int:
        """All cells."""
        return len(self.rows) * len(self.columns)


@Statement
def own_regions() -> QuerySet[Region, tuple[str, str]]:
    """NASEO's regions with their states."""
    return Region.objects.filter(scheme__slug=OWN_SCHEME).order_by("pk").values_list("name", "states")


@dataclass(frozen=True)
class Make:
    """What a table is made of beside the counts, and thus by what it is kept."""

    chosen: Chosen
    regions: tuple[tuple[str, str], ...]
    asked: Asked
    asks: bool

    def of(self, counts: Counts) -> Coverage:
        """The table; each state once, in the order of the regions."""
        columns = columns_of(self.chosen)
        order = {name: place for place, (name, _) in enumerate(self.regions)}
        of_state = {state: name for name, state in reversed(self.regions)}
        shown = [
            (str(state.keys[0]), state.label)
            for state in BY_NAME["state"].choices()
            if self.chosen.states is None or state.keys[0] in self.chosen.states
        ]
        shown.sort(key=lambda state: (order.get(of_state.get(state[0], ""), len(order)), state[1]))
        read = _reader(counts, self.chosen, columns)
        rows = [
            self._row(code, name, of_state.get(code, ELSEWHERE), zip(columns, read(code), strict=True))
            for code, name in shown
        ]
        return Coverage(self.chosen, tuple(columns), tuple(rows), self.asks)

    def _listed(self, code: str, column: Column) -> int:
        # A listing tells no era of a document.
        return 0 if self.chosen.era or column.era else self.asked.listed_of(code, column.kinds)

    def _row(self, code: str, name: str, region: str, read: Iterable[tuple[Column, Found]]) -> StateRow:
        cells = tuple([Cell(found, self.asked.of(code, each.kinds), self._listed(code, each)) for each, found in read])
        total = reduce(Found.with_, (cell.found for cell in cells), NONE)
        return StateRow(code, name, region, cells, Cell(total, self.asked.of_state(code)))


def _reader(counts: Counts, chosen: Chosen, columns: list[Column]) -> Callable[[str], list[Found]]:
    """A function of a state's code that reads its cells."""
    if chosen.by_era:
        by_era = counts.of_kinds(columns[0].kinds)
        return lambda code: [by_era.get((code, column.era), NONE) for column in columns]
    by_kind = counts.by_cell(chosen.eras)

    def of_state(code: str) -> list[Found]:
        each = ([by_kind[code, kind] for kind in column.kinds if (code, kind) in by_kind] for column in columns)
        return [reduce(Found.with_, found, NONE) for found in each]

    return of_state


def sums_of(rows: Iterable[StateRow]) -> list[Sum]:
    """Of each column and, last, of all."""
    columns = zip(*((*row.cells, row.total) for row in rows), strict=True)
    return [
        Sum(sum(cell.found.documents for cell in cells), sum(bool(cell.found.documents) for cell in cells), len(cells))
        for cells in columns
    ]


def coverage_map(coverage: Coverage) -> list[MapState]:
    """The country, darker where more was shared; a state leads to its documents, or to its row where it has none."""
    return state_map(
        MapEntry(
            row.code,
            _address(row, (), coverage.chosen) if row.total.found.documents else f"#state-{row.code.lower()}",
            detail=_in_words(row.total),
            look=f"level-{row.total.level}",
        )
        for row in coverage.rows
    )


def _in_words(cell: Cell) -> str:
    said = counted(cell.found.documents, "document") if cell.found.documents else "no documents"
    return f"{said}, newest {cell.found.newest:%B %Y}" if cell.found.newest else said


def cells(coverage: Coverage) -> Iterator[tuple[object, ...]]:
    """For a file, under HEADER: a line for each cell, gaps included."""
    era = coverage.chosen.era.label if coverage.chosen.era else ""
    kind = coverage.chosen.kind.label if coverage.chosen.kind else ""
    for row in coverage.rows:
        for column, cell in zip(coverage.columns, row.cells, strict=True):
            is_kind = column.label != column.family and not coverage.chosen.by_era
            yield (
                row.code,
                row.name,
                row.region,
                column.family,
                column.label if is_kind else kind,
                column.label if coverage.chosen.by_era else era,
                cell.found.documents,
                cell.found.newest,
                cell.asked,
            )


def body(coverage: Coverage) -> SafeString:
    """The rows of the table, in a body for each region with its sums.

    In Python because every document type of every state is more than two thousand cells.
    """
    # SECURITY: labels and addresses are escaped in each; the rest are numbers and dates.
    parts = []
    by_region: dict[str, list[StateRow]] = {}
    for row in coverage.rows:
        by_region.setdefault(row.region, []).append(row)
    labels = [escape(column.label) for column in coverage.columns]
    for region, rows in by_region.items():
        name, sums = escape(region), _sums(rows, labels)
        parts.append(
            f'<tbody role="rowgroup"><tr class="coverage__region" role="row"><th scope="rowgroup" role="rowheader">'
            f"{name}</th>{sums}</tr>"
        )
        parts += [_row(row, coverage, labels) for row in rows]
        parts.append("</tbody>")
    return mark_safe("".join(parts))  # noqa: S308


def _sums(rows: Iterable[StateRow], labels: list[str]) -> str:
    return "".join(
        [
            f'<td data-label="{label}" role="cell">{total.documents:,}'
            f'<span class="coverage__note">{total.states} of {counted(total.of, "state")}</span></td>'
            for label, total in zip([*labels, "All"], sums_of(rows), strict=True)
        ]
    )


def _row(row: StateRow, coverage: Coverage, labels: list[str]) -> str:
    name = escape(row.name)
    drawn = [
        _cell(row, name, column, cell, coverage, label)
        for column, cell, label in zip(coverage.columns, row.cells, labels, strict=True)
    ]
    total = f"{row.total.found.documents:,}" if row.total.found.documents else "0"
    if row.total.found.documents and not coverage.chosen.by_era and coverage.chosen.kind is None:
        address = escape(_address(row, _family(coverage.chosen), coverage.chosen))
        total = f'<a href="{address}">{total}</a>'
    if row.total.asked:
        total += f'<span class="coverage__note">{_asked(row.total.asked)}</span>'
    return (
        f'<tr role="row" id="state-{row.code.lower()}" tabindex="-1"><th scope="row" role="rowheader">'
        f'<a href="{escape(state_url(row.code))}">{name}</a></th>'
        f'{"".join(drawn)}<td class="coverage__total" data-label="All" role="cell">{total}</td></tr>'
    )


def _cell(row: StateRow, name: str, column: Column, cell: Cell, coverage: Coverage, label: str) -> str:
    start = f'<td class="coverage__cell matrix__cell--{cell.level}" data-label="{label}" role="cell">'
    note = f'<span class="coverage__note">{_asked(cell.asked)}</span>' if cell.asked else ""
    if cell.listed:
        listed = escape(f"{address_of('gaps:listed')}?{urlencode([('state', row.code), *column.narrows])}")
        note += f'<a class="coverage__note" href="{listed}">{cell.listed} listed</a>'
    if cell.found.documents:
        address = escape(_address(row, column.narrows, coverage.chosen))
        newest = f'<span class="coverage__note">{cell.found.newest:%b %Y}</span>' if cell.found.newest else ""
        return f'{start}<a href="{address}">{cell.found.documents:,}{newest}</a>{note}</td>'
    if not coverage.asks:
        return f'{start}<span class="coverage__none"><span class="usa-sr-only">none</span></span>{note}</td>'
    address = escape(ask_url(row.code, column.ask))
    word = "Ask too" if cell.asked else "Ask"
    of = f'<span class="usa-sr-only"> {name}: {label}</span>'
    link = f'<a class="coverage__ask" href="{address}">{word}{of}</a>'
    return f'{start}<span class="usa-sr-only">none</span> {link}{note}</td>'


def _asked(people: int) -> str:
    return f"asked by {people}"


def _family(chosen: Chosen) -> tuple[tuple[str, str], ...]:
    return (("family", chosen.family.value),) if chosen.family else ()


def _address(row: StateRow, narrows: tuple[tuple[str, str], ...], chosen: Chosen) -> str:
    if not narrows and chosen.kind is not None:
        narrows = (("kind", chosen.kind.value),)
    elif not narrows:
        narrows = _family(chosen)
    return documents_url(row.code, narrows, chosen)


def ask_url(state: str, more: Iterable[tuple[str, str]] = ()) -> str:
    """The form that asks a state for a document."""
    return f"{address_of('gaps:ask')}?{urlencode([('state', state), *more])}"
