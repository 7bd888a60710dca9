"""Where the places of a map layer are in a drawing: on the map of states where they fit there, else on a plain grid."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.us_map import Shape, extent, map_shapes

WIDTH, TALLEST, MARGIN = 1000, 800, 100
_LEAST_EXTENT = 0.02  # degrees, so that one place alone is not magnified without end
# The Albers projection of the map of states, as us-atlas has it: d3's geoAlbersUsa at scale 1300.
_SCALE, _CENTER_X, _CENTER_Y = 1300, 487.5, 305
_WEST, _SOUTH, _EAST, _NORTH = -125, 24, -66.5, 49.5  # the states that are drawn where they are
_LEAST_STATES = 30  # pixels of that map: its outlines are right to four miles or so, too coarse for a town
_FAR = ("AK", "HI")  # drawn in a corner, at another scale

Place = tuple[float, float]
Projection = Callable[[float, float], Place]


class State(NamedTuple):
    """A state's outline, and where its code stands in the box."""

    code: str
    path: str
    x: str
    y: str


@dataclass(frozen=True)
class Drawing:
    """How to draw places of one layer: `at` gives a place's units in a box `width` × `height`, y downward.

    The outlines of `states` are in pixels of the map of states, which `states_transform` brings into the box.
    """

    width: int
    height: int
    at: Projection
    states: Sequence[State] = ()
    states_transform: str = ""


def drawing_of(places: Iterable[Place]) -> Drawing | None:
    """The drawing into which these longitudes and latitudes fit; None when there are none."""
    found = list(places)
    if not found:
        return None
    on_states = all(_WEST <= lon <= _EAST and _SOUTH <= lat <= _NORTH for lon, lat in found)
    flat = _albers if on_states else _plain(sum(lat for _, lat in found) / len(found))
    points = [flat(lon, lat) for lon, lat in found]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    north, south = min(y for _, y in points), max(y for _, y in points)
    least = _LEAST_EXTENT * (20 if on_states else 1)  # a degree is some 20 pixels of the map of states
    scale = min((WIDTH - 2 * MARGIN) / max(east - west, least), (TALLEST - 2 * MARGIN) / max(south - north, least))
    left = WIDTH / 2 - (west + east) / 2 * scale
    height = max(WIDTH // 2, round((south - north) * scale) + 2 * MARGIN)
    top = height / 2 - (north + south) / 2 * scale

    def at(longitude: float, latitude: float) -> Place:
        x, y = flat(longitude, latitude)
        return x * scale + left, y * scale + top

    has_states = on_states and max(east - west, south - north) >= _LEAST_STATES
    box = (-left / scale, -top / scale, (WIDTH - left) / scale, (height - top) / scale)
    return Drawing(
        *(WIDTH, height, at),
        states=[_state(shape, scale, left, top) for shape in _states_in(box)] if has_states else (),
        states_transform=f"translate({left:.1f} {top:.1f}) scale({scale:.4f})",
    )


def _plain(latitude: float) -> Projection:
    """Degrees, with those of longitude as short as they are around there."""
    shrink = max(0.1, math.cos(math.radians(latitude)))
    return lambda lon, lat: (lon * shrink, -lat)


def _albers(longitude: float, latitude: float) -> Place:
    x, y = _cone(longitude + 96, latitude)
    center_x, center_y = _cone(-0.6, 38.7)
    return _CENTER_X + _SCALE * (x - center_x), _CENTER_Y - _SCALE * (y - center_y)


def _cone(longitude: float, latitude: float) -> Place:
    """The equal-area cone through 29.5° and 45.5°, around its own meridian."""
    first = math.sin(math.radians(29.5))
    n = (first + math.sin(math.radians(45.5))) / 2
    c = 1 + first * (2 * n - first)
    radius = math.sqrt(c - 2 * n * math.sin(math.radians(latitude))) / n
    angle = n * math.radians(longitude)
    return radius * math.sin(angle), math.sqrt(c) / n - radius * math.cos(angle)


def _states_in(box: tuple[float, float, float, float]) -> list[Shape]:
    """The states that reach into a part of the map."""
    west, north, east, south = box
    return [
        shape
        for shape, (left, top, right, bottom) in _outlines()
        if left <= east and right >= west and top <= south and bottom >= north
    ]


def _state(shape: Shape, scale: float, left: float, top: float) -> State:
    return State(shape.code, shape.path, f"{shape.label_x * scale + left:.1f}", f"{shape.label_y * scale + top:.1f}")


@cache
def _outlines() -> list[tuple[Shape, tuple[float, float, float, float]]]:
    shapes = [shape for shape in map_shapes() if shape.path and shape.code not in _FAR]
    return [(shape, extent(shape.path)) for shape in shapes]
