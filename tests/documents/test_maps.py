"""The map of a map layer: beside the table, bounded, for whoever may read the file."""

import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.sandbox import ChildFailure
from documents.models import Document
from documents.reading import maps
from tests import library, pages
from tests.cast import Cast
from tests.lib.files.samples import layer, point

SignIn = Callable[[object], Client]


def feature(kind: str, coordinates: object, **properties: object) -> dict:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def kept(cast: Cast, content: bytes, **given: object) -> Document:
    return library.document(
        cast.vermont, "Sites", pages=["Features: 2", "name\tports\nA\t4"], content=content, file_type="geojson", **given
    )


def shown(client: Client, made: Document, number: int = 1, **query: str) -> HttpResponse:
    return client.get(reverse("documents:page", args=[made.key, number]), query)


def drawn(response: HttpResponse, part: str) -> list[str]:
    """The labels of what is drawn."""
    return [title.text_content() for title in pages.find(response, f".layer-map__{part} title")]


ROAD = feature("LineString", [[-105, 40], [-104, 41]], Name="I-25 <b>")
COUNTY = feature("Polygon", [[[-105, 39], [-104, 39], [-104, 40], [-105, 39]]], county="Merrow")


def test_points_lines_and_areas_are_drawn_beside_the_summary_and_the_table(cast: Cast, sign_in: SignIn) -> None:
    made = kept(cast, layer(point(name="Plaza"), ROAD, COUNTY))
    client = sign_in(cast.colorado)

    answers = [shown(client, made, number) for number in (1, 2)]

    for response in answers:
        assert [drawn(response, part) for part in ("points", "lines", "areas")] == [["Plaza"], ["I-25 <b>"], ["Merrow"]]
    (drawing,) = pages.find(answers[0], ".layer-map__drawing")
    assert (drawing.get("role"), drawing.get("aria-label")) == ("img", "Map of 3 features. The table lists them.")
    assert pages.texts(answers[0], ".layer-map figcaption") == [
        "Map of 3 features. State borders are approximate. See the table of features"
    ]
    assert pages.links(answers[0], ".layer-map a") == {
        "See the table of features": f"{reverse('documents:pages', args=[made.key])}2/"
    }


def test_places_stand_on_the_map_of_states() -> None:
    """Colorado's corner in the projection of the drawing is where its outline begins: 277,237."""
    drawing = maps.drawing_of([[(-109.05, 41.0), (-102.05, 37.0)]])

    x, y = drawing.at(-109.05, 41.0)
    left, top, scale = (float(number) for number in drawing.states_transform[10:-1].replace(") scale(", " ").split())
    assert (round((x - left) / scale), round((y - top) / scale)) == (277, 237)
    assert sorted(state.code for state in drawing.states) == ["AZ", "CO", "KS", "NE", "NM", "OK", "TX", "UT", "WY"]


@pytest.mark.parametrize(
    "places", [[(144.7, 13.4), (144.9, 13.6)], [(-71.06, 42.36)], [(0.0, 0.0), (179.0, 89.0)]], ids=str
)
def test_elsewhere_and_close_by_there_are_no_outlines(places: list[tuple[float, float]]) -> None:
    drawing = maps.drawing_of([[place] for place in places])

    inside = [0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in (drawing.at(*place) for place in places)]
    assert (drawing.states, inside) == ((), [True] * len(places))


def test_alaska_and_hawaii_have_their_own_outlines() -> None:
    found = [
        maps.drawing_of([[place] for place in places])
        for places in ([(-149.9, 61.2), (-134.4, 58.3)], [(-157.8, 21.3), (-155.1, 19.7)])
    ]

    assert [[state.code for state in drawing.states] for drawing in found if drawing] == [["AK"], ["HI"]]


def test_layers_in_several_areas_are_drawn_on_the_whole_map_with_its_insets() -> None:
    """Also across the 180th meridian, where the drawing is wider for the Aleutians."""
    cities = {"Denver": (-104.99, 39.74), "Attu": (173.18, 52.83), "Hagåtña": (144.75, 13.47), "Pago": (-170.7, -14.28)}

    drawing = maps.drawing_of([[place] for place in cities.values()])

    assert drawing is not None
    assert (drawing.is_whole, len(drawing.states)) == (True, 56)
    spots = {name: drawing.at(*place) for name, place in cities.items()}
    assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in spots.values())
    assert spots["Attu"][0] < spots["Denver"][0] < spots["Hagåtña"][0] < spots["Pago"][0]
    assert drawing.along([(2.0, 48.0)]) == []


def test_a_layer_is_drawn_within_bounds(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maps, "file_limits", lambda: Limits(map_features=4, map_positions=30))
    long = feature("LineString", [[-105 + n / 100, 40] for n in range(101)], name="Long")
    many = feature("MultiPoint", [[-104, 39]] * 3, name="Many")

    response = shown(sign_in(cast.colorado), kept(cast, layer(long, many, point(name="Plaza"), point(name="Mall"))))

    (line,) = pages.find(response, ".layer-map__lines path")
    assert 5 < line.get("d").count("L") < 30
    assert drawn(response, "points") == ["Many and 2 more", "Plaza and 1 more"]
    assert pages.texts(response, ".layer-map figcaption") == [
        "Map of 4 features. Features close together share a mark; 3 aren’t drawn on their own. "
        "Shapes are simplified. Download the file to see them in full. See the table of features"
    ]


def test_a_large_layer_waits_for_the_worker(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maps, "READ_AT_ONCE", 10)
    made = kept(cast, layer(ROAD))
    client = sign_in(cast.colorado)

    assert pages.find(shown(client, made), ".layer-map") == []
    assert maps.is_waiting(made.current_version)
    maps.outline(made.current_version.pk)

    assert drawn(shown(client, made), "lines") == ["I-25 <b>"]
    assert not maps.is_waiting(made.current_version)


def test_the_file_is_read_once(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    made = kept(cast, layer(ROAD))
    client = sign_in(cast.colorado)
    first = drawn(shown(client, made), "lines")
    monkeypatch.setattr(maps, "run_child", lambda *arguments: pytest.fail("read again"))

    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert drawn(shown(client, made), "lines") == first
    assert [query["sql"] for query in queries if "map" in query["sql"]] == []


@pytest.mark.parametrize(
    "answer",
    [ChildFailure("timeout"), {"code": "geojson", "sentence": "No."}, {"shapes": [], "features": 1}],
)
def test_without_shapes_there_is_the_table_alone(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    monkeypatch.setattr(maps, "run_child", lambda *arguments: answer)

    response = shown(sign_in(cast.colorado), kept(cast, layer(ROAD)))

    assert (response.status_code, pages.find(response, ".layer-map")) == (200, [])


def test_sorting_and_finding_show_rows_and_no_map(cast: Cast, sign_in: SignIn) -> None:
    response = shown(sign_in(cast.colorado), kept(cast, layer(ROAD)), 2, find="A")

    assert pages.find(response, ".layer-map") == []


def test_a_map_is_for_whoever_may_read_the_file(cast: Cast, sign_in: SignIn) -> None:
    made = kept(cast, layer(ROAD), sharing_choice="agency")

    assert [shown(sign_in(person), made).status_code for person in (cast.vermont, cast.colorado)] == [200, 404]


def test_kept_numbers_that_are_none_never_become_markup(cast: Cast) -> None:
    made = kept(cast, layer(ROAD))
    assert maps.map_of(made.current_version) is not None
    kept_shapes = json.loads(json.dumps({"shapes": [["point", "", [[["<b>", 1]]]]], "features": 1}))

    with pytest.raises((TypeError, ValueError)):
        maps._layer_map({**kept_shapes, "is_coarse": False})
