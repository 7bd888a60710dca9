"""Counts: right with any filters, and how long kept ones may be used."""

import pytest

from documents import facets
from documents.facets import Counts, Kept, count_facets, count_facets_of
from documents.filters import Filters
from documents.models import Document, Topic
from tests import shelf
from tests.cast import Cast


@pytest.mark.parametrize(
    ("kept", "holds"),
    [
        (Kept(Counts(3, {}), stamp=7), True),
        (Kept(Counts(3, {}), stamp=6), False),
        (Kept(Counts(facets.MANY, {}), stamp=6), False),
        (Kept(Counts(facets.MANY + 1, {}), stamp=6), True),
        (Kept(Counts(facets.MANY + 1, {}), stamp=6, counted_at=-facets.MANY_SECONDS), False),
    ],
)
def test_kept_counts_hold_until_the_shelf_changes_or_for_half_a_minute_where_they_are_many(
    kept: Kept, holds: bool
) -> None:
    assert kept.holds(7) is holds


@pytest.mark.parametrize(
    "values", [{}, {"kind": ("rfp",)}, {"kind": ("rfp",), "state": ("CO",)}, {"kind": ("rfp", "contract")}]
)
def test_kept_counts_equal_counts_made_anew(cast: Cast, values: dict[str, tuple[str, ...]]) -> None:
    topics = Topic.objects.order_by("pk")
    for number in range(6):
        kind, state = ("rfp", "contract", "nevi-plan")[number % 3], ("VT", "CO")[number % 2]
        shelf.document(cast.vermont, kind=kind, state=state).topics.add(topics[number % 2])
    filters = Filters(values)
    count_facets(cast.new_hampshire, Filters())

    counts = count_facets(cast.new_hampshire, filters)

    assert counts == count_facets_of(Document.objects.visible_to(cast.new_hampshire).published(), filters)
