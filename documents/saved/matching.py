"""What a saved search asks, and which of some documents answer it: every word on one page, as exact search has it.

It asks PostgreSQL's full text and no index beside it: what is new is decided in the transaction that notes it, and a
page that lacks a word is no news. See docs/decisions/0047-saved-searches.md.
"""

from functools import cached_property

from django.db.models import F, FloatField, Func, QuerySet, Value
from django.http import QueryDict

from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.files.results import PageSource
from clearinghouse.lib.frozen import dataclass
from documents.finding.filters import BY_NAME, FACETS, Filters, read_filters
from documents.finding.full_text import compile_query
from documents.models import Document, Page, SavedSearch

RECOGNIZED = (PageSource.RECOGNIZED, PageSource.BOTH)


@dataclass(frozen=True)
class Asked:
    """Words and filters, as they are looked for now."""

    words: str
    filters: Filters
    is_whole: bool = True  # no filter, and no value of one, went away since it was saved

    @cached_property
    def tsquery(self) -> str:
        """The words in PostgreSQL's notation; empty where there are none, or none to look for."""
        return compile_query(self.words)[0] if self.words else ""

    def answering(self, documents: QuerySet[Document], *, only_recognized: bool = False) -> dict[int, int | None]:
        """Those of a few documents that answer, with their current version; both by key.

        `only_recognized` looks at the text of scanned pages alone.
        """
        if not self.is_whole or (self.words and not self.tsquery) or (only_recognized and not self.words):
            return {}
        rows = self.filters.apply(documents).order_by().values_list("pk", "current_version_id")
        versions: dict[int, int | None] = {pk: version for pk, version in rows}  # noqa: C416 - the type widens
        if not self.words or not versions:
            return versions
        pages = Page.objects.filter(document__in=list(versions), is_current=True, vector__matches=self.tsquery)
        if only_recognized:
            pages = pages.filter(source__in=RECOGNIZED)
        return {pk: versions[pk] for pk in pages.values_list("document_id", flat=True).distinct()}

    def best_pages(self, documents: list[int]) -> dict[int, Page]:
        """By document, the page that answers best; page 0 is the document's own card."""
        if not self.tsquery:
            return {}
        wanted = Func(Value(self.tsquery), template="%(expressions)s::tsquery")
        rank = Func(F("vector"), wanted, Value(1), function="ts_rank", output_field=FloatField())
        pages = Page.objects.filter(document__in=documents, is_current=True, vector__matches=self.tsquery)
        best = pages.annotate(rank=rank, version_number=F("version__status__number")).defer("text", "vector")
        best = best.order_by("document_id", "-rank", "number", "pk").distinct("document_id")
        return {page.document_id: page for page in best}

    @property
    def address(self) -> str:
        """Where it is asked: the search, or without words the documents list."""
        return address_of("documents:search" if self.words else "documents:browse") + self.query

    @property
    def query(self) -> str:
        """Words and filters as a query string, with the newest first."""
        query = QueryDict(mutable=True)
        if self.words:
            query["q"] = self.words
            query["sort"] = "shared"
        for name, values in self.filters.values.items():
            query.setlist(name, list(values))
        return f"?{query.urlencode()}"

    @property
    def in_words(self) -> list[str]:
        """ "“snow removal”", "State: Vermont or Maine"."""
        said = [f"“{self.words}”"] if self.words else []
        for facet in FACETS:
            if values := self.filters.values.get(facet.name):
                labels = {choice.value: choice.label for choice in facet.choices()}
                said.append(f"{facet.label}: {' or '.join(labels.get(value, value) for value in values)}")
        return said


def asked_by(search: SavedSearch) -> Asked:
    """What a saved search asks. Filters are read anew: an agency may be gone by now."""
    query = QueryDict(mutable=True)
    for name, values in search.filters.items():
        query.setlist(name, values)
    filters = read_filters(query)
    kept = {name: list(values) for name, values in filters.values.items()}
    return Asked(search.words, filters, is_whole=kept == search.filters and BY_NAME.keys() >= kept.keys())
