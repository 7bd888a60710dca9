"""Where the places of a map layer are in a drawing: on the map of states where they fit there, else on a plain grid."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.us_map import Box, Shape, extent, map_shapes, view_box
from clearinghouse.lib.us_places import STATES, Area, area_of, areas

WIDTH, TALLEST, MARGIN = 1000, 800, 100
_LEAST_EXTENT = 0.02  # degrees, so that one place alone is not magnified without end
_LEAST_STATES = 30  # pixels of that map: its outlines are right to four miles or so, too coarse for a town
_FAR = ("AK", "HI")  # drawn in a corner, at another scale
_FARTHEST_ALEUTIAN = (172.4, 52.9)
_AROUND_STATE = 0.08  # of its extent
_LEAST_AROUND_STATE = 24  # pixels of that map: of a district its neighbors are in sight

Place = tuple[float, float]
Path = Sequence[Place]
Projection = Callable[[float, float], Place]


class State(NamedTuple):
    """A state's outline, and where its code stands in the box."""

    code: str
    path: str
    x: str
    y: str


@dataclass(frozen=True)
class Drawing:
    """How to draw the paths of one layer: `along` gives the units of a path's places in a box `width` × `height`.

    It gives none for a path that is nowhere on the drawing. y goes downward. The outlines of `states` are in pixels of
    the map of states, which `states_transform` brings into the box.
    """

    width: int
    height: int
    along: Callable[[Path], list[Place]]
    states: Sequence[State] = ()
    states_transform: str = ""
    is_whole: bool = False  # of the country, with its insets

    def at(self, longitude: float, latitude: float) -> Place:
        """Of one place."""
        return self.along([(longitude, latitude)])[0]


def drawing_of(paths: Iterable[Path]) -> Drawing | None:
    """The drawing into which these lines, rings and points fit; None when there are none.

    Close up in one area, the map of the whole country where they lie in several of its areas, else a plain grid.
    """
    found = [path for path in paths if path]
    if not found:
        return None
    areas = {area.code if area else "": area for area in map(area_of, found)}
    inside = [area for area in areas.values() if area]
    if len(inside) > 1:
        return _whole_map(found)
    if len(areas) == 1 and inside and inside[0].has_outlines:
        return _close_up(found, inside[0].project, inside[0])
    return _close_up(found, _plain(found), None)


def _close_up(paths: Sequence[Path], flat: Projection, area: Area | None) -> Drawing:
    points = [flat(lon, lat) for path in paths for lon, lat in path]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    north, south = min(y for _, y in points), max(y for _, y in points)
    least = _LEAST_EXTENT * (20 if area else 1)  # a degree is some 20 pixels of the map of states
    scale = min((WIDTH - 2 * MARGIN) / max(east - west, least), (TALLEST - 2 * MARGIN) / max(south - north, least))
    left = WIDTH / 2 - (west + east) / 2 * scale
    height = max(WIDTH // 2, round((south - north) * scale) + 2 * MARGIN)
    top = height / 2 - (north + south) / 2 * scale

    def along(path: Path) -> list[Place]:
        return [(x * scale + left, y * scale + top) for x, y in (flat(lon, lat) for lon, lat in path)]

    has_states = area is not None and max(east - west, south - north) >= _LEAST_STATES
    box = (-left / scale, -top / scale, (WIDTH - left) / scale, (height - top) / scale)
    shapes = [shape for shape in _states_in(box) if _is_of(shape, area)] if has_states and area else []
    return Drawing(
        *(WIDTH, height, along),
        states=tuple(_state(shape, scale, left, top) for shape in shapes),
        states_transform=f"translate({left:.1f} {top:.1f}) scale({scale:.4f})",
    )


def _whole_map(paths: Sequence[Path]) -> Drawing:
    """The country with its insets, wider where the Aleutians reach beyond the drawing."""
    pixels = [place for path in paths for place in _on_map(path)]
    left, top, width, height = (float(number) for number in view_box().split())
    west = min([left, *(x - MARGIN / 5 for x, _ in pixels)])
    scale = WIDTH / (left + width - west)

    def along(path: Path) -> list[Place]:
        return [((x - west) * scale, (y - top) * scale) for x, y in _on_map(path)]

    return Drawing(
        *(WIDTH, round(height * scale), along),
        states=tuple(_state(shape, scale, -west * scale, -top * scale) for shape in map(_with_box, map_shapes())),
        states_transform=f"translate({-west * scale:.1f} {-top * scale:.1f}) scale({scale:.4f})",
        is_whole=True,
    )


def over_the_map(paths: Iterable[Path]) -> tuple[Drawing, str]:
    """For shapes laid over the map of states, in its own pixels; and the view box, wider for the Aleutians."""
    left, top, width, height = (float(number) for number in view_box().split())
    west = min([left, *(x - MARGIN / 5 for path in paths for x, _ in _on_map(path))])
    box = f"{west:.0f} {top:.0f} {left + width - west:.0f} {height:.0f}"
    return Drawing(int(width), int(height), _on_map, is_whole=True), box


@cache
def over_a_state(code: str) -> Drawing:
    """For shapes laid over one state and its neighbors; what is outside this box is nowhere on it."""
    shape = next(shape for shape in map_shapes() if shape.code == code)
    area = next((area for area in areas() if area.code == code), None) or areas()[0]
    left, top, right, bottom = extent(_with_box(shape).path)
    if code == "AK":
        left = min(left, area.project(*_FARTHEST_ALEUTIAN)[0])  # the outline ends east of them
    wide, tall = right - left, bottom - top
    across = max(wide * (1 + 2 * _AROUND_STATE), _LEAST_AROUND_STATE)
    down = max(tall * (1 + 2 * _AROUND_STATE), _LEAST_AROUND_STATE / 2)
    scale = min(WIDTH / across, TALLEST / down)
    height = round(down * scale)
    left, top = WIDTH / 2 - (left + right) / 2 * scale, height / 2 - (top + bottom) / 2 * scale

    def along(path: Path) -> list[Place]:
        if area_of(path) != area:
            return []
        spots = [(x * scale + left, y * scale + top) for x, y in (area.project(lon, lat) for lon, lat in path)]
        xs, ys = [x for x, _ in spots], [y for _, y in spots]
        is_in_sight = max(xs) >= 0 and min(xs) <= WIDTH and max(ys) >= 0 and min(ys) <= height
        return spots if is_in_sight else []

    seen = (-left / scale, -top / scale, (WIDTH - left) / scale, (height - top) / scale)
    shapes = [near for near in _states_in(seen) if _is_of(near, area)] if area.has_outlines else [_with_box(shape)]
    return Drawing(
        *(WIDTH, height, along),
        states=tuple(_state(near, scale, left, top) for near in shapes),
        states_transform=f"translate({left:.1f} {top:.1f}) scale({scale:.4f})",
    )


def _on_map(path: Path) -> list[Place]:
    """In pixels of the map of states; none outside the United States."""
    area = area_of(path)
    return [area.project(lon, lat) for lon, lat in path] if area else []


def _plain(paths: Sequence[Path]) -> Projection:
    """Degrees, with those of longitude as short as they are around there."""
    latitudes = [lat for path in paths for _, lat in path]
    shrink = max(0.1, math.cos(math.radians(sum(latitudes) / len(latitudes))))
    return lambda lon, lat: (lon * shrink, -lat)


def _is_of(shape: Shape, area: Area) -> bool:
    """Whether a close-up of the area shows this outline."""
    return shape.code not in _FAR if area.code == STATES else shape.code == area.code


def _with_box(shape: Shape) -> Shape:
    """A territory's outline is its box."""
    if shape.path or shape.box is None:
        return shape
    return Shape(shape.code, shape.name, _outline(shape.box), None, "", shape.label_x, shape.label_y)


def _outline(box: Box) -> str:
    return f"M{box.x},{box.y}l{box.width},0 0,{box.height} {-box.width},0z"


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
    return [(shape, extent(shape.path)) for shape in map_shapes() if shape.path]
