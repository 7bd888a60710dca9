"""Counts: right with any filters, and how long kept ones may be used."""

import time

import pytest
from django.core.cache import caches

from documents.finding import facets
from documents.finding.allowed import Allowed
from documents.finding.facets import Kept, count_facets, count_facets_of, counts_of, option_groups
from documents.finding.filters import Counts, Filters
from documents.models import Document, Kind, Topic
from tests import library
from tests.cast import Cast


@pytest.mark.parametrize(
    ("total", "stamp", "seconds_ago", "holds"),
    [
        (3, 7, 100, True),
        (3, 6, 0, False),
        (facets.MANY, 6, 0, False),
        (facets.MANY + 1, 6, 0, True),
        (facets.MANY + 1, 6, facets.MANY_SECONDS, False),
    ],
)
def test_kept_counts_hold_until_the_documents_change_or_half_a_minute_where_they_are_many(
    total: int, stamp: int, seconds_ago: int, holds: bool
) -> None:
    kept = Kept(Counts(total, {}), stamp, counted_at=time.monotonic() - seconds_ago)

    assert kept.holds(7) is holds


@pytest.mark.parametrize(
    "values", [{}, {"kind": ("rfp",)}, {"kind": ("rfp",), "state": ("CO",)}, {"kind": ("rfp", "contract")}]
)
def test_kept_counts_equal_counts_made_anew(cast: Cast, values: dict[str, tuple[str, ...]]) -> None:
    topics = Topic.objects.order_by("pk")
    for number in range(6):
        kind, state = ("rfp", "contract", "nevi-plan")[number % 3], ("VT", "CO")[number % 2]
        library.document(cast.vermont, kind=kind, state=state).topics.add(topics[number % 2])
    filters = Filters(values)
    count_facets(cast.new_hampshire, Filters())

    counts = count_facets(cast.new_hampshire, filters)

    assert counts == count_facets_of(Document.objects.visible_to(cast.new_hampshire).published(), filters)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"kind": ("rfp",)},
        {"family": ("procurement",), "kind": ("rfp",)},
        {"topic": ("uptime",), "state": ("VT", "CO")},
        {"year": ("2024",), "region": ("northeast",), "type": ("pdf",)},
    ],
)
def test_counts_of_what_was_seen_equal_those_of_the_database(cast: Cast, values: dict[str, tuple[str, ...]]) -> None:
    topics = list(Topic.objects.order_by("pk"))
    for number in range(12):
        kind, state = ("rfp", "contract", "nevi-plan")[number % 3], ("VT", "CO")[number % 2]
        library.document(cast.vermont, kind=kind, state=state).topics.add(*topics[number % 2 : number % 4])
    values = {name: (topics[0].slug,) if name == "topic" else chosen for name, chosen in values.items()}
    allowed, visible = Allowed(cast.new_hampshire, with_topics=True), Document.objects.visible_to(cast.new_hampshire)
    pks = [document.pk for document in visible.published()]
    allowed.ask(pks)

    assert counts_of(allowed, pks, Filters(values)) == count_facets_of(visible.published(), Filters(values))


def test_what_a_person_may_not_see_is_never_known_of(cast: Cast) -> None:
    seen, hidden = library.document(cast.vermont), library.document(cast.vermont, sharing_choice="state")
    allowed = Allowed(cast.colorado)

    allowed.ask([seen.pk, hidden.pk])

    assert list(allowed.seen) == [seen.pk]


def test_options_are_made_anew_when_choices_or_filters_change(cast: Cast) -> None:
    library.document(cast.vermont)
    counts = count_facets(cast.vermont, Filters())

    def shown(**values: tuple[str, ...]) -> list[tuple[str, bool]]:
        groups = {group.name: group for group in option_groups(counts, Filters(values))}
        return [(option.label, option.checked) for option in groups["kind"].options]

    kept = option_groups(counts, Filters()) is option_groups(counts, Filters())
    before, chosen, again = shown(), shown(kind=("rfp",)), shown()
    Kind.objects.filter(slug="rfp").update(name="Request for proposals")
    caches["facets"].delete("choices:kind")

    assert kept is True
    assert (before, chosen, again) == ([("RFP", False)], [("RFP", True)], [("RFP", False)])
    assert shown() == [("Request for proposals", False)]
