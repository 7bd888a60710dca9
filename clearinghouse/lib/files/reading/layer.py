"""GeoJSON: a page that sums the layer up, then its properties as rows."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

from clearinghouse.lib.files.inspection import geojson
from clearinghouse.lib.files.reading.collector import TABLE_CHARACTERS, Collector
from clearinghouse.lib.files.reading.plain import add_rows

_MOST_NAMES = 200


def read(stream: BinaryIO, collector: Collector) -> str:
    """Add the pages to `collector`; the layer's name when it has one."""
    root = geojson.load(stream, collector.limits)
    features = root["features"] if root["type"] == "FeatureCollection" else [root]
    names = _property_names(features)
    collector.add("Summary", "\n".join(_summary(features, names)))
    if names:
        add_rows(collector, _property_rows(features, names), TABLE_CHARACTERS, "Features", "\t".join(names))
    name = root.get("name")
    return name if isinstance(name, str) else ""


def _summary(features: list[dict[str, Any]], names: list[str]) -> Iterator[str]:
    geometries = [feature.get("geometry") if feature["type"] == "Feature" else feature for feature in features]
    kinds = Counter(geometry["type"] if geometry else "none" for geometry in geometries)
    yield f"Features: {len(features):,}"
    yield "Geometry: " + ", ".join(f"{kind} ({count:,})" for kind, count in kinds.most_common())
    positions = [position for geometry in geometries if geometry for position in _positions(geometry)]
    if positions:
        west, east = min(p[0] for p in positions), max(p[0] for p in positions)
        south, north = min(p[1] for p in positions), max(p[1] for p in positions)
        yield f"Bounding box: west {west:.5g}, south {south:.5g}, east {east:.5g}, north {north:.5g}"
    if names:
        yield "Properties: " + ", ".join(names)


def _positions(geometry: dict[str, Any]) -> Iterator[list[float]]:
    """All positions of a checked geometry."""
    if geometry["type"] == "GeometryCollection":
        for member in geometry["geometries"]:
            yield from _positions(member)
        return
    level = [geometry["coordinates"]]
    while level and level[0] and isinstance(level[0][0], list):
        level = [member for members in level for member in members]
    yield from (position for position in level if position)


def _property_names(features: list[dict[str, Any]]) -> list[str]:
    names: dict[str, None] = {}
    for feature in features:
        names.update(dict.fromkeys(feature.get("properties") or {}))
    return list(names)[:_MOST_NAMES]


def _property_rows(features: list[dict[str, Any]], names: list[str]) -> Iterator[str]:
    for feature in features:
        properties = feature.get("properties") or {}
        yield "\t".join(_shown(properties.get(name)) for name in names)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return " ".join((value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).split())
