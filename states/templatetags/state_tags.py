"""The table of a state's documents, as components/matrix.html draws it."""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from states.library import Cell, Library, Row

register = template.Library()

EMPTY = '<td class="matrix__cell matrix__cell--0"><span class="usa-sr-only">none</span></td>'


@register.simple_tag
def library_rows(library: Library) -> SafeString:
    """The rows of the table's body.

    In Python because a state may have two hundred cells: as a template in a loop they took half of the page's time.
    """
    # SECURITY: labels and addresses are escaped in each; the rest are numbers.
    return mark_safe("\n".join([_row(row) for row in library.rows]))  # noqa: S308


def _row(row: Row) -> str:
    cells = "".join([_cell(cell) for cell in row.cells])
    return f'<tr><th scope="row"><a href="{escape(row.url)}">{escape(row.label)}</a></th>{cells}</tr>'


def _cell(cell: Cell) -> str:
    if not cell.count:
        return EMPTY
    count = f'<a href="{escape(cell.url)}">{cell.count}</a>' if cell.url else str(cell.count)
    return f'<td class="matrix__cell matrix__cell--{cell.level}">{count}</td>'
