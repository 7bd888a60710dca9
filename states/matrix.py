"""The rows of a state's table of documents, as components/matrix.html draws them."""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from clearinghouse.lib.frozen import dataclass


@dataclass(frozen=True)
class Cell:
    """How many documents of a type and era there are."""

    count: int
    url: str
    level: int


@dataclass(frozen=True)
class Row:
    """A document type in every era."""

    label: str
    url: str
    cells: list[Cell]


EMPTY = '<td class="matrix__cell matrix__cell--0"><span class="usa-sr-only">none</span></td>'


def rows_drawn(rows: Iterable[Row]) -> SafeString:
    """The rows of the table's body.

    In Python because a state may have two hundred cells: as a template in a loop they took half of the page's time.
    """
    # SECURITY: labels and addresses are escaped in each; the rest are numbers.
    return mark_safe("\n".join([_row(row) for row in rows]))  # noqa: S308


def _row(row: Row) -> str:
    cells = "".join([_cell(cell) for cell in row.cells])
    return f'<tr><th scope="row"><a href="{escape(row.url)}">{escape(row.label)}</a></th>{cells}</tr>'


def _cell(cell: Cell) -> str:
    if not cell.count:
        return EMPTY
    count = f'<a href="{escape(cell.url)}">{cell.count}</a>' if cell.url else str(cell.count)
    return f'<td class="matrix__cell matrix__cell--{cell.level}">{count}</td>'
