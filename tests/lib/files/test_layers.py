"""Map layers as people export them: places, ids and names as they are in the file."""

import json

import pytest

from clearinghouse.lib.files import outline
from clearinghouse.lib.files.layers.geometry import bounds_of
from clearinghouse.lib.files.limits import Limits
from tests.lib.files.samples import layer, point


def summary(result) -> list[str]:
    return result.pages[0].text.split("\n")


def shape(kind: str, coordinates: object, **properties: object) -> dict:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def crs(name: str) -> dict:
    return {"type": "name", "properties": {"name": name}}


def test_features_without_a_location_are_counted_and_named(extract_here) -> None:
    nowhere = [{"type": "Feature", "geometry": None, "properties": {"Name": name}} for name in ("Lostmere", "Farrow")]
    empty = shape("MultiPolygon", [], name="Vast")

    one, three = (
        summary(extract_here(layer(point(name="Hub"), *rest), "geojson")) for rest in (nowhere[:1], [*nowhere, empty])
    )

    assert one[:3] == ["Features: 2, one without a location", "Geometry: Point (1)", "Without a location: Lostmere"]
    assert three[:3] == [
        "Features: 4, 3 without a location", "Geometry: Point (1)", "Without a location: Lostmere, Farrow, and Vast",
    ]  # fmt: skip


def test_ids_and_numbers_stay_as_they_are_written(extract_here) -> None:
    text = (
        '{"type": "FeatureCollection", "features": ['
        '{"type": "Feature", "id": "98765432109876543", "geometry": null, "properties": {"asset": 12345678901234567,'
        ' "zip": "02035", "rate": 1.50, "share": 0.30000000000000004441, "big": 1e21, "open": true, "none": null,'
        ' "list": [1.10, "a\\tb"], "table": {"x": 2.0}}},'
        '{"type": "Feature", "id": 98765432109876544, "geometry": null, "properties": {}}]}'
    )

    _, table = extract_here(text.encode(), "geojson").pages

    assert [line.split("\t") for line in table.text.split("\n")] == [
        ["id", "asset", "zip", "rate", "share", "big", "open", "none", "list", "table"],
        ["98765432109876543", "12345678901234567", "02035", "1.50", "0.30000000000000004441", "1e21", "true", "",
         '[1.10, "a\\tb"]', '{"x": 2.0}'],
        ["98765432109876544", "", "", "", "", "", "", "", "", ""],
    ]  # fmt: skip


def test_a_property_called_id_is_not_the_id_of_the_feature(extract_here) -> None:
    feature = {**point(id="A-1"), "id": 7}

    assert extract_here(layer(feature), "geojson").pages[1].text == "feature id\tid\n7\tA-1"


@pytest.mark.parametrize(
    ("features", "box"),
    [
        ([point(173.2, 52.8), point(-166.5, 53.9)], (173.2, 52.8, -166.5, 53.9)),
        ([shape("LineString", [[173.2, 52.8], [-166.5, 53.9]])], (173.2, 52.8, -166.5, 53.9)),
        ([shape("MultiPoint", [[179, 1], [-179, 2]])], (179, 1, -179, 2)),
        ([shape("Polygon", [[[-188.9, 51.2], [-187, 51.2], [-187, 52.9], [-188.9, 51.2]]])], (171.1, 51.2, 173, 52.9)),
        ([shape("LineString", [[-181, 51], [-179, 51]])], (179, 51, -179, 51)),
        ([shape("MultiLineString", [[[170, 1], [180, 1]], [[-180, 1], [-170, 1]]])], (170, 1, -170, 1)),
        ([shape("LineString", [[-170, 0], [0, 0], [170, 0]])], (-170, 0, 170, 0)),
        ([shape("Polygon", [[[-180, -90], [180, -90], [180, 90], [-180, 90], [-180, -90]]])], (-180, -90, 180, 90)),
        ([point(-125, 24), point(-66.5, 49.5)], (-125, 24, -66.5, 49.5)),
        ([point(0, 0)], (0, 0, 0, 0)),
        ([], None),
    ],
    ids=str,
)
def test_the_bounding_box_is_the_smallest(features: list[dict], box: tuple | None) -> None:
    found = bounds_of(features)

    assert found == (pytest.approx(box) if box else None)


def test_a_layer_across_the_meridian_says_so_and_is_drawn_in_one_piece(extract_here, tmp_path) -> None:
    islands = shape("Polygon", [[[-188.9, 51.2], [-170.0, 51.2], [-187.0, 52.9], [-188.9, 51.2]]], name="Islands")
    data = layer(point(173.2, 52.8), point(-166.5, 53.9), islands)
    path = tmp_path / "layer"
    path.write_bytes(data)

    with path.open("rb") as stream:
        shapes = outline.answer(stream, {}, Limits())["shapes"]

    assert summary(extract_here(data, "geojson"))[2:4] == [
        "Bounding box: west 171.1, south 51.2, east -166.5, north 53.9",
        "The features lie on both sides of the 180th meridian.",
    ]
    assert [[list(place) for place in paths[0]] for _, _, paths, _ in shapes] == [
        [[173.2, 52.8]], [[193.5, 53.9]], [[171.1, 51.2], [190.0, 51.2], [173.0, 52.9], [171.1, 51.2]],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("system", "place", "named", "told"),
    [
        ("urn:ogc:def:crs:EPSG::3857", [-11699678.5, 4820000.2], "EPSG:3857 (Web Mercator)", "not longitude and lat"),
        ("EPSG:900913", [-11699678.5, 4820000.2], "EPSG:900913 (Web Mercator)", "not longitude and latitude"),
        ("ESRI:102100", [-11699678.5, 4820000.2], "ESRI:102100 (Web Mercator)", "not longitude and latitude"),
        ("EPSG:2232", [3112493.0, 1674028.0], "EPSG:2232 (NAD83 / Colorado Central (ftUS))", "not longitude and lat"),
        ("EPSG:26913", [491424.0, 4392533.0], "EPSG:26913 (NAD83 / UTM zone 13N)", "not longitude and latitude"),
        ("EPSG:4269", [-105.1, 39.6831], "EPSG:4269 (NAD83)", "to WGS 84"),
        ("EPSG:4267", [-105.0994, 39.6831], "EPSG:4267 (NAD27)", "Locations can be off by tens of meters."),
    ],
)
def test_other_systems_are_converted_and_named(check_here, extract_here, system, place, named, told) -> None:
    data = layer(point(*place, name="Ternbeck"), crs=crs(system))

    result = extract_here(data, "geojson")

    assert check_here(data, "sites.geojson").accepted
    box = [float(word.split()[1]) for word in summary(result)[2].removeprefix("Bounding box: ").split(", ")]
    assert box == pytest.approx([-105.1, 39.6831, -105.1, 39.6831], abs=0.01)
    assert summary(result)[3] == f"Coordinates: converted from {named}"
    (note,) = result.notes
    assert (note.startswith(f"The coordinates are in {named}"), told in note) == (True, True)


def test_degrees_are_degrees_whatever_the_file_names(extract_here) -> None:
    result = extract_here(layer(point(-105.1, 39.7), crs=crs("EPSG:3857")), "geojson")

    assert summary(result)[2] == "Bounding box: west -105.1, south 39.7, east -105.1, north 39.7"
    assert result.notes == (
        "The file names EPSG:3857 (Web Mercator), but its coordinates are longitude and latitude. "
        "We read them as such.",
    )


@pytest.mark.parametrize("between", [b"\n", b"\r\n", b"\n\n"])
def test_one_feature_per_line_is_a_layer(extract_here, between: bytes) -> None:
    lines = between.join(json.dumps(point(-105 - n, 39, name=f"Ternbeck {n}")).encode() for n in (1, 2, 3))

    result = extract_here(lines, "geojson")

    assert summary(result)[0] == "Features: 3"
    assert result.pages[1].text == "name\nTernbeck 1\nTernbeck 2\nTernbeck 3"


def test_a_layer_is_converted_in_a_confined_child(tmp_path) -> None:
    """The child can read the definitions of coordinate systems, and has the memory for it."""
    from clearinghouse.lib.files.extract import extract_pages
    from clearinghouse.lib.files.types import GEOJSON

    path = tmp_path / "upload"
    path.write_bytes(layer(point(3112493.0, 1674028.0), crs=crs("EPSG:2232")))

    assert "EPSG:2232" in extract_pages(path, GEOJSON, Limits()).pages[0].text
