"""Map layers: a page that sums them up, then the properties of their features as rows."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

from clearinghouse.lib.files.inspection import geojson
from clearinghouse.lib.files.layers import kml
from clearinghouse.lib.files.layers.doubts import doubts
from clearinghouse.lib.files.layers.geometry import bounds_of, geometry_of
from clearinghouse.lib.files.layers.model import Feature, Layer, MapFile, Number, label_of
from clearinghouse.lib.files.reading.collector import TABLE_CHARACTERS, Collector
from clearinghouse.lib.files.reading.plain import add_rows
from clearinghouse.lib.files.results import BETWEEN, HiddenKind
from clearinghouse.lib.joining import joined

_MOST_NAMES = 200
_MOST_LISTED = 50


def read(stream: BinaryIO, collector: Collector) -> str:
    """Add the pages of a GeoJSON file to `collector`; the layer's name when it has one."""
    return add_pages(geojson.load(stream, collector.limits), collector)


def read_kml(stream: BinaryIO, collector: Collector) -> str:
    """The same of a KML file."""
    return add_pages(kml.load(stream, collector.limits), collector)


def read_kmz(stream: BinaryIO, collector: Collector) -> str:
    """The same of a KMZ file."""
    return add_pages(kml.load_packed(stream, collector.limits), collector)


def add_pages(found: MapFile, collector: Collector) -> str:
    """Add the summary and the tables of all layers; the file's title."""
    collector.layer = collector.layer or "features"
    for note in (*found.notes, *doubts(found)):
        collector.tell(note)
    for sentence in found.hidden:
        collector.hide(HiddenKind.LAYER, sentence)
    collector.add("Summary", "\n".join(_summary(found)))
    for layer in found.layers:
        _add_table(layer, collector)
    return found.title


def _summary(found: MapFile) -> Iterator[str]:
    features = list(found.features())
    if len(found.layers) > 1:
        yield f"Layers: {len(found.layers):,}"
        yield from (f"{layer.name}: {_counted(layer.features)}" for layer in found.layers)
    located = [(feature, geometry_of(feature)) for feature in features]
    yield f"Features: {_counted(features)}"
    kinds = Counter(geometry["type"] for _, geometry in located if geometry)
    if kinds:
        yield "Geometry: " + ", ".join(f"{kind} ({count:,})" for kind, count in kinds.most_common())
    if without := [label_of(feature) for feature, geometry in located if not geometry]:
        yield from _without_location([label for label in without if label])
    if bounds := bounds_of(features):
        yield "Bounding box: west {:.5g}, south {:.5g}, east {:.5g}, north {:.5g}".format(*bounds)
        if bounds.west > bounds.east:
            yield "The features lie on both sides of the 180th meridian."
    yield from found.facts
    if len(found.layers) == 1 and (names := found.layers[0].property_names()):
        yield "Properties: " + ", ".join(names[:_MOST_NAMES])


def _counted(features: list[Feature]) -> str:
    """ "2, one without a location"."""
    missing = sum(geometry_of(feature) is None for feature in features)
    words = {0: "", 1: ", one without a location"}.get(missing, f", {missing:,} without a location")
    return f"{len(features):,}{words}"


def _without_location(labels: list[str]) -> Iterator[str]:
    if labels:
        yield "Without a location: " + joined(labels[:_MOST_LISTED], more=len(labels) - _MOST_LISTED)


def _add_table(layer: Layer, collector: Collector) -> None:
    names = layer.property_names()
    if len(names) > _MOST_NAMES:
        collector.tell(f"The features have {len(names):,} properties. The first {_MOST_NAMES} are shown and searched.")
        names = names[:_MOST_NAMES]
    own_id = "feature id" if "id" in names else "id"
    has_ids = any("id" in feature for feature in layer.features)
    heads = [own_id, *names] if has_ids else names
    if not heads:
        return
    rows = (("\t".join(_cells(feature, names, has_ids)), number) for number, feature in enumerate(layer.features, 1))
    word = f"{layer.name}{BETWEEN}Features" if layer.name else "Features"
    add_rows(collector, rows, TABLE_CHARACTERS, word, "\t".join(map(_one_line, heads)))


def _cells(feature: Feature, names: list[str], has_ids: bool) -> Iterator[str]:
    if has_ids:
        yield _shown(feature.get("id"))
    properties = feature.get("properties") or {}
    yield from (_shown(properties.get(name)) for name in names)


def _shown(value: Any) -> str:
    """As it is written in the file; nothing for null."""
    return "" if value is None else _one_line(value if isinstance(value, str) else _written(value))


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(name)}: {_written(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, Number):
        return value.written
    return json.dumps(value, ensure_ascii=False)


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(text.split())
