"""The `outline` operation, in the child process: the shapes of a map layer, few enough to be drawn in a page."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from clearinghouse.lib.files.inspection import geojson
from clearinghouse.lib.files.inspection.archive import open_archive
from clearinghouse.lib.files.inspection.bundle import Nest, accepted_members, shapefile_of, unpacked
from clearinghouse.lib.files.layers import kml
from clearinghouse.lib.files.layers.geometry import (
    Bounds,
    Place,
    bounds_of,
    eastward,
    geometry_of,
    members,
    paths_of_one,
)
from clearinghouse.lib.files.layers.model import Feature, MapFile, label_of
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.types import FILE_TYPES, GEOJSON, KML, KMZ, SHAPEFILE, ZIP

_DECIMALS = 5  # of a degree: about a meter
_POINTS, _LINES, _AREAS = "point", "line", "area"
_KINDS = {
    **{"Point": _POINTS, "MultiPoint": _POINTS, "LineString": _LINES, "MultiLineString": _LINES},
    **{"Polygon": _AREAS, "MultiPolygon": _AREAS},
}

_LOADERS = {GEOJSON: geojson.load, KML: kml.load, KMZ: kml.load_packed}
Shape = tuple[str, str, list[list[Place]]]


def answer(stream: BinaryIO, arguments: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """{"file_type": "geojson"} → {"shapes": [[kind, label, [[[longitude, latitude], …], …]]], "features": 3, …}.

    Beside are how many features were drawn, how many have no location, and whether shapes were simplified.
    A shape of points has them in one list; one of areas has its rings.
    """
    features = [feature for found in _map_files(stream, arguments, limits) for feature in found.features()]
    drawn = features[: limits.map_features]
    bounds = bounds_of(drawn)
    shapes = [shape for feature in drawn for shape in _shapes(feature, bounds)] if bounds else []
    count = sum(len(path) for _, _, paths in shapes for path in paths)
    step = -(-count // limits.map_positions) if count else 1
    thinned = [(kind, label, [_thinned(path, step, kind) for path in paths]) for kind, label, paths in shapes]
    kept = list(_as_many(thinned, limits.map_positions * 2))
    is_coarse = step > 1 or len(kept) < len(shapes)
    without = sum(geometry_of(feature) is None for feature in drawn)
    return {
        "shapes": kept, "features": len(features), "drawn": len(drawn), "is_coarse": is_coarse, "without": without
    }  # fmt: skip


def _map_files(stream: BinaryIO, arguments: dict[str, Any], limits: Limits) -> list[MapFile]:
    """The map layers of a file; of a ZIP, those of all files right inside it."""
    file_type = FILE_TYPES[arguments.get("file_type", GEOJSON.slug)]
    if file_type is not ZIP:
        return [_LOADERS[file_type](stream, limits)]
    found = []
    with open_archive(stream, Nest.outermost(limits).budget) as archive:
        for info, kind in accepted_members(archive):
            if kind is SHAPEFILE:
                found.append(shapefile_of(archive, info, limits))
            elif kind in _LOADERS:
                with unpacked(archive, info, limits) as member:
                    found.append(_LOADERS[kind](member, limits))
    return found


def _as_many(shapes: Sequence[Shape], positions: int) -> Iterator[Shape]:
    """The first shapes that have so many positions together: short ones cannot be thinned."""
    for shape in shapes:
        positions -= sum(map(len, shape[2]))
        if positions < 0:
            return
        yield shape


def _shapes(feature: Feature, bounds: Bounds) -> Iterator[Shape]:
    geometry = geometry_of(feature)
    label = label_of(feature)
    for member in members(geometry) if geometry else ():
        kind, paths = _KINDS[member["type"]], paths_of_one(member)
        if kind == _POINTS:
            yield kind, label, [_rounded(place for path in paths for one in path for place in eastward(bounds, [one]))]
        else:
            yield kind, label, [_rounded(eastward(bounds, path)) for path in paths]


def _rounded(path: Iterable[Place]) -> list[Place]:
    return [(round(float(longitude), _DECIMALS), round(float(latitude), _DECIMALS)) for longitude, latitude in path]


def _thinned(path: list[Place], step: int, kind: str) -> list[Place]:
    """One position of every `step`; lines and rings keep their end."""
    if step == 1 or len(path) < 2 * step:
        return path
    return path[::step] if kind == _POINTS else [*path[:-1:step], path[-1]]
