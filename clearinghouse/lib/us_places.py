"""Where a longitude and latitude is on the map of the 56 jurisdictions: in place, or in the inset of its area.

The map's outlines are in pixels of d3's geoAlbersUsa at scale 1300 (clearinghouse.lib.us_map): one cone for the states
that are drawn where they are, one each for Alaska and Hawaii, at another scale in a corner. Territories have a box.
"""

import math
from collections.abc import Callable, Sequence
from functools import cache, cached_property

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.us_map import Box, map_shapes

Place = tuple[float, float]
Project = Callable[[float, float], Place]
_SCALE, _CENTER_X, _CENTER_Y = 1300, 487.5, 305
_BOX_MARGIN = 3  # pixels
STATES = "states"


@dataclass(frozen=True)
class Area:
    """A part of the earth with a projection of its own. `east` is beyond 180 where it lies on both sides of it."""

    code: str
    name: str
    west: float
    south: float
    east: float
    north: float
    project: Project
    has_outlines: bool = True

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a place is in it, whichever way its longitude is counted."""
        return self.south <= latitude <= self.north and self.west <= _from(self.west, longitude) <= self.east


def _from(west: float, longitude: float) -> float:
    """The same meridian, counted on eastward from `west`."""
    return west + (longitude - west) % 360


@dataclass(frozen=True)
class _Cone:
    """An equal-area cone through two parallels, turned to a meridian, with a center, a scale and where that comes."""

    parallels: Place
    meridian: float
    center: Place
    scale: float
    x: float
    y: float

    def __call__(self, longitude: float, latitude: float) -> Place:
        x, y = self._flat((longitude - self.meridian + 180) % 360 - 180, latitude)
        return self.x + self.scale * (x - self._middle[0]), self.y - self.scale * (y - self._middle[1])

    @cached_property
    def _middle(self) -> Place:
        return self._flat(*self.center)

    @cached_property
    def _terms(self) -> tuple[float, float]:
        first, second = (math.sin(math.radians(parallel)) for parallel in self.parallels)
        n = (first + second) / 2
        return n, 1 + first * (2 * n - first)

    def _flat(self, longitude: float, latitude: float) -> Place:
        n, c = self._terms
        radius = math.sqrt(max(0.0, c - 2 * n * math.sin(math.radians(latitude)))) / n
        angle = n * math.radians(longitude)
        return radius * math.sin(angle), math.sqrt(c) / n - radius * math.cos(angle)


def _inset(shift_x: float, shift_y: float) -> Place:
    return _CENTER_X + shift_x * _SCALE, _CENTER_Y + shift_y * _SCALE


_LOWER_48 = _Cone((29.5, 45.5), -96, (-0.6, 38.7), _SCALE, _CENTER_X, _CENTER_Y)
_ALASKA = _Cone((55, 65), -154, (-2, 58.5), _SCALE * 0.35, *_inset(-0.307, 0.201))
_HAWAII = _Cone((8, 18), -157, (-3, 19.9), _SCALE, *_inset(-0.205, 0.212))
# Land with its near waters: west, south, east, north.
_TERRITORIES = {
    "PR": ("Puerto Rico", (-67.99, 17.85, -65.16, 18.6)),
    "VI": ("U.S. Virgin Islands", (-65.16, 17.62, -64.5, 18.45)),
    "GU": ("Guam", (144.55, 13.18, 145.05, 13.72)),
    "MP": ("Northern Mariana Islands", (144.8, 14.05, 146.15, 20.6)),
    "AS": ("American Samoa", (-171.2, -14.65, -168.05, -10.95)),
}


@cache
def areas() -> tuple[Area, ...]:
    """All areas of the map. Reads no file: the confined child that reads layers asks which area a place is in."""
    territories = [
        Area(code, name, *bounds, _in_box(code, bounds), has_outlines=False)
        for code, (name, bounds) in _TERRITORIES.items()
    ]
    return (
        Area(STATES, "the states", -125.2, 24.2, -66.5, 49.6, _LOWER_48),
        Area("AK", "Alaska", 172, 50.8, 231, 71.6, _ALASKA),
        Area("HI", "Hawaii", -160.7, 18.6, -154.5, 22.6, _HAWAII),
        *territories,
    )


def area_at(longitude: float, latitude: float) -> Area | None:
    """The area that holds a place; None outside the United States."""
    return next((area for area in areas() if area.holds(longitude, latitude)), None)


def area_of(path: Sequence[Place]) -> Area | None:
    """The area of a line or ring: that of its middle, else of the first of its places that is in one."""
    if len(path) == 1:
        return area_at(*path[0])
    longitudes, latitudes = [place[0] for place in path], [place[1] for place in path]
    middle = ((min(longitudes) + max(longitudes)) / 2, (min(latitudes) + max(latitudes)) / 2)
    return area_at(*middle) or next((area for place in path if (area := area_at(*place))), None)


def spot(longitude: float, latitude: float) -> Place | None:
    """Where a place is on the map, in its pixels; None outside the United States."""
    area = area_at(longitude, latitude)
    return area.project(longitude, latitude) if area else None


def _in_box(code: str, bounds: tuple[float, float, float, float]) -> Project:
    """Degrees as they fit into a territory's box, those of longitude as short as they are around there."""
    west, south, east, north = bounds
    shrink = math.cos(math.radians((south + north) / 2))

    def project(longitude: float, latitude: float) -> Place:
        box = _box_of(code)
        scale = min(
            (box.width - 2 * _BOX_MARGIN) / ((east - west) * shrink), (box.height - 2 * _BOX_MARGIN) / (north - south)
        )
        eastward = _from(west - 180, longitude) - (west + east) / 2
        return (
            box.x + box.width / 2 + eastward * shrink * scale,
            box.y + box.height / 2 - (latitude - (south + north) / 2) * scale,
        )

    return project


@cache
def _box_of(code: str) -> Box:
    box = next(shape.box for shape in map_shapes() if shape.code == code)
    assert box is not None  # every territory has one
    return box
