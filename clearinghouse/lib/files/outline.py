"""The `outline` operation, in the child process: the shapes of a map layer, few enough to be drawn in a page."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from clearinghouse.lib.files.inspection import geojson
from clearinghouse.lib.files.inspection.archive import open_archive
from clearinghouse.lib.files.inspection.bundle import Nest, accepted_members, shapefile_of, unpacked
from clearinghouse.lib.files.layers import kml, stations
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
from clearinghouse.lib.files.layers.thinning import AREAS, LINES, POINTS, Shape, thin
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.files.refusals import Refused
from clearinghouse.lib.files.types import CSV, FILE_TYPES, GEOJSON, KML, KMZ, SHAPEFILE, ZIP
from clearinghouse.lib.us_places import area_of

_DECIMALS = 5  # of a degree: about a meter
_KINDS = {
    **{"Point": POINTS, "MultiPoint": POINTS, "LineString": LINES, "MultiLineString": LINES},
    **{"Polygon": AREAS, "MultiPolygon": AREAS},
}

_LOADERS = {GEOJSON: geojson.load, KML: kml.load, KMZ: kml.load_packed, CSV: stations.load}


def answer(stream: BinaryIO, arguments: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """{"file_type": "geojson"} → {"shapes": [[kind, label, [[[longitude, latitude], …], …], group], …], "features": 3}.

    Beside are how many features have no location (`without`) and how many lie outside the United States (`outside`),
    whether shapes were simplified and how many share a mark, the layer's bounds, and its coordinate systems in words.
    A shape of points has them in one list; one of areas has its rings.
    """
    files = _map_files(stream, arguments, limits)
    features = [feature for found in files for feature in found.features()]
    bounds = bounds_of(features)
    by_feature = [list(_shapes(feature, bounds)) for feature in features] if bounds else []
    shapes = [shape for found in by_feature for shape in found]
    thinned = thin(shapes, bounds, limits.map_features, limits.map_positions) if bounds else None
    return {
        "shapes": thinned.shapes if thinned else [],
        "features": len(features),
        "without": sum(not found for found in by_feature) if bounds else len(features),
        "outside": sum(_is_outside(found) for found in by_feature),
        "is_coarse": bool(thinned and thinned.is_coarse),
        "merged": thinned.merged if thinned else 0,
        "bounds": list(map(float, bounds)) if bounds else None,
        "systems": list(dict.fromkeys(found.system for found in files)),
    }


def _is_outside(shapes: list[Shape]) -> bool:
    """Whether a feature with a location has none in the United States."""
    return bool(shapes) and not any(area_of(path) for shape in shapes for path in shape.paths)


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
                with unpacked(archive, info, limits) as member, _without_other_tables():
                    found.append(_LOADERS[kind](member, limits))
    return found


@contextmanager
def _without_other_tables() -> Iterator[None]:
    """A table of something else, beside the layers of a ZIP, has no place on the map."""
    try:
        yield
    except Refused as refusal:
        if refusal.code != "no-layer":
            raise


def _shapes(feature: Feature, bounds: Bounds) -> Iterator[Shape]:
    geometry = geometry_of(feature)
    label, group = label_of(feature), feature.get("group", "")
    for member in members(geometry) if geometry else ():
        kind, paths = _KINDS[member["type"]], paths_of_one(member)
        if kind == POINTS:
            places = (place for path in paths for one in path for place in eastward(bounds, [one]))
            yield Shape(kind, label, [_rounded(places)], group)
        else:
            yield Shape(kind, label, [_rounded(eastward(bounds, path)) for path in paths], group)


def _rounded(path: Iterable[Place]) -> list[Place]:
    return [(round(float(longitude), _DECIMALS), round(float(latitude), _DECIMALS)) for longitude, latitude in path]
