"""The index that ordinary tests search in follows the test's own transaction."""

import pytest
from tantivy import Query

from documents.finding.index import rarity, reading
from documents.models import Document, DocumentGroupPermission
from tests import library
from tests.cast import Cast
from tests.search_index import frozen, missing


def found(term: str) -> list[tuple[int, int]]:
    """(document, page number) of the pages with a term."""
    index = reading.open_index()
    assert index is not None
    hits = index.searcher.search(Query.term_query(index.schema, "text", term), 100).hits
    addresses = [address for _, address in hits]
    columns = [index.searcher.fast_field_values(name, addresses) for name in ("document", "number")]
    return sorted(zip(*columns, strict=True))  # type: ignore[arg-type]


@pytest.fixture
def shared(cast: Cast) -> Document:
    """A document of two pages that all members may read."""
    return library.document(cast.vermont, pages=("Zirconium ports.", "Nothing."))


def test_a_page_is_found_in_the_transaction_that_made_it(shared: Document) -> None:
    assert found("zirconium") == [(shared.pk, 1)]


def test_what_a_test_made_is_gone_in_the_next_one(cast: Cast) -> None:
    assert found("zirconium") == []


def test_changes_of_one_transaction_are_followed_one_after_the_other(shared: Document) -> None:
    assert found("zirconium") == [(shared.pk, 1)]

    shared.pages.filter(number=2).update(text="More zirconium.")
    assert found("zirconium") == [(shared.pk, 1), (shared.pk, 2)]

    Document.objects.filter(pk=shared.pk).update(status="withdrawn")
    assert found("zirconium") == []


def test_a_draft_is_not_in_it(cast: Cast) -> None:
    library.document(cast.vermont, pages=("Zirconium.",), status="draft")

    assert found("zirconium") == []


def test_an_old_version_is_not_in_it(shared: Document) -> None:
    library.add_version(shared, pages=("Second zirconium.",))

    assert found("first") == []
    assert found("zirconium") == [(shared.pk, 1)]


def test_a_frozen_index_stays_as_it_is(shared: Document) -> None:
    with frozen():
        DocumentGroupPermission.objects.filter(content_object=shared).delete()
        shared.pages.filter(number=1).update(text="Other.")

        assert found("zirconium") == [(shared.pk, 1)]

    assert found("zirconium") == []


def test_a_missing_index_is_none() -> None:
    with missing():
        assert reading.open_index() is None


def test_rarity_counts_what_the_asker_may_see(shared: Document, cast: Cast) -> None:
    private = library.document(cast.vermont, pages=("Zirconium.",), sharing_choice="me")
    index = reading.open_index()
    assert index is not None
    members = [*{*shared.reader_keys} - {*private.reader_keys}]

    assert rarity.weights(index, members, ["zirconium", "noth", "unknown"]) == {
        "zirconium": 1,
        "noth": 1,
        "unknown": 0,
    }
    assert rarity.weights(index, [-cast.vermont.pk], ["zirconium"]) == {"zirconium": 2}
    assert rarity.weights(index, [], ["zirconium"]) == {"zirconium": 0}
    assert rarity.pages_seen(index, members) == 3
