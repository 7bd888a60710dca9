"""The phases and places that ship: each with its source, each where its cities are."""

import pytest

from phasemap import reference
from phasemap.models import Phase, PhaseScheme, Place
from phasemap.route import read_route

pytestmark = pytest.mark.django_db


def test_both_schemes_have_the_phases_of_their_sources() -> None:
    found = {
        scheme.slug: [(phase.layer, phase.from_year, phase.to_year) for phase in scheme.phases.all()]
        for scheme in PhaseScheme.objects.in_order()
    }

    assert found == {
        "calstart": [("hubs", None, None), ("corridors", None, None), ("network", None, 2035)],
        "federal": [
            ("hubs", 2024, 2027), ("corridors", 2027, 2030), ("corridors", 2030, 2035), ("network", 2035, 2040),
        ],
    }  # fmt: skip


def test_everything_has_a_source_and_says_when_it_was_read() -> None:
    facts = [*PhaseScheme.objects.all(), *Phase.objects.all(), *Place.objects.all()]

    assert [str(fact) for fact in facts if not (fact.source_name and fact.source_url and fact.checked_on)] == []


def test_each_place_names_the_states_of_its_cities() -> None:
    for place in Place.objects.prefetch_related("states"):
        crossed = {state.pk for state in place.states.all()}
        assert {stop.state for stop in read_route(place.route)} <= crossed
        assert place.is_schematic


def test_named_launch_areas_are_there() -> None:
    assert list(Place.objects.order_by("position").values_list("slug", "kind")) == [
        ("i-5", "corridor"), ("texas-triangle", "hub"), ("i-80", "corridor"), ("i-40", "corridor"),
        ("i-10", "corridor"), ("ports-of-los-angeles-and-long-beach", "hub"),
        ("port-of-new-york-and-new-jersey", "hub"),
    ]  # fmt: skip


def test_what_administrators_changed_stays() -> None:
    Place.objects.filter(slug="i-40").delete()
    Place.objects.filter(slug="i-5").update(name="Interstate 5")

    reference.load()

    assert not Place.objects.filter(slug="i-40").exists()
    assert Place.objects.get(slug="i-5").name == "Interstate 5"
