"""The map of a state with what its people drew: the layers that a person may see, and those laid over it."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import date
from functools import cache
from threading import Lock
from typing import Any

from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.files.layers.geometry import Bounds
from clearinghouse.lib.files.layers.thinning import Shape, thin
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.layer_map import Drawing, over_a_state
from clearinghouse.lib.parts import Part
from clearinghouse.lib.us_map import map_shapes
from documents.finding.rows import file_type_label
from documents.models import Document, DocumentVersion
from documents.reading import maps

MOST_LISTED, MOST_DRAWN, DRAWN_AT_FIRST = 50, 5, 3
MOST_MARKS, MOST_POSITIONS = 600, 4000  # of one layer, so that a page of five stays light
MOST_KEPT = 60  # layers that a process keeps as they were drawn
NO_SUCH_LAYER = "There is no map layer of this state at this address that you can see."
TOO_MANY = f"The map shows up to {MOST_DRAWN} layers at a time. These are the first ones that you chose."
_IS_LAYER = Q(file_type="geojson") | Q(file_type="kml") | Q(file_type="kmz") | Q(kind__slug="gis-layer")
_COLUMNS = (
    *("key", "title", "file_type", "dated_on", "is_sample", "shared_at"),
    *(f"current_version__{name}" for name in ("document", "storage_name", "file_type", "size", "sha256", "filename")),
    "current_version__status__layer",
)


@dataclass(frozen=True)
class Layer:
    """A map layer of the state. `version` is none where a map cannot show its file."""

    key: str
    title: str
    url: str
    file_type: str
    dated_on: date | None
    is_sample: bool
    version: DocumentVersion | None

    @property
    def table_url(self) -> str:
        """Its features close up and as a table."""
        return f"{address_of('documents:pages', self.key)}1/"


@dataclass(frozen=True)
class Drawn:
    """What a map shows of a layer's file, whoever sees it."""

    shapes: SafeString
    facts: Sequence[str]
    notes: Sequence[str]


@dataclass(frozen=True)
class LaidOver:
    """A layer on the map, with the number of its sign."""

    number: int
    layer: Layer
    drawn: Drawn


@dataclass(frozen=True)
class Neighbor:
    """An outline on the map: the state itself, or one around it with the address of its page."""

    name: str
    code: str
    path: str
    x: str
    y: str
    url: str


@dataclass(frozen=True)
class StateMap:
    """What templates/states/map.html shows."""

    layers: Sequence[Layer]
    has_more: bool
    drawing: Drawing | None
    outlines: tuple[Neighbor, ...]
    over: Sequence[LaidOver]
    problems: Sequence[str]

    @property
    def shown(self) -> set[str]:
        """The keys of the layers that lie on the map."""
        return {entry.layer.key for entry in self.over}

    @property
    def can_choose(self) -> bool:
        """Whether there is more than one that could lie there."""
        return sum(layer.version is not None for layer in self.layers) > 1


def map_of(code: str, user: Viewer, chosen: Sequence[str]) -> Part[StateMap]:
    """The state's layers that this person may see, the chosen ones drawn, else the newest."""
    return Part((_layers.asked(user, state=code),), lambda rows: _state_map(code, rows, chosen))


@StatementFor.planned_anew
def _layers(user: Viewer, state: str) -> QuerySet[Document]:
    # By the status that is read anyway: a subquery would read those of all layers.
    is_layer = _IS_LAYER | Q(current_version__status__layer__gt="")
    layers = Document.objects.visible_to(user).published().filter(is_layer, state=state)
    return layers.newest().select_related("current_version__status").only(*_COLUMNS)[: MOST_LISTED + 1]


def _state_map(code: str, rows: Sequence[Document], chosen: Sequence[str]) -> StateMap:
    layers = [_layer(row) for row in rows[:MOST_LISTED]]
    drawable = {layer.key: layer for layer in layers if layer.version is not None}
    asked = list(dict.fromkeys(key for key in chosen if key))
    found = [drawable[key] for key in asked if key in drawable]
    problems = []
    if len(found) < len(asked):
        problems.append(NO_SUCH_LAYER)
    if len(found) > MOST_DRAWN:
        problems.append(TOO_MANY)
    on_map = found[:MOST_DRAWN] if asked else list(drawable.values())[:DRAWN_AT_FIRST]
    return StateMap(
        layers=layers,
        has_more=len(rows) > MOST_LISTED,
        drawing=over_a_state(code) if drawable else None,
        outlines=_outlines(code) if drawable else (),
        over=[LaidOver(number, layer, _drawn(code, layer, number)) for number, layer in enumerate(on_map, start=1)],
        problems=problems,
    )


def _layer(row: Document) -> Layer:
    version = row.current_version
    return Layer(
        row.key,
        row.title,
        address_of("documents:detail", row.key),
        file_type_label(row.file_type),
        row.dated_on,
        row.is_sample,
        version if version is not None and version.status.layer else None,
    )


@cache
def _outlines(code: str) -> tuple[Neighbor, ...]:
    """Neighbors first, so that the state’s own border lies over theirs."""
    names = {shape.code: shape.name for shape in map_shapes()}
    states = sorted(over_a_state(code).states, key=lambda near: near.code == code)
    return tuple(
        Neighbor(
            names[near.code],
            *near,
            url="" if near.code == code else address_of("states:profile", near.code.lower()),
        )
        for near in states
    )


class _Kept:
    """Layers as they were drawn, the ones used last: a stored file never changes.

    SECURITY: asked only for a version that the person may see, whose random name is the key.
    """

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[str, str, int], Drawn] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, str, int]) -> Drawn | None:
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def put(self, key: tuple[str, str, int], drawn: Drawn) -> None:
        with self._lock:
            self._found[key] = drawn
            while len(self._found) > MOST_KEPT:
                self._found.popitem(last=False)


_kept = _Kept()


def _drawn(code: str, layer: Layer, number: int) -> Drawn:
    assert layer.version is not None  # only those are laid over the map
    key = (layer.version.storage_name, code, number)
    found = _kept.get(key)
    if found is None:
        shapes = maps.shapes_of(layer.version)
        if not shapes:
            return Drawn(SafeString(), (), [maps.why_without_map(layer.version)])
        found = _draw(shapes, over_a_state(code), number)
        _kept.put(key, found)
    return found


def _draw(kept: dict[str, Any], drawing: Drawing, number: int) -> Drawn:
    """The shapes of a file on a drawing, fewer where there are many."""
    in_sight = [
        Shape(*shape) for shape in kept["shapes"] if any(drawing.along(path) for path in maps.separate([shape]))
    ]
    thinned = thin(in_sight, Bounds(*kept["bounds"]), MOST_MARKS, MOST_POSITIONS) if in_sight else None
    few = {
        **kept,
        "shapes": thinned.shapes if thinned else [],
        "is_coarse": kept["is_coarse"] or (thinned is not None and thinned.is_coarse),
        "merged": kept.get("merged", 0) + (thinned.merged if thinned else 0),
    }
    points, lines, areas = maps.marks_of(few, drawing)
    marks = {"number": number, "points": points, "lines": lines, "areas": areas}
    notes = maps.notes_of(few, drawing)
    if not (points or lines or areas):
        notes = ["Nothing of this layer is within the map.", *notes]
    return Drawn(
        render_to_string("states/layer_shapes.html", marks),
        (f"{kept['features']:,}", f"{kept['features'] - kept.get('without', 0):,}"),
        notes,
    )
