"""The rows that tell an index what changed: written in the same transaction, one a document."""

from collections.abc import Callable

import pytest
from django.db import connection

from documents.finding.cards import write_card
from documents.models import Document, DocumentGroupPermission, Page, SearchChange, Topic
from tests import library
from tests.cast import Cast


@pytest.fixture
def shared(cast: Cast) -> Document:
    """A document of three pages that all members may read, whose changes are forgotten."""
    made = library.document(cast.vermont, pages=("One.", "Two.", "Three."))
    SearchChange.objects.all().delete()
    return made


def noted() -> list[int]:
    """The documents that changed, in order."""
    return list(SearchChange.objects.order_by("document_id").values_list("document_id", flat=True))


def test_many_pages_of_one_transaction_are_one_row(cast: Cast) -> None:
    SearchChange.objects.all().delete()

    made = library.document(cast.vermont, pages=[f"Page {number}." for number in range(300)])

    assert noted() == [made.pk]


CHANGES: dict[str, Callable[[Document], object]] = {
    "text": lambda made: made.pages.filter(number=1).update(text="Other."),
    "heading": lambda made: made.pages.filter(number=1).update(heading="Other."),
    "no longer current": lambda made: made.pages.filter(number=1).update(is_current=False),
    "a page goes": lambda made: made.pages.filter(number=1).delete(),
    "title": lambda made: Document.objects.filter(pk=made.pk).update(title="Other."),
    "state": lambda made: Document.objects.filter(pk=made.pk).update(state="OR"),
    "date": lambda made: Document.objects.filter(pk=made.pk).update(dated_on="2024-01-01"),
    "withdrawn": lambda made: Document.objects.filter(pk=made.pk).update(status="withdrawn"),
    "a right goes": lambda made: DocumentGroupPermission.objects.filter(content_object=made).delete(),
    "a topic comes": lambda made: made.topics.add(Topic.objects.order_by("pk")[0]),
    "it is deleted": lambda made: made.delete(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_search_finds_is_noted(shared: Document, change: str) -> None:
    pk = shared.pk
    if change == "it is deleted":
        Document.objects.filter(pk=pk).update(current_version=None)
        SearchChange.objects.all().delete()
        shared.refresh_from_db()
        DocumentGroupPermission.objects.filter(content_object=shared).delete()
        SearchChange.objects.all().delete()

    CHANGES[change](shared)

    assert noted() == [pk]


NO_CHANGES: dict[str, Callable[[Document], object]] = {
    "the same text": lambda made: made.pages.filter(number=1).update(text="One."),
    "how it was read": lambda made: made.pages.update(note="Read as text.", confidence=90),
    "the same title": lambda made: made.save(),
    "a page that isn't searched": lambda made: Page.objects.create(
        document=made, version=made.current_version, number=9, text="Nine."
    ),
    "the same card": write_card,
}


@pytest.mark.parametrize("change", NO_CHANGES)
def test_what_search_does_not_see_is_not_noted(shared: Document, change: str) -> None:
    write_card(shared)
    SearchChange.objects.all().delete()

    NO_CHANGES[change](shared)

    assert noted() == []


def test_a_row_bears_the_number_of_its_transaction(shared: Document) -> None:
    shared.pages.filter(number=1).update(text="Other.")

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (transaction,) = cursor.fetchone()

    assert SearchChange.objects.get().transaction == transaction
