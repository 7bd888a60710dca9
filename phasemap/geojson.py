"""The phase map as GeoJSON by RFC 7946: longitude and latitude of WGS 84, with source and license beside each place."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.utils.text import slugify

from phasemap.drawing import PlaceMark, is_area
from phasemap.due import PhaseInYear, years_of
from phasemap.models import PhaseScheme
from phasemap.route import Stop

LICENSE = "Facts and schematic lines compiled by the EV States Clearinghouse; free to use with the source named"
CONTENT_TYPE = "application/geo+json"


def filename_of(scheme: PhaseScheme, year: int) -> str:
    """As it is saved."""
    return f"phase-map-{slugify(scheme.slug)}-{year}.geojson"


def collection(
    scheme: PhaseScheme, year: int, phases: Sequence[PhaseInYear], marks: Sequence[PlaceMark], base_url: str
) -> dict[str, Any]:
    """All places of a scheme as they stand in a year. What is no member of the standard is a foreign member of it."""
    return {
        "type": "FeatureCollection",
        "name": f"{scheme.name}, {year}",
        "source": scheme.source_name,
        "source_url": scheme.source_url,
        "license": LICENSE,
        "year": year,
        "phases": [_phase(entry) for entry in phases],
        "features": [_feature(mark, scheme, year, base_url) for mark in marks],
    }


def _phase(entry: PhaseInYear) -> dict[str, Any]:
    phase = entry.phase
    return {
        "number": phase.number,
        "name": phase.name,
        "layer": phase.layer,
        "years": years_of(phase),
        "status": entry.words,
        "source": phase.source_name,
        "source_url": phase.source_url,
    }


def _feature(mark: PlaceMark, scheme: PhaseScheme, year: int, base_url: str) -> dict[str, Any]:
    place, stops = mark.place, mark.of.stops
    return {
        "type": "Feature",
        "id": place.slug,
        "geometry": _geometry(stops),
        "properties": {
            "name": place.name,
            "type": place.kind,
            "scheme": scheme.name,
            "phase": mark.entry.phase.name,
            "years": years_of(mark.entry.phase),
            "year": year,
            "status": mark.entry.words,
            "about": place.about,
            "states": [state.pk for state in mark.of.states],
            "cities": list(dict.fromkeys(str(stop) for stop in stops)),
            "schematic": place.is_schematic,
            "sample": place.is_sample,
            "source": place.source_name,
            "source_url": place.source_url,
            "license": LICENSE,
            "url": f"{base_url}{mark.url}",
        },
    }


def _geometry(stops: Sequence[Stop]) -> dict[str, Any]:
    positions = [[stop.longitude, stop.latitude] for stop in stops]
    if len(positions) == 1:
        return {"type": "Point", "coordinates": positions[0]}
    if is_area(stops):
        return {"type": "Polygon", "coordinates": [_counterclockwise(positions)]}
    return {"type": "LineString", "coordinates": positions}


def _counterclockwise(ring: list[list[float]]) -> list[list[float]]:
    """As the standard wants outlines."""
    doubled = sum(one[0] * other[1] - other[0] * one[1] for one, other in pairwise(ring))
    return ring if doubled >= 0 else ring[::-1]
