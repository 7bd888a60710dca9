"""The phase map, its file, and the page of a corridor."""

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from contacts.models import Route
from phasemap.drawing import states_drawn
from phasemap.models import Phase, PhaseScheme, Place
from tests import calls, library, pages
from tests.cast import Cast
from workinggroups.models import WorkingGroup

pytestmark = pytest.mark.django_db

SignIn = Callable[[object], Client]
MAP = "/map/"
I_5 = "/map/corridors/i-5/"


def test_the_public_sees_what_is_due_in_the_first_scheme(client: Client) -> None:
    response = client.get(MAP, {"year": "2030"})

    assert pages.headings(response) == ["CALSTART: what is due by 2030"]
    assert [title.text_content() for title in pages.find(response, ".phase-mark title")][:2] == [
        "I-5 on the West Coast, corridor: Due by 2035 at the latest; the source gives no start",
        "Texas Triangle, hub: Due by 2035 at the latest; the source gives no start",
    ]
    assert pages.links(response, ".phase-map__switch a") == {
        "CALSTART": "/map/?scheme=calstart&year=2030", "Federal freight strategy": "/map/?scheme=federal&year=2030",
    }  # fmt: skip


def test_years_are_links_and_the_slider_is_a_form(client: Client) -> None:
    response = client.get(MAP, {"scheme": "federal", "year": "2027"})

    years = pages.links(response, ".phase-map__years a")
    assert list(years) == [str(year) for year in range(2024, 2041)]
    assert years["2040"] == "/map/?scheme=federal&year=2040"
    assert [link.text for link in pages.find(response, ".phase-map__years a") if link.get("aria-current")] == ["2027"]
    (slider,) = pages.find(response, "#map-year")
    assert (slider.get("min"), slider.get("max"), slider.get("value")) == ("2024", "2040", "2027")


def test_tables_say_the_same_as_the_map(client: Client) -> None:
    response = client.get(MAP, {"scheme": "federal", "year": "2031"})

    rows = [[pages.words(cell) for cell in row] for row in pages.find(response, "#phase-tables tbody tr")]
    assert [row[3] for row in rows[:4]] == ["Due by 2027", "Due by 2030", "Under way, due by 2035", "Begins in 2035"]
    assert [row[0].split(" A hub")[0] for row in rows[4:]] == [
        "Ports of Los Angeles and Long Beach", "Port of New York and New Jersey",
    ]  # fmt: skip
    assert [row[2] for row in rows[4:]] == ["Due by 2027"] * 2
    assert all("From a secondhand source" in row[4] for row in rows[4:])


@pytest.mark.parametrize(("year", "look"), [("2030", "plain"), ("2036", "network-begun"), ("2040", "network")])
def test_the_national_network_tints_the_states(client: Client, year: str, look: str) -> None:
    response = client.get(MAP, {"scheme": "federal", "year": year})

    assert len(pages.find(response, f"a.us-map__state--{look}")) == 56


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"year": "1999"}, "Choose a year from 2024 to 2040."),
        ({"year": "soon"}, "Choose a year from 2024 to 2040."),
        ({"scheme": "other"}, "There is no set of phases of this name."),
    ],
)
def test_bad_input_is_a_sentence(client: Client, asked: dict[str, str], sentence: str) -> None:
    response = client.get(MAP, asked)

    assert response.status_code == 200
    assert pages.texts(response, ".usa-alert__text") == [sentence]


def test_without_any_phases_the_page_says_so(client: Client) -> None:
    PhaseScheme.objects.all().delete()

    response = client.get(MAP)

    assert "No phases are entered yet" in response.content.decode()
    assert client.get("/map/phases.geojson").status_code == 404


def test_the_file_is_geojson_with_source_and_license(client: Client) -> None:
    response = client.get("/map/phases.geojson", {"scheme": "calstart", "year": "2035"})

    found = json.loads(response.content)
    assert response["Content-Type"] == "application/geo+json"
    assert response["Content-Disposition"] == 'attachment; filename="phase-map-calstart-2035.geojson"'
    assert (found["type"], found["source_url"]) == (
        "FeatureCollection",
        "https://calstart.org/zev-infrastructure-phase-in/",
    )
    by_id = {feature["id"]: feature for feature in found["features"]}
    assert by_id["i-5"]["geometry"]["type"] == "LineString"
    assert by_id["i-5"]["geometry"]["coordinates"][0] == [-117.16, 32.72]
    triangle = by_id["texas-triangle"]["geometry"]
    assert (triangle["type"], triangle["coordinates"][0][0]) == ("Polygon", triangle["coordinates"][0][-1])
    properties = by_id["i-80"]["properties"]
    assert (properties["status"], properties["schematic"], properties["states"][0]) == (
        "Due by 2035 at the latest", True, "CA",
    )  # fmt: skip
    assert all(feature["properties"]["source_url"] and feature["properties"]["license"] for feature in by_id.values())


def test_outlines_of_areas_are_counterclockwise(client: Client) -> None:
    Place.objects.filter(slug="texas-triangle").update(
        route="Dallas, TX, -96.80, 32.78\nSan Antonio, TX, -98.49, 29.42\nHouston, TX, -95.37, 29.76\n"
        "Dallas, TX, -96.80, 32.78"
    )
    turned = "Dallas, TX, -96.80, 32.78\nHouston, TX, -95.37, 29.76\nSan Antonio, TX, -98.49, 29.42\n" + (
        "Dallas, TX, -96.80, 32.78"
    )

    rings = []
    for route in (None, turned):
        if route:
            Place.objects.filter(slug="texas-triangle").update(route=route)
        found = json.loads(client.get("/map/phases.geojson").content)
        rings += [f["geometry"]["coordinates"][0] for f in found["features"] if f["id"] == "texas-triangle"]

    assert rings[0] == rings[1]


def test_every_state_and_corridor_is_a_link_with_a_name(client: Client) -> None:
    response = client.get(MAP)

    links = pages.find(response, ".phase-map__drawing a")
    assert len(links) == 56 + 5
    assert [link for link in links if not link.xpath("title")[0].text] == []
    assert pages.find(response, ".phase-map__drawing")[0].get("role") == "group"
    assert links[0].get("href") == "/states/al/"


def test_a_corridor_shows_each_person_what_they_may_see(cast: Cast, sign_in: SignIn, client: Client) -> None:
    library.document(cast.vermont, "Public plan", sharing_choice="public", state="CA", kind="nevi-plan")
    library.document(cast.vermont, "Members' RFP", state="OR")
    library.document(cast.vermont, "Elsewhere", sharing_choice="public", state="VT")
    west = WorkingGroup.objects.get(region__slug="naseo-west")
    calls.meeting("West call", group=west.slug, record_sharing="all_members")

    seen = {}
    for name, reader in (("public", client), ("member", sign_in(cast.colorado)), ("guest", sign_in(cast.guest))):
        page = reader.get(I_5)
        seen[name] = pages.texts(page, ".kind-counts li"), pages.texts(page, ".call__title")

    assert seen == {
        "public": (["NEVI plan 1"], []),
        "member": (["RFP 1", "NEVI plan 1"], ["West call"]),
        "guest": (["NEVI plan 1"], []),
    }


def test_a_corridor_leaves_out_groups_that_are_closed(client: Client) -> None:
    WorkingGroup.objects.filter(region__slug="naseo-west").update(closed_at=timezone.now())

    assert pages.texts(client.get(I_5), ".plain-list li") == ["Medium- and Heavy-Duty (M/HD) Charging"]


def test_a_corridor_names_groups_contacts_and_where_it_is_due(client: Client) -> None:
    response = client.get(I_5, {"year": "2026"})

    assert pages.headings(response) == [
        "When and where", "Documents of these states", "Working groups", "Next meetings", "Who to contact",
    ]  # fmt: skip
    assert pages.texts(response, ".plain-list li") == [
        "West Regional Working Group", "Medium- and Heavy-Duty (M/HD) Charging",
    ]  # fmt: skip
    assert pages.texts(response, ".contact-list .usa-hint") == ["For California, Oregon, Washington"]
    assert "Schematic: drawn from city to city" in response.content.decode()
    assert len(pages.find(response, "a.us-map__state--crossed")) == 3


def test_contacts_of_a_state_stand_beside_the_general_one(client: Client, cast: Cast) -> None:
    general = Route.objects.get(topic=None, region=None, state=None, group=None)
    Route.objects.create(state_id="OR", mailbox=general.mailbox)
    Route.objects.create(state_id="WA", person=cast.group_member)

    response = client.get(I_5)

    assert pages.texts(response, ".contact-list .usa-hint") == ["For California, Oregon", "For Washington"]


def test_corridors_that_do_not_exist_are_not_found(client: Client) -> None:
    assert client.get("/map/corridors/i-999/").status_code == 404


@pytest.mark.parametrize(("address", "count"), [(MAP, 2), ("/map/phases.geojson", 2)])
def test_the_map_asks_the_same_number_of_questions(client: Client, address: str, count: int) -> None:
    client.get(address)
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert len(queries) == count
        scheme = PhaseScheme.objects.get(slug="calstart")
        for number in range(3):
            place = Place.objects.create(
                slug=f"more-{Place.objects.count()}", name=f"More {Place.objects.count()}", short_name="More",
                kind="hub", route="Denver, CO, -104.99, 39.74", source_name="A", source_url="https://a.example/",
            )  # fmt: skip
            place.phases.add(Phase.objects.get(scheme=scheme, number=number + 1))


def test_a_corridor_asks_the_same_number_of_questions(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.colorado)
    client.get(I_5)
    counts = []
    for number in range(3):
        library.document(cast.vermont, f"Plan {number}", state="CA")
        with CaptureQueriesContext(connection) as queries:
            client.get(I_5)
        counts.append(len(queries))

    assert counts == [8] * 3


def test_state_pages_of_an_app_above_are_linked(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    states_drawn.cache_clear()
    monkeypatch.setattr("phasemap.addresses.STATE_PAGES", [lambda code: f"/states/{code.lower()}/"])

    links = pages.find(client.get(reverse("phasemap:map")), ".phase-map__drawing a")

    assert links[0].get("href") == "/states/al/"
