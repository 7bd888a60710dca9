"""The map of a map layer, drawn from its shapes, which a bounded child process read once.

A large layer is read by the worker: no page waits for it.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from clearinghouse.lib.files.limits import MB
from clearinghouse.lib.files.results import BETWEEN
from clearinghouse.lib.files.sandbox import ChildFailure, run_child
from clearinghouse.lib.files.types import CSV, GEOJSON, KML, KMZ, SHAPEFILE, ZIP
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.jobs import task_named
from clearinghouse.lib.layer_map import Drawing, Path, drawing_of
from documents.files import FileUnavailable, file_limits, local_copy
from documents.models import DocumentVersion, Page
from documents.reading.pictures import folder_of

_LAYERS = (GEOJSON, KML, KMZ, SHAPEFILE)
# A ZIP may hold layers, shapefiles most often; a CSV table may be a list of charging stations.
MAPPED = (GEOJSON.slug, KML.slug, KMZ.slug, ZIP.slug, CSV.slug)
READ_AT_ONCE = 5 * MB  # by the page that shows it; larger files wait for the worker


@dataclass(frozen=True)
class Mark:
    """One shape of the drawing: a point at x, y, or a path. The label is text of the file."""

    label: str
    x: str = ""
    y: str = ""
    path: str = ""
    group: str = ""


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
    if page.version.file_type == CSV.slug and not _is_about_stations(page):
        return None
    return map_of(page.version)


def _is_about_stations(page: Page) -> bool:
    return page.heading == "Summary" or page.heading.startswith("Stations ")


def _is_about_layers(page: Page) -> bool:
    if page.number == 1:
        return any(f"\t{file_type.label}\t" in page.text for file_type in _LAYERS)
    own = page.heading.rpartition(BETWEEN)[2]
    return own == "Summary" or own.startswith(("Features ", "Stations "))


def map_of(version: DocumentVersion) -> LayerMap | None:
    """The map of a version that the person may read; None where there is nothing to draw, or not yet."""
    kept = shapes_of(version)
    return _layer_map(kept) if kept else None


def shapes_of(version: DocumentVersion) -> dict[str, Any]:
    """As the `outline` operation answers; empty when the file cannot be read within its bounds, or is not read yet."""
    if version.file_type not in MAPPED:
        return {}
    name = kept_name(version)
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            kept: dict[str, Any] = json.load(file)
            return kept
    if version.size > READ_AT_ONCE:
        return {}
    try:
        return keep_shapes(version)
    except FileUnavailable:
        return {}


def is_waiting(version: DocumentVersion) -> bool:
    """Whether the worker has yet to read it."""
    return (
        version.file_type in MAPPED and version.size > READ_AT_ONCE and not default_storage.exists(kept_name(version))
    )


def why_without_map(version: DocumentVersion) -> str:
    """What to say instead of a map: while the worker still reads a large file, or where it could not."""
    if is_waiting(version):
        return "This layer is large, and we’re still preparing its map. Reload the page in a minute."
    return "We can’t draw this layer. Download the file to see it."


def keep_shapes(version: DocumentVersion) -> dict[str, Any]:
    """Read them in a bounded child process, and keep what it answers."""
    with local_copy(version) as path:
        answer = run_child("outline", path, {"file_type": version.file_type}, file_limits())
    found = {} if isinstance(answer, ChildFailure) or "shapes" not in answer else answer
    with suppress(FileExistsError):  # somebody else asked for it at the same moment
        default_storage.save(kept_name(version), ContentFile(json.dumps(found).encode()))
    return found


def outline(version_id: int) -> None:
    """For the worker: the shapes of a large layer, once."""
    version = DocumentVersion.objects.readable().select_related("status").filter(pk=version_id).first()
    if version is not None and version.file_type in MAPPED and not default_storage.exists(kept_name(version)):
        keep_shapes(version)


def queue_outline(version: DocumentVersion, pages: Sequence[object]) -> None:
    """Of a file that is ready and may be a layer: its map is there before somebody asks for it."""
    if version.status.layer:
        lock = f"outline-{version.pk}"
        with suppress(AlreadyEnqueued), transaction.atomic():
            task_named("documents.tasks.outline_layer", queueing_lock=lock).defer(version_id=version.pk)


def kept_name(version: DocumentVersion) -> str:
    """Where its shapes are in storage."""
    return f"{folder_of(version)}/map-2.json"


def _layer_map(kept: dict[str, Any]) -> LayerMap | None:
    shapes = kept["shapes"]
    drawing = drawing_of(separate(shapes))
    if drawing is None:
        return None
    located = kept["features"] - kept.get("without", 0)
    points, lines, areas = marks_of(kept, drawing)
    return LayerMap(
        drawing=drawing,
        title=f"Map of {located:,} {'feature' if located == 1 else 'features'}",
        note=" ".join(notes_of(kept, drawing)),
        points=points,
        lines=lines,
        areas=areas,
    )


def separate(shapes: Sequence[Any]) -> list[Path]:
    """Each line and ring, and each point alone."""
    return [
        part
        for kind, _, paths, *_ in shapes
        for path in paths
        for part in ([[place] for place in path] if kind == "point" else [path])
    ]


def marks_of(kept: dict[str, Any], drawing: Drawing) -> tuple[list[Mark], list[Mark], list[Mark]]:
    """Points, lines and areas as they stand on a drawing; what is nowhere on it is left out."""
    points: list[Mark] = []
    lines: list[Mark] = []
    areas: list[Mark] = []
    for kind, label, paths, *group in kept["shapes"]:
        of = group[0] if group else ""
        if kind == "point":
            spots = [_written(spot) for path in paths for place in path for spot in drawing.along([place])]
            points += [Mark(label, x, y, group=of) for x, y in spots]
        elif path := _path(drawing, paths, "z" if kind == "area" else ""):
            (areas if kind == "area" else lines).append(Mark(label, path=path, group=of))
    return points, lines, areas


def notes_of(kept: dict[str, Any], drawing: Drawing) -> list[str]:
    """What a reader should know of the map, in sentences."""
    sentences = []
    if without := kept.get("without"):
        sentences.append("One feature has no location." if without == 1 else f"{without:,} features have no location.")
    outside = kept.get("outside")
    if outside and drawing.is_whole:
        one = "One feature is outside the United States and isn’t on this map."
        sentences.append(
            one if outside == 1 else f"{outside:,} features are outside the United States and aren’t on this map."
        )
    if merged := kept.get("merged"):
        sentences.append(f"Features close together share a mark; {merged:,} aren’t drawn on their own.")
    if kept["is_coarse"]:
        sentences.append("Shapes are simplified. Download the file to see them in full.")
    if drawing.states:
        sentences.append("State borders are approximate.")
    return sentences


def _written(place: tuple[float, float]) -> tuple[str, str]:
    return f"{place[0]:.1f}", f"{place[1]:.1f}"


def _path(drawing: Drawing, paths: Sequence[Path], end: str = "") -> str:
    drawn = (drawing.along(path) for path in paths)
    return "".join("M" + "L".join(",".join(_written(place)) for place in path) + end for path in drawn if path)
