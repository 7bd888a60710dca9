"""The map of a map layer, drawn from its shapes, which a bounded child process read once."""

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from clearinghouse.lib.files.results import BETWEEN
from clearinghouse.lib.files.sandbox import ChildFailure, run_child
from clearinghouse.lib.files.types import GEOJSON, KML, KMZ, SHAPEFILE, ZIP
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.layer_map import Drawing, Place, drawing_of
from documents.files import FileUnavailable, file_limits, local_copy
from documents.models import DocumentVersion, Page
from documents.reading.pictures import folder_of

_LAYERS = (GEOJSON, KML, KMZ, SHAPEFILE)
MAPPED = (GEOJSON.slug, KML.slug, KMZ.slug, ZIP.slug)  # a ZIP may hold layers: shapefiles most often


@dataclass(frozen=True)
class Mark:
    """One shape of the drawing: a point at x, y, or a path. The label is text of the file."""

    label: str
    x: str = ""
    y: str = ""
    path: str = ""


@dataclass(frozen=True)
class LayerMap:
    """What templates/documents/layer_map.html draws."""

    drawing: Drawing
    title: str
    note: str
    points: Sequence[Mark]
    lines: Sequence[Mark]
    areas: Sequence[Mark]


def map_beside(page: Page) -> LayerMap | None:
    """The map to show with a page: of a ZIP, with the list of its files and with the pages of its layers."""
    if page.version is None:
        return None
    if page.version.file_type == ZIP.slug and not _is_about_layers(page):
        return None
    return map_of(page.version)


def _is_about_layers(page: Page) -> bool:
    if page.number == 1:
        return any(f"\t{file_type.label}\t" in page.text for file_type in _LAYERS)
    own = page.heading.rpartition(BETWEEN)[2]
    return own == "Summary" or own.startswith("Features ")


def map_of(version: DocumentVersion) -> LayerMap | None:
    """The map of a version that the person may read; None where there is nothing to draw."""
    if version.file_type not in MAPPED:
        return None
    try:
        kept = _kept_shapes(version)
    except FileUnavailable:
        return None
    return _layer_map(kept) if kept else None


def _kept_shapes(version: DocumentVersion) -> dict[str, Any]:
    """As the `outline` operation answers; empty when the file could not be read within its bounds."""
    name = f"{folder_of(version)}/map.json"
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            kept: dict[str, Any] = json.load(file)
            return kept
    with local_copy(version) as path:
        answer = run_child("outline", path, {"file_type": version.file_type}, file_limits())
    found = {} if isinstance(answer, ChildFailure) or "shapes" not in answer else answer
    with suppress(FileExistsError):  # somebody else asked for it at the same moment
        default_storage.save(name, ContentFile(json.dumps(found).encode()))
    return found


def _layer_map(kept: dict[str, Any]) -> LayerMap | None:
    shapes = kept["shapes"]
    drawing = drawing_of((lon, lat) for _, _, paths in shapes for path in paths for lon, lat in path)
    if drawing is None:
        return None
    return LayerMap(
        drawing=drawing,
        title=f"Map of {kept['drawn']:,} {'feature' if kept['drawn'] == 1 else 'features'}",
        note=_note(kept, drawing),
        points=[
            Mark(label, *_place(drawing, place))
            for kind, label, paths in shapes
            if kind == "point"
            for path in paths
            for place in path
        ],
        lines=[Mark(label, path=_path(drawing, paths)) for kind, label, paths in shapes if kind == "line"],
        areas=[Mark(label, path=_path(drawing, paths, "z")) for kind, label, paths in shapes if kind == "area"],
    )


def _note(kept: dict[str, Any], drawing: Drawing) -> str:
    sentences = []
    if kept["drawn"] < kept["features"]:
        sentences.append(f"The map shows the first {kept['drawn']:,} of {kept['features']:,} features.")
    if without := kept.get("without"):
        sentences.append("One feature has no location." if without == 1 else f"{without:,} features have no location.")
    if kept["is_coarse"]:
        sentences.append("Shapes are simplified. Download the file to see them in full.")
    if drawing.states:
        sentences.append("State borders are approximate.")
    return " ".join(sentences)


def _place(drawing: Drawing, place: Place) -> tuple[str, str]:
    x, y = drawing.at(*place)
    return f"{x:.1f}", f"{y:.1f}"


def _path(drawing: Drawing, paths: Sequence[Sequence[Place]], end: str = "") -> str:
    return "".join("M" + "L".join(",".join(_place(drawing, place)) for place in path) + end for path in paths)
