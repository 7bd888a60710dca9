"""Positions, paths and bounds of GeoJSON geometries, also of those that cross the 180th meridian."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from clearinghouse.lib.files.layers.model import Feature

Geometry = dict[str, Any]
Position = list[float]
Place = tuple[float, float]
COLLECTION = "GeometryCollection"
# How many lists stand around one position: a Polygon is a list of rings, a ring a list of positions.
NESTING = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}

_EDGE = 179.999  # degrees: a line that ends here was cut at the 180th meridian
_ROUNDING = 1e-9


class Bounds(NamedTuple):
    """West is greater than east where the features lie on both sides of the 180th meridian (RFC 7946, 5.2)."""

    west: float
    south: float
    east: float
    north: float


def geometry_of(feature: Feature) -> Geometry | None:
    """Of a feature, or of a geometry that stands alone; None when it is empty."""
    geometry: Geometry | None = feature.get("geometry") if feature["type"] == "Feature" else feature
    return geometry if geometry and any(True for _ in paths(geometry)) else None


def members(geometry: Geometry) -> Iterator[Geometry]:
    """The geometry, or those of a collection of them."""
    if geometry["type"] != COLLECTION:
        yield geometry
        return
    for member in geometry["geometries"]:
        yield from members(member)


def paths(geometry: Geometry) -> Iterator[list[Position]]:
    """The points, lines and rings, each as a list of positions; empty ones are left out."""
    for member in members(geometry):
        yield from paths_of_one(member)


def paths_of_one(geometry: Geometry) -> list[list[Position]]:
    """Of a geometry that is no collection. The points of a MultiPoint are one list."""
    nesting = NESTING[geometry["type"]]
    found = geometry["coordinates"]
    if nesting == 0:
        return [[found]] if found else []
    found = [found]
    for _ in range(nesting - 1):
        found = [inner for outer in found for inner in outer]
    return [path for path in found if path]


def positions(features: Iterable[Feature]) -> Iterator[Position]:
    """All positions of checked features."""
    for feature in features:
        if geometry := geometry_of(feature):
            for path in paths(geometry):
                yield from path


def bounds_of(features: Iterable[Feature]) -> Bounds | None:
    """The smallest box around the features; None where none has a location."""
    spans: set[tuple[float, float]] = set()
    latitudes: list[float] = []
    for path in _continuous_paths(features):
        spans.add((min(longitude for longitude, _ in path), max(longitude for longitude, _ in path)))
        latitudes += [min(latitude for _, latitude in path), max(latitude for _, latitude in path)]
    if not spans:
        return None
    west, east = _around(spans)
    return Bounds(west, min(latitudes), east, max(latitudes))


def eastward(bounds: Bounds, path: Sequence[Position]) -> list[Place]:
    """The path's places with longitudes that go on from the western bound, so that nothing is torn apart."""
    places = _continuous(path)
    if bounds.west <= bounds.east and all(-180 <= longitude <= 180 for longitude, _ in places):
        return places
    turns = (min(longitude for longitude, _ in places) - bounds.west + _ROUNDING) // 360
    return [(longitude - 360 * turns, latitude) for longitude, latitude in places]


def wrapped(longitude: float) -> float:
    """Between -180 and 180; those that lie there stay as they are."""
    return longitude if -180 <= longitude <= 180 else (longitude + 180) % 360 - 180


def _continuous_paths(features: Iterable[Feature]) -> Iterator[list[Place]]:
    """Each point, line and ring of all features."""
    for feature in features:
        for geometry in members(geometry_of(feature) or {"type": COLLECTION, "geometries": []}):
            for path in paths_of_one(geometry):
                if geometry["type"] == "MultiPoint":
                    yield from ([(place[0], place[1])] for place in path)
                else:
                    yield _continuous(path)


def _continuous(path: Sequence[Position]) -> list[Place]:
    """A line that jumps from 179 to -179 goes on to 181: it crosses there, and does not go around the earth.

    Unless it touches 180 itself: then somebody cut it there, or it frames the whole earth.
    """
    places = [(place[0], place[1]) for place in path]
    jumps = any(abs(after[0] - before[0]) > 180 for before, after in pairwise(places))
    if not jumps or any(abs(longitude) >= _EDGE for longitude, _ in places):
        return places
    found = places[:1]
    for longitude, latitude in places[1:]:
        turns = round((found[-1][0] - longitude) / 360)
        found.append((longitude + 360 * turns, latitude))
    return found


def _around(spans: set[tuple[float, float]]) -> tuple[float, float]:
    """West and east of what remains of the earth when the widest gap between the spans is left out."""
    merged: list[list[float]] = []
    for west, east in sorted((wrapped(west), wrapped(west) + east - west) for west, east in spans):
        if merged and west <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], east)
        else:
            merged.append([west, east])
    while len(merged) > 1 and merged[0][0] + 360 <= merged[-1][1]:  # the last goes on beyond 180
        merged[-1][1] = max(merged[-1][1], merged.pop(0)[1] + 360)
    if merged[-1][1] - merged[0][0] >= 360:
        return -180.0, 180.0
    gaps = [after[0] - before[1] for before, after in pairwise(merged)]
    widest = max(gaps, default=0.0)
    if widest <= merged[0][0] + 360 - merged[-1][1]:  # the gap at the 180th meridian is as wide
        return merged[0][0], wrapped(merged[-1][1])
    place = gaps.index(widest)
    return merged[place + 1][0], wrapped(merged[place][1])
