"""Map layers of any size, made up: as GeoJSON, and as a zipped shapefile. `python -m benchmarks.layers 200000 FOLDER`.

Points stand in rows over the lower 48, lines and areas along them; all the same each time.
"""

import io
import json
import struct
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

WEST, SOUTH, WIDTH, HEIGHT = -124.0, 26.0, 56.0, 22.0
_COLUMNS = 500
_FIELDS = (("NAME", "C", 24), ("PORTS", "N", 4), ("STATUS", "C", 1), ("COUNTY", "C", 20))


def places(count: int) -> Iterator[tuple[float, float]]:
    """Longitudes and latitudes, row by row."""
    rows = max(1, -(-count // _COLUMNS))
    for number in range(count):
        row, column = divmod(number, _COLUMNS)
        yield round(WEST + WIDTH * column / _COLUMNS, 5), round(SOUTH + HEIGHT * row / rows, 5)


def properties(number: int) -> dict[str, Any]:
    """Of the feature of this number."""
    return {
        "NAME": f"Sample site {number}",
        "PORTS": number % 12 + 1,
        "STATUS": "EPT"[number % 3],
        "COUNTY": f"County {number % 300}",
    }


def geojson(count: int, kind: str = "Point", *, positions: int = 10) -> bytes:
    """A layer of so many points, lines ("LineString") or areas ("Polygon")."""
    features = [
        {
            "type": "Feature",
            "properties": properties(number),
            "geometry": {"type": kind, "coordinates": _coordinates(kind, *place, positions)},
        }
        for number, place in enumerate(places(count))
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")).encode()


def shapefile(count: int) -> bytes:
    """A ZIP file with a layer of so many points."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sites.shp", _shp(count))
        archive.writestr("sites.dbf", _dbf(count))
        archive.writestr("sites.cpg", "UTF-8")
    return packed.getvalue()


def _coordinates(kind: str, longitude: float, latitude: float, positions: int) -> Any:
    if kind == "Point":
        return [longitude, latitude]
    line = [[round(longitude + n / 200, 5), round(latitude + n % 2 / 200, 5)] for n in range(positions)]
    return line if kind == "LineString" else [[*line, [longitude, round(latitude - 0.02, 5)], line[0]]]


def _shp(count: int) -> bytes:
    body = bytearray()
    for number, place in enumerate(places(count), start=1):
        body += struct.pack(">ii", number, 10) + struct.pack("<idd", 1, *place)
    header = struct.pack(">i20xi", 9994, (100 + len(body)) // 2)
    box = struct.pack("<4d32x", WEST, SOUTH, WEST + WIDTH, SOUTH + HEIGHT)
    return header + struct.pack("<ii", 1000, 1) + box + bytes(body)


def _dbf(count: int) -> bytes:
    size = 1 + sum(width for _, _, width in _FIELDS)
    fields = b"".join(
        name.encode().ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([width, 0]) + bytes(14)
        for name, kind, width in _FIELDS
    )
    header = struct.pack("<BBBBLHH20x", 3, 126, 11, 30, count, 33 + len(fields), size)
    rows = (
        b" " + b"".join(str(properties(number)[name]).encode().ljust(width) for name, _, width in _FIELDS)
        for number in range(count)
    )
    return header + fields + b"\r" + b"".join(rows)


if __name__ == "__main__":
    amount, folder = int(sys.argv[1]), Path(sys.argv[2])
    (folder / "points.geojson").write_bytes(geojson(amount))
    (folder / "lines.geojson").write_bytes(geojson(amount // 10, "LineString"))
    (folder / "areas.geojson").write_bytes(geojson(amount // 10, "Polygon"))
    (folder / "points.zip").write_bytes(shapefile(amount))
