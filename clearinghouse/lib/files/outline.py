"""The `outline` operation, in the child process: the shapes of a map layer, few enough to be drawn in a page."""

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from clearinghouse.lib.files.inspection import geojson
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.text import one_line

_LABEL = 60
_DECIMALS = 5  # of a degree: about a meter
_POINTS, _LINES, _AREAS = "point", "line", "area"
_KINDS = {
    **{"Point": (_POINTS, 0), "MultiPoint": (_POINTS, 1), "LineString": (_LINES, 1), "MultiLineString": (_LINES, 2)},
    **{"Polygon": (_AREAS, 2), "MultiPolygon": (_AREAS, 3)},
}
_LABELS = ("name", "Name", "NAME", "title", "Title", "site", "Site")

Position = tuple[float, float]
Shape = tuple[str, str, list[list[Position]]]


def answer(stream: BinaryIO, arguments: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """{} → {"shapes": [[kind, label, [[[longitude, latitude], …], …]]], "features": 3, "drawn": 3, "is_coarse": false}.

    A shape of points has them in one list; one of areas has its rings.
    """
    root = geojson.load(stream, limits)
    features = root["features"] if root["type"] == "FeatureCollection" else [root]
    drawn = features[: limits.map_features]
    shapes = [shape for feature in drawn for shape in _shapes(feature)]
    count = sum(len(path) for _, _, paths in shapes for path in paths)
    step = -(-count // limits.map_positions) if count else 1
    thinned = [(kind, label, [_thinned(path, step, kind) for path in paths]) for kind, label, paths in shapes]
    kept = list(_as_many(thinned, limits.map_positions * 2))
    is_coarse = step > 1 or len(kept) < len(shapes)
    return {"shapes": kept, "features": len(features), "drawn": len(drawn), "is_coarse": is_coarse}


def _as_many(shapes: Sequence[Shape], positions: int) -> Iterator[Shape]:
    """The first shapes that have so many positions together: short ones cannot be thinned."""
    for shape in shapes:
        positions -= sum(map(len, shape[2]))
        if positions < 0:
            return
        yield shape


def _shapes(feature: dict[str, Any]) -> Iterator[Shape]:
    geometry = feature.get("geometry") if feature["type"] == "Feature" else feature
    label = _label(feature.get("properties") or {})
    for member in _members(geometry):
        kind, nesting = _KINDS[member["type"]]
        yield kind, label, [_rounded(path) for path in _paths(member["coordinates"], nesting)]


def _members(geometry: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    """The geometry, or those of a collection of them."""
    if geometry is None:
        return
    if geometry["type"] == "GeometryCollection":
        for member in geometry["geometries"]:
            yield from _members(member)
        return
    yield geometry


def _paths(coordinates: Any, nesting: int) -> list[Any]:
    """Lists of positions, however deep they lie."""
    if nesting == 0:
        return [[coordinates]]
    paths = [coordinates]
    for _ in range(nesting - 1):
        paths = [inner for outer in paths for inner in outer]
    return [path for path in paths if path]


def _rounded(path: Sequence[Sequence[float]]) -> list[Position]:
    return [(round(float(place[0]), _DECIMALS), round(float(place[1]), _DECIMALS)) for place in path]


def _thinned(path: list[Position], step: int, kind: str) -> list[Position]:
    """One position of every `step`; lines and rings keep their end."""
    if step == 1 or len(path) < 2 * step:
        return path
    return path[::step] if kind == _POINTS else [*path[:-1:step], path[-1]]


def _label(properties: dict[str, Any]) -> str:
    """What people would call the feature: its name, else its first words."""
    named = next((properties[name] for name in _LABELS if isinstance(properties.get(name), str)), None)
    words = named or next((value for value in properties.values() if isinstance(value, str)), "")
    return one_line(words, _LABEL)
