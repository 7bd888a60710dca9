"""What looks wrong in a layer that is sound otherwise, in sentences for its uploader: nothing of it is changed."""

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from clearinghouse.lib.files.layers.geometry import Geometry, Position, geometry_of, members, paths
from clearinghouse.lib.files.layers.model import MapFile
from clearinghouse.lib.us_places import area_at

_LOOKED_AT = 20_000  # features
_LONGEST_RING = 400  # positions: every side is held against every other
_MOST_PAIRS = 2_000_000


def doubts(found: MapFile) -> Iterator[str]:
    """Each thing once, with how many features it is about."""
    looked_at = list(islice(filter(None, map(geometry_of, found.features())), _LOOKED_AT))
    yield from _about_places(looked_at)
    if any(len(path[0]) > 2 for geometry in looked_at for path in paths(geometry)):
        yield "The features have heights. The map doesn’t show them."
    rings = [list(_rings(geometry)) for geometry in looked_at]
    if clockwise := sum(any(_turn(ring) < 0 for ring in own[:1]) for own in rings):
        yield (
            f"Outlines that run clockwise: {clockwise:,}. The map draws them right, but RFC 7946 asks for "
            "counterclockwise ones, and some programs fill everything around them."
        )
    if crossing := _crossing(rings):
        yield f"Areas whose outline crosses itself: {crossing:,}. The map shows them as drawn. Check them."


def _about_places(geometries: Sequence[Geometry]) -> Iterator[str]:
    first = [next(iter(paths(geometry)))[0] for geometry in geometries]
    outside = [place for place in first if area_at(place[0], place[1]) is None]
    if not outside:
        return
    swapped = sum(area_at(place[1], place[0]) is not None for place in outside)
    if swapped * 2 > len(outside) and swapped * 2 > len(first):
        yield (
            "The features seem to have their latitude first: the other way around, they would be in the United "
            "States. Longitude comes first. Export the layer again, then upload the new file."
        )
        return
    yield (
        f"Features outside the states and territories: {len(outside):,}. The map of the United States leaves them out. "
        "Check their coordinates."
    )


def _rings(geometry: Geometry) -> Iterator[list[Position]]:
    """Outer outlines."""
    for member in members(geometry):
        polygons = {"Polygon": [member.get("coordinates")], "MultiPolygon": member.get("coordinates")}
        for polygon in polygons.get(member["type"]) or ():
            if polygon and polygon[0]:
                yield polygon[0]


def _turn(ring: Sequence[Position]) -> float:
    """Above 0 where it runs counterclockwise."""
    return sum(one[0] * other[1] - other[0] * one[1] for one, other in pairwise(ring))


def _crossing(rings: Sequence[Sequence[Sequence[Position]]]) -> int:
    """How many features have an outline that crosses itself, as far as there is time to look."""
    left, found = _MOST_PAIRS, 0
    for own in rings:
        for ring in own:
            if len(ring) <= _LONGEST_RING and (left := left - len(ring) ** 2 // 2) > 0 and _crosses(ring):
                found += 1
                break
    return found


def _crosses(ring: Sequence[Position]) -> bool:
    sides = list(pairwise(ring))
    for number, side in enumerate(sides):
        # Sides that meet in a corner don't count, nor the last with the first.
        others = islice(sides, number + 2, len(sides) - (number == 0))
        if any(_meet(side, other) for other in others):
            return True
    return False


def _meet(one: tuple[Position, Position], other: tuple[Position, Position]) -> bool:
    return _side(*one, other[0]) * _side(*one, other[1]) < 0 and _side(*other, one[0]) * _side(*other, one[1]) < 0


def _side(start: Position, end: Position, place: Position) -> float:
    return (end[0] - start[0]) * (place[1] - start[1]) - (end[1] - start[1]) * (place[0] - start[0])
