"""A kept statement gives each person their own rows, and nothing after a right is taken away."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.actions.people import deactivate_person
from accounts.models import User
from accounts.standing import Viewer
from accounts.statements import StatementFor
from documents.models import Document
from tests import library
from tests.cast import Cast


def _titles(user: Viewer, status: str) -> QuerySet[Document, str]:
    return Document.objects.visible_to(user).filter(status=status).order_by("title").values_list("title", flat=True)


def test_each_person_gets_what_visible_to_gives_them(cast: Cast) -> None:
    library.document(cast.vermont, "Agency", sharing_choice="agency")
    library.document(cast.vermont, "Members", sharing_choice="all_members")
    library.document(cast.vermont, "Public", sharing_choice="public")
    titles = StatementFor(_titles)
    people: list[Viewer] = [
        cast.vermont,
        cast.colorado,
        cast.guest,
        cast.administrator,
        cast.applicant,
        AnonymousUser(),
    ]

    found = [titles.rows(person, status="published") for person in people]

    assert found == [list(_titles(person, "published")) for person in people]
    assert found[:2] == [["Agency", "Members", "Public"], ["Members", "Public"]]
    assert found[-1] == ["Public"]


def test_what_was_kept_for_a_person_ends_with_their_account(cast: Cast) -> None:
    library.document(cast.vermont, "Members", sharing_choice="all_members")
    titles = StatementFor(_titles)
    before = titles.rows(cast.colorado, status="published")

    deactivate_person(person=cast.colorado, by=cast.administrator)
    after = titles.rows(User.objects.get(pk=cast.colorado.pk), status="published")

    assert (before, after) == (["Members"], [])


def test_a_queryset_that_asks_more_of_a_person_than_their_standing_is_refused(cast: Cast) -> None:
    def own(user: Any) -> QuerySet[Document]:
        return Document.objects.visible_to(user).filter(owner=user.pk)

    with pytest.raises(AttributeError):
        StatementFor(own).rows(cast.vermont)
