"""Odd and hostile map layers: each is refused or read with a sentence, and none is drawn where it is not."""

from pathlib import Path

import pytest

from clearinghouse.lib.files import outline
from clearinghouse.lib.files.limits import Limits
from tests.lib.files.samples import layer, point


def shape(kind: str, coordinates: object, **properties: object) -> dict:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def collection(*geometries: dict) -> dict:
    return {"type": "Feature", "geometry": {"type": "GeometryCollection", "geometries": [*geometries]},
            "properties": {"name": "All"}}  # fmt: skip


def outlined(tmp_path: Path, data: bytes, **limits: int) -> dict:
    path = tmp_path / "layer"
    path.write_bytes(data)
    with path.open("rb") as stream:
        return outline.answer(stream, {"file_type": "geojson"}, Limits(**limits))


SQUARE = [[-105.0, 39.0], [-104.0, 39.0], [-104.0, 40.0], [-105.0, 40.0], [-105.0, 39.0]]
BOW_TIE = [[-105.0, 39.0], [-104.0, 40.0], [-104.0, 39.0], [-105.0, 40.0], [-105.0, 39.0]]
SWAPPED = "The features seem to have their latitude first"
OUTSIDE = "Features outside the states and territories: "


@pytest.mark.parametrize(
    ("features", "sentence"),
    [
        ([point(42.36, -71.06, name="Boston")], SWAPPED),
        ([point(2.35, 48.86, name="Paris"), point(name="Here")], f"{OUTSIDE}1."),
        ([shape("Polygon", [SQUARE[::-1]])], "Outlines that run clockwise: 1."),
        ([shape("Polygon", [BOW_TIE])], "Areas whose outline crosses itself: 1."),
        ([shape("Point", [-105.0, 40.0, 1655.0])], "The features have heights. The map doesn’t show them."),
    ],
    ids=["latitude first", "outside", "clockwise", "crossing", "heights"],
)
def test_what_looks_wrong_is_told_to_the_uploader(extract_here, features: list[dict], sentence: str) -> None:
    result = extract_here(layer(*features), "geojson")

    assert [note for note in result.notes if note.startswith(sentence)]
    assert result.layer == "features"


def test_a_sound_layer_is_told_nothing(extract_here) -> None:
    sound = [shape("Polygon", [SQUARE]), point(name="Plaza"), point(173.18, 52.83, name="Attu"),
             point(144.75, 13.47, name="Hagåtña")]  # fmt: skip

    assert extract_here(layer(*sound), "geojson").notes == ()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (layer(point()).replace(b"-104", b"NaN", 1), "NaN"),
        (layer(point()).replace(b"-104", b"-Infinity", 1), "Infinity"),
        (layer(shape("Point", [1e308, 40])), "look like feet or meters"),
        (layer(shape("Point", [-104.9, 500000])), "look like feet"),
        (layer(shape("Point", [39.7, -104.9])), "has its latitude first"),
    ],
    ids=["nan", "infinite", "huge", "feet", "swapped"],
)
def test_numbers_that_are_no_places_are_refused(check_here, data: bytes, reason: str) -> None:
    result = check_here(data, "a.geojson")

    assert not result.accepted
    assert reason in result.sentence


def test_nested_and_empty_collections_are_counted(tmp_path: Path) -> None:
    inner = {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [-105, 40]}]}
    nested = collection({"type": "GeometryCollection", "geometries": [inner]})
    empty = [collection(), collection({"type": "MultiPoint", "coordinates": []}), shape("Point", [])]

    found = outlined(tmp_path, layer(nested, *empty))

    assert [(kind, label) for kind, label, *_ in found["shapes"]] == [("point", "All")]
    assert (found["features"], found["without"], found["outside"]) == (4, 3, 0)


def test_a_collection_of_nothing_has_no_map(tmp_path: Path) -> None:
    found = outlined(tmp_path, b'{"type": "FeatureCollection", "features": []}')

    assert (found["shapes"], found["bounds"], found["features"]) == ([], None, 0)


def test_features_elsewhere_are_counted(tmp_path: Path) -> None:
    found = outlined(tmp_path, layer(point(2.35, 48.86), point(-99.13, 19.43), point(), point(-170.7, -14.28)))

    assert (found["features"], found["outside"]) == (4, 2)
    assert found["systems"] == ["Longitude and latitude (WGS 84)"]


def test_many_points_share_marks_and_none_is_lost(tmp_path: Path) -> None:
    rows = [point(-120 + n % 50, 26 + n // 50 / 10, name=f"Site {n}") for n in range(5000)]

    found = outlined(tmp_path, layer(*rows), map_features=500)

    shapes = found["shapes"]
    assert 100 < len(shapes) <= 500
    assert found["merged"] == 5000 - len(shapes)
    assert sum(1 + int(label.split(" and ")[1].split()[0].replace(",", "")) if " and " in label else 1
               for _, label, *_ in shapes) == 5000  # fmt: skip
    assert found["is_coarse"]


def test_small_areas_become_points_and_long_lines_fewer_positions(tmp_path: Path) -> None:
    far = point(-70, 45, name="Far")
    corner = [[0.0, 40.0], [0.001, 40.0], [0.001, 40.001], [0.0, 40.0]]
    tiny = [shape("Polygon", [[[x - 100 + east, north] for east, north in corner]], name="T") for x in range(20)]
    road = shape("LineString", [[-120 + n / 1000, 40 + n % 7 / 1000] for n in range(20_000)], name="Road")

    found = outlined(tmp_path, layer(far, *tiny, road), map_positions=1000)

    kinds = [kind for kind, *_ in found["shapes"]]
    assert (kinds.count("point"), kinds.count("line"), kinds.count("area")) == (21, 1, 0)
    assert sum(len(path) for _, _, paths, _ in found["shapes"] for path in paths) <= 1000


def test_a_layer_over_the_meridian_is_thinned_in_one_piece(tmp_path: Path) -> None:
    rows = [point((170 + n / 50) if n < 500 else (-180 + (n - 500) / 50), 52, name=str(n)) for n in range(1000)]

    found = outlined(tmp_path, layer(*rows), map_features=50)

    places = [place for _, _, paths, _ in found["shapes"] for path in paths for place in path]
    assert 10 < len(places) <= 50
    assert max(place[0] for place in places) - min(place[0] for place in places) < 21
