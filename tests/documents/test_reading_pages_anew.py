"""Pages get their words anew when the way words are read changes: 0028, which may be stopped and go on."""

from importlib import import_module

import pytest
from django.db import connection

from documents.models import Page
from tests import library
from tests.cast import Cast

migration = import_module("documents.migrations.0028_search_words")


@pytest.fixture
def pages(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[Page]:
    """Five pages without words, read two at a time."""
    monkeypatch.setattr(migration, "BATCH", 2)
    made = library.document(cast.vermont, pages=[f"Fennhill post {number}" for number in range(5)])
    Page.objects.update(vector=None)
    return list(Page.objects.filter(document=made).order_by("pk"))


def read_anew() -> None:
    with connection.schema_editor(atomic=False) as editor:
        migration.read_pages_anew(None, editor)


def those_with_words() -> list[int]:
    return list(Page.objects.exclude(vector=None).order_by("pk").values_list("pk", flat=True))


def remembers() -> bool:
    return "documents_pages_read_anew" in connection.introspection.table_names()


def test_all_pages_get_their_words(pages: list[Page]) -> None:
    expected = list(Page.objects.order_by("pk").values_list("pk", flat=True))

    read_anew()

    assert (those_with_words(), remembers()) == (expected, False)
    assert "'fennhil':1" in Page.objects.get(pk=pages[0].pk).vector


def test_what_a_stopped_run_read_is_left_alone(pages: list[Page]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(migration.REMEMBER)
        cursor.execute("UPDATE documents_pages_read_anew SET last = %s", [pages[2].pk])

    read_anew()

    assert (those_with_words(), remembers()) == ([page.pk for page in pages[3:]], False)


def test_only_pages_with_an_amount_are_read_for_it(cast: Cast) -> None:
    amounts = import_module("documents.migrations.0035_amounts")
    texts = ["Fennhill post", "It is worth $5.195 billion", "By 23 CFR 680.112", "A fee of 3.125%"]
    library.document(cast.vermont, pages=texts)
    Page.objects.update(vector=None)

    with connection.schema_editor(atomic=False) as editor:
        amounts.read_amounts_anew(None, editor)

    assert list(Page.objects.exclude(vector=None).order_by("pk").values_list("text", flat=True)) == [texts[1], texts[3]]
    assert "'5.195':4" in Page.objects.get(text=texts[1]).vector
