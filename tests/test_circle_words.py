"""A circle of people is called the same wherever somebody chooses it or reads it."""

import pytest

from accounts.circle_words import WORDS
from accounts.models import Audience
from documents.models import Document
from meetings.models import Meeting, Sharing
from meetings.sharing_words import choices_in_words
from workinggroups.models.group import RosterFor


@pytest.mark.parametrize("circle", ["all_members", "workforce", "public"])
def test_circle_has_one_name(circle: str) -> None:
    of_meetings = dict(choices_in_words(Meeting(kind=Meeting.Kind.IN_PERSON)))

    assert {of_meetings[circle], str(Sharing(circle).label)} == {str(Document.Sharing(circle).label)}


def test_names_are_those_of_the_audiences() -> None:
    assert Document.Sharing.ALL_MEMBERS.label == RosterFor.ALL_MEMBERS.label == Audience.Kind.ALL_MEMBERS.label
    assert Document.Sharing.PUBLIC.label == Audience.Kind.PUBLIC.label


def test_what_anybody_may_see_is_called_the_same_as_a_choice_and_in_lists() -> None:
    assert (WORDS["public"].name, WORDS["public"].mark, Sharing.PUBLIC.label) == ("Public", "Public", "Public")
