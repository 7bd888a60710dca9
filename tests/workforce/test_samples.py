"""The sample space."""

import pytest

import accounts.samples
import workforce.samples
from workforce.models import Goal, Pair, Resource, SpaceAdministrator

pytestmark = pytest.mark.django_db


def counts() -> list[int]:
    return [model.objects.count() for model in (Resource, Pair, Goal, SpaceAdministrator)]


def test_samples_are_marked_and_loading_them_again_changes_nothing() -> None:
    administrator = next(person for person in accounts.samples.load() if person.is_staff)
    workforce.samples.load(administrator)
    before = counts()

    workforce.samples.load(administrator)

    assert counts() == before == [5, 2, 4, 1]
    assert {row.is_sample for model in (Resource, Pair) for row in model.objects.all()} == {True}
