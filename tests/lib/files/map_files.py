"""Small map files of other programs: KML, KMZ and shapefiles."""

import io
import struct

import shapefile

from tests.lib.files.samples import zipped

WGS_84 = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)
COLORADO_FEET = (
    'PROJCS["NAD_1983_StatePlane_Colorado_Central_FIPS_0502_Feet",GEOGCS["GCS_North_American_1983",'
    'DATUM["D_North_American_1983",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic"],'
    'PARAMETER["False_Easting",3000000.000316083],PARAMETER["False_Northing",999999.999996],'
    'PARAMETER["Central_Meridian",-105.5],PARAMETER["Standard_Parallel_1",38.45],'
    'PARAMETER["Standard_Parallel_2",39.75],PARAMETER["Latitude_Of_Origin",37.83333333333334],'
    'UNIT["Foot_US",0.3048006096012192]]'
)


def kml(body: str, name: str = "Sites") -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2" '
        f'xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>{name}</name>{body}</Document></kml>'
    ).encode()


def placemark(name: str, more: str = "", place: str = "-104.9,39.7,0") -> str:
    point = f"<Point><coordinates>{place}</coordinates></Point>" if place else ""
    return f"<Placemark><name>{name}</name>{more}{point}</Placemark>"


def dbf(fields: list[tuple[str, str, int, int]], rows: list[list[bytes]], deleted: set[int] = frozenset()) -> bytes:
    """A table whose cells are these bytes; a field is (name, kind, width, decimals)."""
    size = 1 + sum(width for _, _, width, _ in fields)
    head = struct.pack("<BBBBLHH20x", 3, 126, 1, 1, len(rows), 32 + 32 * len(fields) + 1, size)
    columns = b"".join(struct.pack("<11sc4xBB14x", name.encode(), kind.encode(), w, d) for name, kind, w, d in fields)
    records = b"".join(
        (b"*" if number in deleted else b" ")
        + b"".join(cell.ljust(width) for cell, (_, _, width, _) in zip(row, fields, strict=True))
        for number, row in enumerate(rows)
    )
    return head + columns + b"\r" + records + b"\x1a"


def shapes(*places: tuple[float, float] | list | None) -> dict[str, bytes]:
    """The .shp and .shx of points; of polygons, where a place is a list of rings."""
    files = {"shp": io.BytesIO(), "shx": io.BytesIO()}
    kind = shapefile.POLYGON if any(isinstance(place, list) for place in places) else shapefile.POINT
    with shapefile.Writer(**files, shapeType=kind) as writer:
        for place in places:
            if place is None:
                writer.null()
            elif isinstance(place, list):
                writer.poly(place)
            else:
                writer.point(*place)
    return {name: file.getvalue() for name, file in files.items()}


def layer_files(name: str = "sites", **changed: bytes | None) -> dict[str, bytes]:
    """The members of a ZIP with one shapefile of two points."""
    fields = [("NAME", "C", 20, 0), ("CONNECTOR_", "C", 10, 0), ("ZIP", "N", 8, 0), ("RATE", "N", 8, 2),
              ("OPEN", "L", 1, 0), ("OPENED", "D", 8, 0)]  # fmt: skip
    rows = [
        ["Ternbeck Café".encode(), b"CCS", b"   02035", b"    1.50", b"T", b"20240315"],
        [b"Lostmere", b"", b"", b"", b"?", b""],
    ]
    parts: dict[str, bytes | None] = {
        **shapes((-105.1, 39.7), (-104.9, 40.0)), "dbf": dbf(fields, rows), "prj": WGS_84.encode(), "cpg": b"UTF-8",
        **changed,
    }  # fmt: skip
    return {f"{name}.{ending}": data for ending, data in parts.items() if data is not None}


def zipped_layer(name: str = "sites", **changed: bytes | None) -> bytes:
    return zipped(layer_files(name, **changed))
