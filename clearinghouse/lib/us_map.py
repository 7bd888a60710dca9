"""The map of the 56 jurisdictions: outlines from a data file, put together with what a page says of each state."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from clearinghouse.lib.frozen import dataclass

DATA_FILE = Path(__file__).resolve().parent / "data" / "us_map.json"
MARGIN = 4
_NUMBER = re.compile(r"-?\d+")


@dataclass(frozen=True)
class Box:
    """A labelled rectangle for a place too small, or too far away, to be drawn where it is."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Shape:
    """One jurisdiction as it is drawn: an SVG path, a box, or both joined by a leader line.

    Territories have a box only. All numbers are units of VIEW_BOX, y downward.
    """

    code: str
    name: str
    path: str
    box: Box | None
    leader: str
    label_x: int
    label_y: int


@dataclass(frozen=True)
class MapEntry:
    """What a page says of one jurisdiction. `region` numbers its colour from 1; 0 leaves it plain.

    `look` draws it by what it is instead: "present" or "missing", told apart by more than colour.
    """

    code: str
    url: str
    region: int = 0
    region_name: str = ""
    detail: str = ""
    look: str = ""


@dataclass(frozen=True)
class MapState:
    """One jurisdiction ready for components/us_map.html; `url` is empty when the page said nothing of it."""

    shape: Shape
    url: str
    region: int
    title: str
    look: str = ""


@dataclass(frozen=True)
class Outline:
    """One jurisdiction alone: its path and the box it fills."""

    name: str
    path: str
    view_box: str


@cache
def _data() -> tuple[str, tuple[Shape, ...]]:
    data = json.loads(DATA_FILE.read_text(encoding="utf-8"))
    shapes = tuple(
        Shape(
            code=row["code"],
            name=row["name"],
            path=row.get("path", ""),
            box=Box(*row["box"]) if "box" in row else None,
            leader=row.get("leader", ""),
            label_x=row["label"][0],
            label_y=row["label"][1],
        )
        for row in data["shapes"]
    )
    return data["view_box"], shapes


def view_box() -> str:
    """The drawing's SVG viewBox: "x y width height"."""
    return _data()[0]


def map_shapes() -> list[Shape]:
    """The 56 jurisdictions by name: 50 states, DC, PR, VI, GU, AS and MP."""
    return list(_data()[1])


def state_map(entries: Iterable[MapEntry]) -> list[MapState]:
    """All 56 jurisdictions with the page's entries joined by postal code, by name."""
    by_code = {entry.code: entry for entry in entries}
    return [_joined(shape, by_code.get(shape.code)) for shape in map_shapes()]


def _joined(shape: Shape, entry: MapEntry | None) -> MapState:
    # The code stands in the drawing, so it belongs to the spoken name too (WCAG 2.5.3).
    name = f"{shape.name} ({shape.code})"
    if entry is None:
        return MapState(shape=shape, url="", region=0, title=name)
    title = ", ".join(part for part in (name, entry.region_name, entry.detail) if part)
    return MapState(shape=shape, url=entry.url, region=entry.region, title=title, look=entry.look)


@cache
def outline_of(code: str) -> Outline | None:
    """The outline of one jurisdiction; None for the five territories, which the map has no outline of."""
    shape = next((shape for shape in map_shapes() if shape.code == code), None)
    if shape is None or not shape.path:
        return None
    left, top, right, bottom = extent(shape.path)
    width, height = right - left + 2 * MARGIN, bottom - top + 2 * MARGIN
    return Outline(shape.name, shape.path, f"{left - MARGIN} {top - MARGIN} {width} {height}")


def extent(path: str) -> tuple[float, float, float, float]:
    """Of a path whose rings begin at a place and go on by steps: "M277,237l84,10 …z"."""
    xs, ys = [], []
    for ring in filter(None, path.split("M")):
        x = y = 0
        numbers = [int(number) for number in _NUMBER.findall(ring)]
        for step_x, step_y in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + step_x, y + step_y
            xs.append(x)
            ys.append(y)
    return min(xs), min(ys), max(xs), max(ys)
