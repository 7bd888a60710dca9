"""Coordinate systems: which one a file names, and its coordinates as longitude and latitude of WGS 84."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from clearinghouse.lib.files.layers.geometry import Position
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.frozen import dataclass

if TYPE_CHECKING:
    import pyproj

# EPSG:4326, urn:ogc:def:crs:EPSG:9.9.1:4326, http://www.opengis.net/def/crs/EPSG/0/4326, …/epsg.xml#4326
_CODE = re.compile(r"(epsg|esri)[:/#._a-z]*(?:[\d.]*[:/]+)?(\d{4,6})(?![\d.])", re.IGNORECASE)
_LONGITUDE_LATITUDE = re.compile(r"\bcrs:?84\b|^wgs ?_?(?:19)?84$", re.IGNORECASE)
_NAMES = {"EPSG:3857": "Web Mercator", "ESRI:102100": "Web Mercator", "EPSG:900913": "Web Mercator"}
_SAME = {"EPSG:900913": "EPSG:3857", "EPSG:102100": "EPSG:3857", "EPSG:102113": "EPSG:3857", "EPSG:3785": "EPSG:3857"}
_WGS_84 = ("EPSG:4326", "EPSG:4979")
_OLD_DATUM = re.compile("1927|NAD ?27")
_PROJECTED_FROM = 400  # beyond it a number is no longitude, whoever goes on beyond 180
_AT_ONCE = 10_000


class UnknownSystem(Exception):
    """The exception's text names it as far as that is possible."""


@dataclass(frozen=True)
class System:
    """A coordinate system other than longitude and latitude of WGS 84."""

    name: str
    definition: str
    is_geographic: bool = False

    def fact(self) -> str:
        """For everybody."""
        return f"Coordinates: converted from {self.name}"

    def note(self) -> str:
        """For the uploader."""
        rough = " Locations can be off by tens of meters." if _OLD_DATUM.search(self.name) else ""
        if self.is_geographic:
            return f"The coordinates are in {self.name}. We converted them to WGS 84 for the map.{rough}"
        return (
            f"The coordinates are in {self.name}, not longitude and latitude. We converted them for the map.{rough} "
            "The file stays as it is; for other web maps, export with EPSG:4326."
        )

    def convert(self, positions: Iterable[Position]) -> None:
        """Write longitude and latitude into the positions. Raises ValueError where one lies outside the system."""
        transformer = _transformer(self.definition)
        batch: list[Position] = []
        for position in positions:
            batch.append(position)
            if len(batch) == _AT_ONCE:
                _convert(transformer, batch)
                batch = []
        _convert(transformer, batch)


def named_by_crs(crs: object) -> System | None:
    """The system of a "crs" member of old GeoJSON; None when it means longitude and latitude. Raises UnknownSystem."""
    if crs is None:
        return None
    if isinstance(crs, str):
        return named(crs)
    properties = crs.get("properties") if isinstance(crs, dict) else None
    if not isinstance(crs, dict) or not isinstance(properties, dict):
        raise UnknownSystem("")
    if str(crs.get("type")).upper() == "EPSG":
        return named(f"EPSG:{properties.get('code')}")
    return named(str(properties.get("name") or properties.get("href") or ""))


def named(name: str) -> System | None:
    """The same by its name, in any of the usual spellings."""
    if _LONGITUDE_LATITUDE.search(name.strip()):
        return None
    found = _CODE.search(name[:500])
    if found is None:
        raise UnknownSystem(one_line(name, 60))
    code = f"{found[1].upper()}:{found[2]}"
    return None if code in _WGS_84 else _system(_SAME.get(code, code), code)


def of_projection_file(text: str) -> System | None:
    """The system that the .prj of a shapefile describes; None for longitude and latitude. Raises UnknownSystem."""
    crs = _crs(text.strip())
    code = ":".join(crs.to_authority(min_confidence=70) or ())
    if code in _WGS_84:
        return None
    words = _NAMES.get(code) or one_line(crs.name.replace("_", " "), 80)
    return System(f"{code} ({words})" if code else words, text.strip(), crs.is_geographic)


def seem_projected(positions: Iterable[Position]) -> bool:
    """Whether any coordinates are too large for degrees."""
    return any(abs(position[0]) > _PROJECTED_FROM or abs(position[1]) > _PROJECTED_FROM for position in positions)


def _system(code: str, shown: str) -> System:
    crs = _crs(code)
    words = _NAMES.get(shown) or _NAMES.get(code) or one_line(crs.name, 80)
    return System(f"{shown} ({words})", code, crs.is_geographic)


@cache
def _crs(definition: str) -> pyproj.CRS:
    import pyproj  # slow to import; most layers need none

    try:
        if definition[:5].upper() in ("EPSG:", "ESRI:"):
            return pyproj.CRS.from_authority(*definition.split(":"))
        return pyproj.CRS.from_wkt(definition)
    except pyproj.exceptions.CRSError as error:
        raise UnknownSystem(definition[:20] if ":" in definition[:5] else "") from error


@cache
def _transformer(definition: str) -> Any:
    import pyproj

    return pyproj.Transformer.from_crs(_crs(definition), "EPSG:4326", always_xy=True)


def _convert(transformer: Any, batch: list[Position]) -> None:
    if not batch:
        return
    longitudes, latitudes = transformer.transform([place[0] for place in batch], [place[1] for place in batch])
    for position, longitude, latitude in zip(batch, longitudes, latitudes, strict=True):
        if not (abs(longitude) <= 360 and abs(latitude) <= 90):  # it gives infinity for what it cannot convert
            raise ValueError(f"({position[0]:g}, {position[1]:g})")
        position[:2] = longitude, latitude
