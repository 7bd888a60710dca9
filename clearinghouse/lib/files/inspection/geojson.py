"""GeoJSON by RFC 7946, read by Python's own JSON parser and checked to the last number."""

import json
import math
import re
from typing import Any, BinaryIO, NoReturn

from clearinghouse.lib.files.inspection import signatures
from clearinghouse.lib.files.limits import MB, Limits
from clearinghouse.lib.files.refusals import Refused
from clearinghouse.lib.files.text import one_line

_HINT = "Export it again as GeoJSON (RFC 7946, WGS 84), then upload the new file."
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LONGEST_INTEGER = 300  # digits: what a float can hold
_TOKENS = re.compile(r'"(?:[^"\\\n]|\\.)*"|(-?Infinity|NaN)')
# How many lists stand around one position: a Polygon is a list of rings, a ring a list of positions.
_NESTING = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_COLLECTION = "GeometryCollection"


def load(stream: BinaryIO, limits: Limits) -> dict[str, Any]:
    """The checked root object. Refusals name the line or the feature, as far as it is known."""
    stream.seek(0)
    data = stream.read(limits.geojson_bytes + 1)
    if len(data) > limits.geojson_bytes:
        raise Refused(
            "too-large", f"This GeoJSON is larger than {limits.geojson_bytes // MB} MB. Split it into layers."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _refused(f"line {line} is not UTF-8 text") from error
    if signatures.is_markup(text):
        raise _refused("it is a web page or an XML file")
    root = _parsed(text)
    if not isinstance(root, dict):
        raise _refused("it is JSON, but not a map layer")
    _refuse_strange_values(root, limits.geojson_depth)
    _Checker(limits).check_root(root)
    return root


def inspect(stream: BinaryIO, limits: Limits) -> set[str]:
    """Refuse what is not sound GeoJSON. A map layer has no flags."""
    load(stream, limits)
    return set()


def _refused(reason: str) -> Refused:
    return Refused("geojson", f"We can’t use this GeoJSON: {reason}. {_HINT}")


def _parsed(text: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique,
            parse_int=_integer,
            parse_float=_number,
            parse_constant=lambda name: _refuse_constant(name, text),
        )
    except json.JSONDecodeError as error:
        raise _refused(f"line {error.lineno} is not JSON ({error.msg.lower()})") from error
    except RecursionError as error:
        raise _refused("its lists or objects are nested too deeply") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _refused(f"the name “{one_line(twice, 40)}” appears twice in one object")
    return found


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_INTEGER:
        raise _refused(f"the number {digits[:12]}… is too large")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _refused(f"the number {digits[:12]} is too large")
    return number


def _refuse_constant(name: str, text: str) -> NoReturn:
    at = next((token.start(1) for token in _TOKENS.finditer(text) if token[1]), 0)
    line = text.count("\n", 0, at) + 1
    raise _refused(f"line {line} contains {name}, which is not a number")


def _refuse_strange_values(root: Any, deepest: int) -> None:
    """Walk without recursion: depth, and strings that no database can store."""
    level = [root]
    for _ in range(deepest):
        following: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                if any(_UNSTORABLE.search(name) for name in value):
                    raise _refused("a name contains a character that can’t be stored")
                children: Any = value.values()
            else:
                children = value
            for child in children:
                if isinstance(child, dict | list):
                    following.append(child)
                elif isinstance(child, str) and _UNSTORABLE.search(child):
                    raise _refused("a text value contains a character that can’t be stored")
        if not following:
            return
        level = following
    raise _refused(f"its lists or objects are nested more than {deepest} levels deep")


class _Checker:
    """Checks the shape of a layer and remembers which feature it is at, for the refusal."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.feature = 0

    def check_root(self, root: dict[str, Any]) -> None:
        if root.get("type") != "FeatureCollection":
            self.check_object(root)
            return
        self.refuse_crs(root)
        features = root.get("features")
        if not isinstance(features, list):
            raise _refused("its list of features is missing")
        if len(features) > self.limits.geojson_features:
            raise _refused(f"it has more than {self.limits.geojson_features:,} features")
        for self.feature, feature in enumerate(features, start=1):
            if not isinstance(feature, dict) or feature.get("type") != "Feature":
                raise self.refused("is not a feature")
            self.check_object(feature)

    def check_object(self, found: dict[str, Any]) -> None:
        """A Feature or a geometry."""
        self.refuse_crs(found)
        if found.get("type") != "Feature":
            self.check_geometry(found)
            return
        if not isinstance(found.get("properties"), dict | None):
            raise self.refused("has properties that are not a table of names and values")
        if found.get("geometry") is not None:
            self.check_geometry(found["geometry"])

    def check_geometry(self, geometry: Any) -> None:
        if not isinstance(geometry, dict):
            raise self.refused("has a geometry that is not an object")
        self.refuse_crs(geometry)
        kind = geometry.get("type")
        if kind == _COLLECTION and isinstance(geometry.get("geometries"), list):
            for member in geometry["geometries"]:
                self.check_geometry(member)
        elif isinstance(kind, str) and kind in _NESTING:
            self.check_positions(geometry.get("coordinates"), _NESTING[kind])
            self.check_lengths(kind, geometry["coordinates"])
        else:
            raise self.refused("has an unknown geometry type" if self.feature else "is not GeoJSON")

    def check_positions(self, coordinates: Any, nesting: int) -> None:
        if not isinstance(coordinates, list):
            raise self.refused("has coordinates that are not a list")
        if nesting:
            for member in coordinates:
                self.check_positions(member, nesting - 1)
            return
        if not 2 <= len(coordinates) <= 4 or not all(type(number) in (int, float) for number in coordinates):
            raise self.refused("has a position that is not two or three numbers")
        longitude, latitude = coordinates[:2]
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
            raise self.refused("is outside longitude −180 to 180 and latitude −90 to 90")

    def check_lengths(self, kind: str, coordinates: Any) -> None:
        """A line has two positions or more; a ring has four and ends where it begins."""
        lines = coordinates if kind == "MultiLineString" else [coordinates] if kind == "LineString" else []
        if any(len(line) < 2 for line in lines):
            raise self.refused("has a line with fewer than two positions")
        polygons = coordinates if kind == "MultiPolygon" else [coordinates] if kind == "Polygon" else []
        if any(len(ring) < 4 or ring[0] != ring[-1] for polygon in polygons for ring in polygon):
            raise self.refused("has an area whose outline is not closed")

    def refuse_crs(self, found: dict[str, Any]) -> None:
        if "crs" in found:
            raise _refused("it sets its own coordinate system (“crs”), which GeoJSON no longer allows")

    def refused(self, problem: str) -> Refused:
        return _refused(f"feature {self.feature:,} {problem}" if self.feature else f"it {problem}")
