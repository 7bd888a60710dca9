"""Whose pages the index proposes: exactly those that the database gives; and nothing of it counts by itself."""

from dataclasses import fields
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.standing import Viewer, standing_of
from documents.finding.index import rarity, reading
from documents.models import Document, DocumentGroupPermission
from tests import library
from tests.cast import Cast
from tests.documents.index.asking import EVERYTHING
from tests.search_index import frozen

PEOPLE = [field.name for field in fields(Cast)]


def proposed(user: Viewer) -> set[int]:
    """The documents that the index takes for readable by somebody."""
    index = reading.open_index()
    assert index is not None
    keys = standing_of(user).reader_keys
    addresses = [address for _, address in index.searcher.search(index.readable_by([*keys]), EVERYTHING).hits]
    return {int(document or 0) for document in index.searcher.fast_field_values("document", addresses)}


def searchable(user: Viewer) -> set[int]:
    """The documents with pages that the database lets somebody find."""
    documents = Document.objects.visible_to(user).published().filter(pages__is_current=True)
    return set(documents.values_list("pk", flat=True))


@pytest.mark.parametrize("name", PEOPLE)
def test_the_index_proposes_what_a_person_may_see(cast: Cast, scene: Any, name: str) -> None:
    person: User = getattr(cast, name)

    assert proposed(person) == searchable(person)


def test_the_index_proposes_what_the_public_may_see(scene: Any) -> None:
    assert proposed(AnonymousUser()) == searchable(AnonymousUser())
    assert searchable(AnonymousUser())


def test_somebody_without_a_key_is_proposed_nothing(scene: Any) -> None:
    index = reading.open_index()
    assert index is not None

    assert index.count(index.readable_by([])) == 0
    assert rarity.pages_seen(index, []) == 0


def test_a_revoked_right_counts_at_once_whatever_the_index_says(cast: Cast) -> None:
    made = library.document(cast.vermont, pages=("Zirconium.",))
    reader = next(
        person
        for person in (getattr(cast, name) for name in PEOPLE)
        if person.pk != cast.vermont.pk and made.pk in searchable(person) and not standing_of(person).is_administrator
    )
    with frozen():
        DocumentGroupPermission.objects.filter(content_object=made).delete()
        reader = User.objects.get(pk=reader.pk)

        assert made.pk in proposed(reader)
        disposed = Document.objects.visible_to(reader).published().filter(pk__in=proposed(reader))
        assert made.pk not in set(disposed.values_list("pk", flat=True))
