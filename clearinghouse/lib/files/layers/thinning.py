"""Fewer shapes and positions, so that a layer of any size can be drawn in a page; nothing that has a place is lost."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from clearinghouse.lib.files.layers.geometry import Bounds, Place
from clearinghouse.lib.frozen import dataclass

POINTS, LINES, AREAS = "point", "line", "area"
_FINEST = 2000  # of the layer's extent: about half a pixel of a drawing
_LEAST = {LINES: 2, AREAS: 4}
_MOST_ROUNDS = 16


class Shape(NamedTuple):
    """What is drawn of a feature: of points all in one path; of areas the rings. `group` colors it."""

    kind: str
    label: str
    paths: list[list[Place]]
    group: str = ""


@dataclass(frozen=True)
class Thinned:
    """Shapes that are few enough; whether any is coarser than it was, and how many share a mark with another."""

    shapes: list[Shape]
    is_coarse: bool = False
    merged: int = 0


def thin(shapes: Sequence[Shape], bounds: Bounds, most_shapes: int, most_positions: int) -> Thinned:
    """Leave out positions closer than a tolerance, which doubles until the rest fits; small things become points.

    Points of a group that are as close as that share one.
    """
    if _marks(shapes) <= most_shapes and _positions(shapes) <= most_positions:
        return Thinned(list(shapes))
    extent = max((bounds.east - bounds.west) % 360 or 360.0 * (bounds.west > bounds.east), bounds.north - bounds.south)
    tolerance = max(extent, 1e-6) / _FINEST
    drawn = [shape for shape in shapes if shape.kind != POINTS]
    points = [
        _Spot(shape.label, place, shape.group) for shape in shapes if shape.kind == POINTS for place in shape.paths[0]
    ]
    for _ in range(_MOST_ROUNDS):
        drawn, small = _coarser(drawn, tolerance)
        points = _merged(points + small, tolerance)
        many = len(drawn) + len(points)
        if many <= most_shapes and _positions(drawn) + len(points) <= most_positions:
            break
        tolerance *= 4 if many > 16 * most_shapes else 2
    marks = [Shape(POINTS, _label(spot), [[spot.place]], spot.group) for spot in points]
    return Thinned([*drawn, *marks], is_coarse=True, merged=sum(spot.stands_for - 1 for spot in points))


class _Spot(NamedTuple):
    """A point, and how many it stands for."""

    label: str
    place: Place
    group: str
    stands_for: int = 1


def _marks(shapes: Iterable[Shape]) -> int:
    """How many things are drawn: each point of a shape of points is one."""
    return sum(len(shape.paths[0]) if shape.kind == POINTS else 1 for shape in shapes)


def _positions(shapes: Iterable[Shape]) -> int:
    return sum(len(path) for shape in shapes for path in shape.paths)


def _coarser(shapes: Sequence[Shape], tolerance: float) -> tuple[list[Shape], list[_Spot]]:
    """Lines and areas with fewer positions, and those too small to be seen as points."""
    kept, small = [], []
    for shape in shapes:
        paths = [path for path in (_sparse(path, tolerance) for path in shape.paths) if len(path) >= _LEAST[shape.kind]]
        if paths:
            kept.append(shape._replace(paths=paths))
        else:
            small.append(_Spot(shape.label, shape.paths[0][0], shape.group))
    return kept, small


def _sparse(path: Sequence[Place], tolerance: float) -> list[Place]:
    """The first and the last position, and those between that are far enough from the one before."""
    kept = [path[0]]
    x, y = path[0]
    for place in path[1:-1]:
        if abs(place[0] - x) + abs(place[1] - y) >= tolerance:
            kept.append(place)
            x, y = place
    last = path[-1]
    if len(kept) > 1 or abs(last[0] - x) + abs(last[1] - y) >= tolerance:
        kept.append(last)
    return kept


def _merged(points: Sequence[_Spot], tolerance: float) -> list[_Spot]:
    """One for each square of this size and group: the first of them, which then stands for all."""
    squares: dict[tuple[str, int, int], list[_Spot]] = {}
    for spot in points:
        square = (spot.group, round(spot.place[0] / tolerance), round(spot.place[1] / tolerance))
        squares.setdefault(square, []).append(spot)
    return [
        found[0]._replace(stands_for=sum(spot.stands_for for spot in found)) if len(found) > 1 else found[0]
        for found in squares.values()
    ]


def _label(spot: _Spot) -> str:
    if spot.stands_for == 1:
        return spot.label
    return f"{spot.label} and {spot.stands_for - 1:,} more" if spot.label else f"{spot.stands_for:,} features"
