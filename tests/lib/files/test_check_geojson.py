import json

import pytest

from clearinghouse.lib.files.check import check_file
from clearinghouse.lib.files.limits import Limits
from tests.lib.files.samples import layer, point, sample
from tests.lib.files.stopwatch import spent_seconds

HINT = "Export it again as GeoJSON (RFC 7946, WGS 84), then upload the new file."


def geometry(kind: str, coordinates: object) -> bytes:
    return json.dumps({"type": kind, "coordinates": coordinates}).encode()


SQUARE = [[0, 0], [1, 0], [1, 1], [0, 0]]
SOUND = {
    "collection": sample("geojson"),
    "byte-order mark": b"\xef\xbb\xbf" + sample("geojson"),
    "feature": json.dumps(point()).encode(),
    "no features": layer(),
    "no geometry": layer({"type": "Feature", "geometry": None, "properties": None}),
    "line": geometry("LineString", [[0, 0], [1, 1]]),
    "area": geometry("Polygon", [SQUARE]),
    "areas": geometry("MultiPolygon", [[SQUARE], [SQUARE]]),
    "heights": geometry("Point", [0, 0, 12.5]),
    "geometries": b'{"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [0, 0]}]}',
    "a property called crs": layer(point(crs="NAD 83")),
    "edge of the world": geometry("MultiPoint", [[-180, -90], [180, 90]]),
}
REFUSED = {
    "deep lists": (b"[" * 100_000, "its lists or objects are nested too deeply"),
    "deep objects": (b'{"a":' * 100_000, "its lists or objects are nested too deeply"),
    "33 deep": (
        layer(point(a=json.loads("[" * 29 + "]" * 29))),
        "its lists or objects are nested more than 32 levels deep",
    ),
    "NaN": (b'{"type": "Point",\n"coordinates": [NaN, 1]}', "line 2 contains NaN, which is not a number"),
    "infinity": (
        b'{"type": "Point", "coordinates": [-Infinity, 1]}',
        "line 1 contains -Infinity, which is not a number",
    ),
    "infinite by size": (b'{"type": "Point", "coordinates": [1e999, 1]}', "the number 1e999 is too large"),
    "endless integer": (
        b'{"type": "Point", "coordinates": [' + b"9" * 5000 + b", 1]}",
        "the number 999999999999… is too large",
    ),
    "name twice": (b'{"type": "Point", "type": "Point"}', "the name “type” appears twice in one object"),
    "crs": (
        layer(point(), crs={"type": "link", "properties": {"href": "http://127.0.0.1/"}}),
        "it sets its own coordinate system (“crs”), which GeoJSON no longer allows",
    ),
    "crs in a geometry": (
        b'{"type": "Point", "coordinates": [1, 1], "crs": "/etc/passwd"}',
        "it sets its own coordinate system (“crs”), which GeoJSON no longer allows",
    ),
    "NUL": (layer(point(name="a\x00b")), "a text value contains a character that can’t be stored"),
    "half a character": (layer(point(name="\ud800")), "a text value contains a character that can’t be stored"),
    "NUL in a name": (layer(point(**{"a\x00": 1})), "a name contains a character that can’t be stored"),
    "raw NUL": (b'{"type": "Po\x00int"}', "line 1 is not JSON (invalid control character at)"),
    "cut": (b'{\n"type": "Point",\n"coordinates": [1,', "line 3 is not JSON (expecting value)"),
    "not UTF-8": (b'{"type":\n "Caf\xe9"}', "line 2 is not UTF-8 text"),
    "projected": (
        layer(point(), point(500000.0, 4400000.0)),
        "feature 2 is outside longitude −180 to 180 and latitude −90 to 90",
    ),
    "no numbers": (geometry("Point", ["1", "2"]), "it has a position that is not two or three numbers"),
    "truth as a number": (geometry("Point", [True, False]), "it has a position that is not two or three numbers"),
    "flat line": (geometry("LineString", [0, 0]), "it has coordinates that are not a list"),
    "short line": (geometry("LineString", [[0, 0]]), "it has a line with fewer than two positions"),
    "open area": (geometry("Polygon", [[*SQUARE[:3], [0, 1]]]), "it has an area whose outline is not closed"),
    "list": (b"[1, 2]", "it is JSON, but not a map layer"),
    "other JSON": (b'{"name": "Sample"}', "it is not GeoJSON"),
    "unknown geometry": (
        layer({"type": "Feature", "geometry": {"type": "Circle"}, "properties": {}}),
        "feature 1 has an unknown geometry type",
    ),
    "page": (b"<html></html>", "it is a web page or an XML file"),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_check_accepts_sound_geojson(check_here, name):
    result = check_here(SOUND[name], "sample.geojson")

    assert (result.sentence, result.accepted) == ("", True)


@pytest.mark.parametrize("name", REFUSED)
def test_check_says_where_geojson_is_wrong(check_here, name):
    data, reason = REFUSED[name]

    result = check_here(data, "sample.geojson")

    assert (result.code, result.sentence) == ("geojson", f"We can’t use this GeoJSON: {reason}. {HINT}")


@pytest.mark.parametrize("name", ["deep lists", "NaN", "crs"])
def test_check_refuses_hostile_geojson_in_a_child_quickly(check_in_child, name):
    started = spent_seconds()

    result = check_in_child(REFUSED[name][0], "sample.geojson")

    assert result.code == "geojson"
    assert spent_seconds() - started < 2


def test_check_counts_features_and_bytes(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(layer(point(), point(), point()))
    codes = [
        check_file(path, "a.geojson", limits).code for limits in (Limits(geojson_features=2), Limits(geojson_bytes=50))
    ]

    assert codes == ["geojson", "too-large"]
