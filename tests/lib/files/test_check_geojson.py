import json

import pytest

from clearinghouse.lib.files.check import check_file
from clearinghouse.lib.files.limits import Limits
from tests.lib.files.samples import layer, point, sample
from tests.lib.files.stopwatch import spent_seconds

HINT = "Export it again as GeoJSON (RFC 7946, WGS 84), then upload the new file."

EXPORT = (
    "In QGIS, choose Export › Save Features As and the CRS “EPSG:4326 - WGS 84.” In ArcGIS Pro, use Features To JSON "
    "with “Project to WGS 84.” Then upload the new file."
)
EXPORTED_OTHERWISE = {"projected", "projected, and saying otherwise", "unknown system", "two systems"}


def crs(name: str, kind: str = "name") -> dict:
    return {"type": kind, "properties": {"href" if kind == "link" else "name": name}}


def geometry(kind: str, coordinates: object) -> bytes:
    return json.dumps({"type": kind, "coordinates": coordinates}).encode()


SQUARE = [[0, 0], [1, 0], [1, 1], [0, 0]]
LONGITUDE_LATITUDE = [
    "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "OGC:CRS84", "CRS84", "EPSG:4326", "epsg:4326",
    "http://www.opengis.net/def/crs/OGC/1.3/CRS84", "urn:ogc:def:crs:EPSG::4326", "urn:ogc:def:crs:EPSG:9.9.1:4326",
    "http://www.opengis.net/def/crs/EPSG/0/4326", "https://spatialreference.org/ref/epsg/4326/", "WGS 84", "WGS84",
    "http://www.opengis.net/gml/srs/epsg.xml#4326", "urn:x-ogc:def:crs:EPSG:4326",
]  # fmt: skip
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
    "no place": layer({"type": "Feature", "geometry": {"type": "Point", "coordinates": []}, "properties": {}}),
    "beyond 180": layer(point(-188.9, 51.2), point(540, 0)),
    "one feature a line": b"\n".join(json.dumps(point(n)).encode() for n in range(3)) + b"\n\n",
    "text sequence": b"".join(b"\x1e" + json.dumps(point(n), indent=1).encode() + b"\n" for n in range(3)),
    "one geometry a line": geometry("Point", [1, 1]) + b"\r\n" + geometry("Point", [2, 2]),
    "no system": layer(point(), crs=None),
    **{f"system {name}": layer(point(), crs=crs(name)) for name in LONGITUDE_LATITUDE},
    "system by link": layer(point(), crs=crs("http://www.opengis.net/def/crs/EPSG/0/4326", "link")),
    "system by code": layer(point(), crs={"type": "EPSG", "properties": {"code": 4326}}),
    "system of a geometry": json.dumps({"type": "Point", "coordinates": [1, 1], "crs": crs("EPSG:4326")}).encode(),
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
        "feature 2 has coordinates (500000, 4400000) that look like feet or meters of a projected system, "
        "not longitude and latitude",
    ),
    "projected, and saying otherwise": (
        layer(point(3093551.2, 1690123.4), crs=crs("EPSG:4326")),
        "feature 1 has coordinates (3093551.2, 1690123.4) that look like feet or meters of a projected system, "
        "not longitude and latitude",
    ),
    "latitude first": (layer(point(39.7, -105.1)), "feature 1 has its latitude first. GeoJSON puts longitude first"),
    "unknown system": (
        layer(point(), crs=crs("urn:ogc:def:crs:EPSG::99999")),
        "its coordinates are in EPSG:99999, a system that we don’t know",
    ),
    "two systems": (
        layer({**point(), "crs": crs("EPSG:3857")}, {**point(), "crs": crs("EPSG:4326")}),
        "its features are in more than one coordinate system",
    ),
    "outside its system": (
        layer(point(1e12, 1e12), crs=crs("EPSG:26913")),
        "its coordinates (1e+12, 1e+12) are outside EPSG:26913 (NAD83 / UTM zone 13N), the system it names",
    ),
    "TopoJSON": (b'{"type": "Topology", "objects": {}, "arcs": []}', "it is TopoJSON"),
    "Esri JSON": (b'{"geometryType": "esriGeometryPoint", "spatialReference": {"wkid": 4326}, "features": []}',
                  "it is Esri JSON"),
    "Esri features": (b'{"features": [{"attributes": {"a": 1}, "geometry": {"x": 1, "y": 2}}]}', "it is Esri JSON"),
    "a line that is cut": (
        json.dumps(point()).encode() + b'\n{"type": "Fea',
        "line 2 is not JSON (unterminated string starting at)",
    ),
    "a line that is none": (json.dumps(point()).encode() + b"\nsee above\n", "line 2 is not JSON (expecting value)"),
    "a list on a line": (json.dumps(point()).encode() + b"\n[1]\n", "feature 2 is not a feature"),
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

    hint = EXPORT if name in EXPORTED_OTHERWISE else HINT
    assert (result.code, result.sentence) == ("geojson", f"We can’t use this GeoJSON: {reason}. {hint}")


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
