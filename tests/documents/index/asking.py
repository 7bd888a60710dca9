"""Looking into an index in tests."""

from tantivy import Query

from documents.finding.index.reading import FolderSource, OpenIndex
from documents.models import Page

EVERYTHING = 100_000


def pages_with(found: OpenIndex | None, term: str, field: str = "text") -> int:
    """On how many pages an index has a term."""
    assert found is not None
    return found.count(Query.term_query(found.schema, field, term))


def entries(found: OpenIndex | None) -> list[tuple[int, int]]:
    """(document, page) of all that is in an index, in order; the entry that is no page left out."""
    assert found is not None
    hits = found.searcher.search(Query.exists_query("document"), EVERYTHING).hits
    addresses = [address for _, address in hits]
    columns = [found.searcher.fast_field_values(name, addresses) for name in ("document", "page")]
    return sorted((int(document or 0), int(page or 0)) for document, page in zip(*columns, strict=True))


def expected_entries() -> list[tuple[int, int]]:
    """(document, page) of all that an index should have."""
    searched = Page.objects.filter(is_current=True, document__status="published")
    return sorted(searched.values_list("document_id", "pk"))


def on_disk() -> OpenIndex | None:
    """The index in use as a new process finds it."""
    return FolderSource().open()
