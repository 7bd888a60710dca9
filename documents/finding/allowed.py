"""Which of the proposed pages the person may see, as the database knows it at this moment."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import QuerySet

from documents.finding.asking.wanted import Column
from documents.finding.filters import BY_NAME
from documents.finding.listing import unnested
from documents.finding.proposing import Proposal
from documents.models import Document, Page

# What words can name of a document.
COLUMNS = ("state_id", "kind_id", "era_id", "dated_on__year")


class Allowed(NamedTuple):
    """A page that the person may see, with when its document was shared and what that is, by column."""

    page: int
    document: int
    shared_at: Any
    columns: tuple[Any, ...]
    reader_keys: frozenset[int] = frozenset()  # read only where a group is named

    @property
    def state(self) -> str | None:
        """The postal code of its document's state."""
        code: str | None = self.columns[0]
        return code

    def has(self, column: Column) -> bool:
        """Whether its document is of the state, kind, era, year, region or group that a word names."""
        facet = BY_NAME[column.facet]
        keys = facet.keys((column.value,))
        if column.facet == "group":
            return not self.reader_keys.isdisjoint(keys)
        return facet.column in COLUMNS and self.columns[COLUMNS.index(facet.column)] in keys


def allowed_among(
    documents: QuerySet[Document], proposals: Iterable[Proposal], *, names_group: bool = False
) -> dict[int, Allowed]:
    """By page: the proposed ones that are still searched, and belong to one of these documents.

    SECURITY: `documents` start at visible_to(). Everything that is shown of what an index proposed, counts included,
    rests on what this returns.
    """
    pages = Page.objects.filter(
        pk__in=unnested([proposal.page for proposal in proposals]), is_current=True, document__in=documents.order_by()
    )
    columns = ("pk", "document_id", "document__shared_at", *(f"document__{name}" for name in COLUMNS))
    if names_group:
        rows = pages.values_list(*columns, "document__reader_keys")
        return {row[0]: Allowed(row[0], row[1], row[2], tuple(row[3:-1]), frozenset(row[-1])) for row in rows}
    return {row[0]: Allowed(row[0], row[1], row[2], tuple(row[3:])) for row in pages.values_list(*columns)}
