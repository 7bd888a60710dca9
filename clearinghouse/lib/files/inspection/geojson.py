"""GeoJSON by RFC 7946 and the older kind, read by Python's own JSON parser and checked to the last number."""

import json
import math
import re
from typing import Any, BinaryIO, NoReturn

from clearinghouse.lib.files.inspection import signatures
from clearinghouse.lib.files.layers import systems
from clearinghouse.lib.files.layers.geometry import COLLECTION, NESTING, positions
from clearinghouse.lib.files.layers.model import Layer, MapFile, Number
from clearinghouse.lib.files.layers.systems import System
from clearinghouse.lib.files.limits import MB, Limits
from clearinghouse.lib.files.refusals import Refused
from clearinghouse.lib.files.text import one_line

_HINT = "Export it again as GeoJSON (RFC 7946, WGS 84), then upload the new file."
_EXPORT = (
    "In QGIS, choose Export › Save Features As and the CRS “EPSG:4326 - WGS 84.” In ArcGIS Pro, use Features To JSON "
    "with “Project to WGS 84.” Then upload the new file."
)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LONGEST_INTEGER = 300  # digits: what a float can hold
_TOKENS = re.compile(r'"(?:[^"\\\n]|\\.)*"|(-?Infinity|NaN)')
_RECORD = "\x1e"
_NUMBERS = (int, float, Number)
_MOST_LONGITUDE = 540


def load(stream: BinaryIO, limits: Limits) -> MapFile:
    """The checked layer, in longitude and latitude. Refusals name the line or the feature, as far as it is known."""
    root = _parsed(_text_of(stream, limits))
    if not isinstance(root, dict):
        raise _refused("it is JSON, but not a map layer")
    _refuse_strange_values(root, limits.geojson_depth)
    _refuse_other_formats(root)
    checker = _Checker(limits)
    checker.check_root(root)
    features = root["features"] if root["type"] == "FeatureCollection" else [root]
    name = root.get("name")
    found = MapFile(name if isinstance(name, str) else "", [Layer("", features)])
    if checker.system:
        _convert(found, checker.system)
    checker.check_ranges(found)
    return found


def inspect(stream: BinaryIO, limits: Limits) -> set[str]:
    """Refuse what is not sound GeoJSON. A map layer has no flags."""
    load(stream, limits)
    return set()


def _text_of(stream: BinaryIO, limits: Limits) -> str:
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
    return text


def _refused(reason: str, hint: str = _HINT) -> Refused:
    return Refused("geojson", f"We can’t use this GeoJSON: {reason}. {hint}")


def _refuse_other_formats(root: dict[str, Any]) -> None:
    features = root.get("features")
    first = features[0] if isinstance(features, list) and features else None
    if root.get("type") == "Topology":
        raise _refused("it is TopoJSON")
    if "type" not in root and ("spatialReference" in root or (isinstance(first, dict) and "attributes" in first)):
        raise _refused("it is Esri JSON")


def _convert(found: MapFile, system: System) -> None:
    """To longitude and latitude, unless they are that already: programs write the system of the screen, too."""
    if not system.is_geographic and not systems.seem_projected(positions(found.features())):
        found.notes.append(
            f"The file names {system.name}, but its coordinates are longitude and latitude. We read them as such."
        )
        return
    try:
        system.convert(positions(found.features()))
    except ValueError as error:
        raise _refused(f"its coordinates {error} are outside {system.name}, the system it names") from error
    found.system = system.name
    found.facts.append(system.fact())
    found.notes.append(system.note())


def _parsed(text: str) -> Any:
    """The root; of a file with one feature in each line, or after each record separator (RFC 8142), a collection."""
    if text.startswith(_RECORD):
        return _collected(text.split(_RECORD), text)
    try:
        return _value(text)
    except _NotJson as error:
        first, _, rest = text.partition("\n")
        if error.message != "extra data" or not rest.strip() or not first.strip().endswith("}"):
            raise error.refused() from error
    return _collected(text.splitlines(keepends=True), text)


def _collected(parts: list[str], text: str) -> dict[str, Any]:
    features: list[Any] = []
    line = 1
    for part in parts:
        if part.strip():
            try:
                root = _value(part)
            except _NotJson as error:
                raise _NotJson(error.line + line - 1, error.message).refused() from error
            is_collection = isinstance(root, dict) and root.get("type") == "FeatureCollection"
            features += root.get("features") or [] if is_collection else [_as_feature(root)]
        line += part.count("\n")
    return {"type": "FeatureCollection", "features": features}


def _as_feature(root: Any) -> Any:
    is_geometry = isinstance(root, dict) and root.get("type") in (*NESTING, COLLECTION)
    return {"type": "Feature", "properties": None, "geometry": root} if is_geometry else root


class _NotJson(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message

    def refused(self) -> Refused:
        return _refused(f"line {self.line} is not JSON ({self.message})")


def _value(text: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique,
            parse_int=_integer,
            parse_float=_number,
            parse_constant=lambda name: _refuse_constant(name, text),
        )
    except json.JSONDecodeError as error:
        raise _NotJson(error.lineno, error.msg.lower()) from error
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
    return number if repr(number) == digits else Number(digits)


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
        self.system: System | None = None
        self.is_system_known = False

    def check_root(self, root: dict[str, Any]) -> None:
        if root.get("type") != "FeatureCollection":
            self.check_object(root)
            return
        self.note_crs(root)
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
        self.note_crs(found)
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
        self.note_crs(geometry)
        kind = geometry.get("type")
        if kind == COLLECTION and isinstance(geometry.get("geometries"), list):
            for member in geometry["geometries"]:
                self.check_geometry(member)
        elif isinstance(kind, str) and kind in NESTING:
            self.check_positions(geometry.get("coordinates"), NESTING[kind])
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
        if not coordinates:
            return  # a point without a place, as some programs write it
        if not 2 <= len(coordinates) <= 4 or not all(type(number) in _NUMBERS for number in coordinates):
            raise self.refused("has a position that is not two or three numbers")

    def check_lengths(self, kind: str, coordinates: Any) -> None:
        """A line has two positions or more; a ring has four and ends where it begins."""
        lines = coordinates if kind == "MultiLineString" else [coordinates] if kind == "LineString" else []
        if any(len(line) < 2 for line in lines):
            raise self.refused("has a line with fewer than two positions")
        polygons = coordinates if kind == "MultiPolygon" else [coordinates] if kind == "Polygon" else []
        if any(len(ring) < 4 or ring[0] != ring[-1] for polygon in polygons for ring in polygon):
            raise self.refused("has an area whose outline is not closed")

    def note_crs(self, found: dict[str, Any]) -> None:
        """Remember the system that a file of the older kind names. All its parts must name the same."""
        if "crs" not in found:
            return
        try:
            system = systems.named_by_crs(found["crs"])
        except systems.UnknownSystem as error:
            named = str(error)
            if named.upper().startswith(("EPSG", "ESRI")):
                raise _refused(f"its coordinates are in {named}, a system that we don’t know", _EXPORT) from error
            raise _refused("it sets its own coordinate system (“crs”), which GeoJSON no longer allows") from error
        if self.is_system_known and system != self.system:
            raise _refused("its features are in more than one coordinate system", _EXPORT)
        self.system, self.is_system_known = system, True

    def check_ranges(self, found: MapFile) -> None:
        """Degrees, which may go on beyond 180 where a layer lies on both sides of that meridian."""
        is_collection = bool(self.feature)
        for number, feature in enumerate(found.features(), start=1):
            self.feature = number if is_collection else 0
            for longitude, latitude in (place[:2] for place in positions([feature])):
                if abs(longitude) <= _MOST_LONGITUDE and abs(latitude) <= 90:
                    continue
                if abs(longitude) <= 90 and abs(latitude) <= 180:
                    raise self.refused("has its latitude first. GeoJSON puts longitude first")
                raise self.refused(
                    f"has coordinates ({longitude:.10g}, {latitude:.10g}) that look like feet or meters of a projected "
                    "system, not longitude and latitude",
                    _EXPORT,
                )

    def refused(self, problem: str, hint: str = _HINT) -> Refused:
        return _refused(f"feature {self.feature:,} {problem}" if self.feature else f"it {problem}", hint)
