"""Shapefiles: a map layer in several files of one name, as GIS programs of state agencies exchange it."""

import io
import struct
from typing import Any

import shapefile

from clearinghouse.lib.files.layers import systems
from clearinghouse.lib.files.layers.dbf import BrokenTable, Table
from clearinghouse.lib.files.layers.geometry import positions
from clearinghouse.lib.files.layers.model import Feature, Layer, MapFile
from clearinghouse.lib.files.limits import MB, Limits
from clearinghouse.lib.files.refusals import Refused, broken, too_large
from clearinghouse.lib.frozen import dataclass

_WHAT = "a shapefile"
_HEADER = struct.Struct(">i20xi")
_CODE, _SHORTEST = 9994, 100


@dataclass(frozen=True)
class Parts:
    """The files of one shapefile; all but the first may be missing."""

    shp: bytes
    shx: bytes = b""
    dbf: bytes = b""
    prj: bytes = b""
    cpg: bytes = b""


def load(parts: Parts, limits: Limits) -> MapFile:
    """The checked layer, in longitude and latitude where its system is known."""
    if len(parts.shp) > limits.file_bytes or len(parts.dbf) > limits.file_bytes:
        raise too_large(limits.file_bytes)
    if len(parts.shp) > limits.shapefile_bytes or len(parts.dbf) > limits.shapefile_bytes:
        raise Refused(
            "too-large", f"This shapefile is larger than {limits.shapefile_bytes // MB} MB. Split it into layers."
        )
    _check_header(parts.shp)
    found = MapFile("", [Layer("", [])])
    geometries = _geometries(parts, limits)
    table = _table(parts, found)
    records = list(table.records()) if table else [{}] * len(geometries)
    if len(records) != len(geometries):
        found.notes.append(
            f"The layer has {len(geometries):,} shapes and {len(records):,} rows. We read them in order."
        )
    found.layers[0].features = _features(geometries, records)
    if deleted := sum(record is None for record in records):
        rows = "A deleted row is" if deleted == 1 else f"{deleted:,} deleted rows are"
        found.hidden.append(f"{rows} still in the table (.dbf); anyone who downloads the file can read them.")
    _place(found, parts, table)
    return found


def _check_header(shp: bytes) -> None:
    """The length that it declares, in words of two bytes, must be there."""
    if len(shp) < _HEADER.size:
        raise broken(_WHAT)
    code, words = _HEADER.unpack_from(shp)
    if code != _CODE or not _SHORTEST <= words * 2 <= len(shp):
        raise broken(_WHAT)


def _geometries(parts: Parts, limits: Limits) -> list[dict[str, Any] | None]:
    try:
        with shapefile.Reader(shp=io.BytesIO(parts.shp), shx=io.BytesIO(parts.shx) if parts.shx else None) as reader:
            found: list[dict[str, Any] | None] = []
            for shape in reader.iterShapes():
                if len(found) >= limits.geojson_features:
                    raise Refused(
                        "too-large", f"The layer has more than {limits.geojson_features:,} features. Split it."
                    )
                found.append(_geometry(shape))
    except (Refused, MemoryError):
        raise
    except Exception as error:  # of a hostile file it raises whatever it likes
        raise broken(_WHAT) from error
    return found


def _geometry(shape: Any) -> dict[str, Any] | None:
    if shape.shapeType == shapefile.NULL or not shape.points:
        return None
    found = shape.__geo_interface__
    return {"type": found["type"], "coordinates": _lists(found["coordinates"])}


def _lists(coordinates: Any) -> Any:
    """Positions as lists of two numbers, so that they can be converted in place."""
    if coordinates and isinstance(coordinates[0], int | float):
        return [float(coordinates[0]), float(coordinates[1])]
    return [_lists(member) for member in coordinates]


def _features(geometries: list[Any], records: list[dict[str, str] | None]) -> list[Feature]:
    count = max(len(geometries), len(records))
    geometries = geometries + [None] * (count - len(geometries))
    rows = records + [{}] * (count - len(records))
    return [
        {"type": "Feature", "properties": row, "geometry": geometry}
        for geometry, row in zip(geometries, rows, strict=True)
        if row is not None
    ]


def _table(parts: Parts, found: MapFile) -> Table | None:
    if not parts.dbf:
        found.notes.append(
            "The table (.dbf) is missing, so the features have no names or values. Add it to the ZIP file."
        )
        return None
    try:
        table = Table(parts.dbf, parts.cpg.decode("latin-1"))
    except BrokenTable as error:
        raise broken(_WHAT) from error
    if table.guess:
        found.notes.append(f"The table doesn’t say which character encoding it uses. We read it as {table.guess}.")
    if cut := table.names_that_may_be_cut():
        names = ", ".join(cut)
        found.facts.append(
            f"Names that may be cut off, because a shapefile’s column names have at most 10 letters: {names}"
        )
        found.notes.append(
            f"A shapefile’s column names have at most 10 letters, so these may be cut off: {names}. "
            "To keep the whole names, export as GeoJSON."
        )
    return table


def _place(found: MapFile, parts: Parts, table: Table | None) -> None:
    """Convert the coordinates, or take them away where nobody can say where they are."""
    is_projected = systems.seem_projected(positions(found.features()))
    try:
        system = systems.of_projection_file(parts.prj.decode("utf-8", "replace")) if parts.prj else None
        if system and (is_projected or system.is_geographic):
            system.convert(positions(found.features()))
            found.system = system.name
            found.facts.append(system.fact())
            found.notes.append(system.note())
            return
    except (systems.UnknownSystem, ValueError):
        is_projected = True
    if is_projected or any(abs(place[1]) > 90 for place in positions(found.features())):
        for feature in found.features():
            feature["geometry"] = None
        found.system = "Unknown"
        found.facts.append("There is no map, because the coordinate system of the layer isn’t known.")
        found.notes.append(
            "We can’t tell where the features are: the file that names the coordinate system (.prj) is missing or "
            "unknown. Add it to the ZIP file, or export with EPSG:4326."
        )
    elif not parts.prj:
        found.system = "Not named; longitude and latitude assumed"
        found.notes.append(
            "The file that names the coordinate system (.prj) is missing. We assumed longitude and latitude."
        )
