"""The map of a state with what its people drew: the layers that a person may see, and those laid over it."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.files.layers.geometry import Bounds
from clearinghouse.lib.files.layers.thinning import Shape, thin
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.layer_map import Drawing, State, over_a_state
from clearinghouse.lib.parts import Part
from clearinghouse.lib.recent import Recent
from clearinghouse.lib.us_map import map_shapes
from documents.finding.rows import file_type_label
from documents.models import Document, DocumentVersion, VersionStatus
from documents.reading import maps

MOST_LISTED, MOST_DRAWN, DRAWN_AT_FIRST = 50, 5, 3
MOST_MARKS, MOST_POSITIONS = 600, 4000  # of one layer, so that a page of five stays light
_LETTERS = 56  # how high and how nearly half as wide a code is
MOST_KEPT = 60  # layers that a process keeps as they were drawn
NO_SUCH_LAYER = "There is no map layer of this state at this address that you can see."
TOO_MANY = f"The map shows up to {MOST_DRAWN} layers at a time. These are the first ones that you chose."
_IS_LAYER = Q(file_type="geojson") | Q(file_type="kml") | Q(file_type="kmz") | Q(kind__slug="gis-layer")
_FILE = "id", "document_id", "storage_name", "file_type", "size", "sha256", "filename"
_COLUMNS = (
    *("key", "title", "file_type", "dated_on", "is_sample", "current_version__status__layer"),
    *(f"current_version__{name}" for name in _FILE),
)


@dataclass(frozen=True)
class Layer:
    """A map layer of the state. `has_map` is false where a map cannot show its file."""

    key: str
    title: str
    url: str
    file_type: str
    dated_on: date | None
    is_sample: bool
    has_map: bool

    @property
    def table_url(self) -> str:
        """Its features close up and as a table."""
        return f"{address_of('documents:pages', self.key)}1/"


@dataclass(frozen=True)
class Drawn:
    """What a map shows of a layer's file, whoever sees it."""

    shapes: SafeString
    facts: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class LaidOver:
    """A layer on the map, with the number of its sign, and what the table says of it."""

    number: int
    layer: Layer
    facts: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Neighbor:
    """An outline on the map: the state itself, or one around it with the address of its page."""

    name: str
    code: str
    path: str
    x: str
    y: str
    url: str
    shows_code: bool


@dataclass(frozen=True)
class LayerList:
    """What templates/states/layers.html shows: of the layers on the map, and of all."""

    state: str
    over: tuple[LaidOver, ...]
    layers: tuple[Layer, ...]
    has_more: bool

    @property
    def shown(self) -> set[str]:
        """The keys of the layers that lie on the map."""
        return {entry.layer.key for entry in self.over}

    @property
    def drawable(self) -> list[Layer]:
        """Those that could lie there."""
        return [layer for layer in self.layers if layer.has_map]


@dataclass(frozen=True)
class StateMap:
    """What templates/states/map.html shows."""

    listed: LayerList
    drawing: Drawing | None
    outlines: SafeString
    shapes: Sequence[tuple[LaidOver, SafeString]]
    problems: Sequence[str]


_kept = Recent[Drawn](MOST_KEPT)


def map_of(code: str, user: Viewer, chosen: Sequence[str]) -> Part[StateMap]:
    """The state's layers that this person may see, the chosen ones drawn, else the newest."""
    return Part((_layers.asked(user, state=code),), lambda rows: _state_map(code, rows, chosen))


@StatementFor.planned_anew
def _layers(user: Viewer, state: str) -> QuerySet[Document, tuple[Any, ...]]:
    # From the index of versions with a layer; only the rows that are shown are joined to theirs.
    with_features = Exists(VersionStatus.objects.filter(~Q(layer=""), version=OuterRef("current_version")))
    layers = Document.objects.visible_to(user).published().filter(_IS_LAYER | Q(with_features), state=state)
    return layers.newest().values_list(*_COLUMNS)[: MOST_LISTED + 1]


def _state_map(code: str, rows: Sequence[tuple[Any, ...]], chosen: Sequence[str]) -> StateMap:
    listed = rows[:MOST_LISTED]
    layers = tuple(_layer(row) for row in listed)
    files = {layer.key: row[-len(_FILE) :] for layer, row in zip(layers, listed, strict=True)}
    drawable = {layer.key: layer for layer in layers if layer.has_map}
    asked = list(dict.fromkeys(key for key in chosen if key))
    found = [drawable[key] for key in asked if key in drawable]
    problems = []
    if len(found) < len(asked):
        problems.append(NO_SUCH_LAYER)
    if len(found) > MOST_DRAWN:
        problems.append(TOO_MANY)
    on_map = found[:MOST_DRAWN] if asked else list(drawable.values())[:DRAWN_AT_FIRST]
    shapes = []
    for number, layer in enumerate(on_map, start=1):
        drawn = _drawn(code, files[layer.key], number)
        shapes.append((LaidOver(number, layer, drawn.facts, drawn.notes), drawn.shapes))
    return StateMap(
        listed=LayerList(code, tuple(entry for entry, _ in shapes), layers, has_more=len(rows) > MOST_LISTED),
        drawing=over_a_state(code) if drawable else None,
        outlines=_outlines(code) if drawable else SafeString(),
        shapes=shapes,
        problems=problems,
    )


def _layer(row: tuple[Any, ...]) -> Layer:
    key, title, file_type, dated_on, is_sample, layer = row[: -len(_FILE)]
    url = address_of("documents:detail", key)
    return Layer(key, title, url, file_type_label(file_type), dated_on, is_sample, has_map=bool(layer))


@cache
def _outlines(code: str) -> SafeString:
    """The state and those around it; neighbors first, so that the state’s own border lies over theirs."""
    names = {shape.code: shape.name for shape in map_shapes()}
    drawing = over_a_state(code)
    outlines = []
    for near in sorted(drawing.states, key=lambda near: near.code == code):
        url = "" if near.code == code else address_of("states:profile", near.code.lower())
        outlines.append(Neighbor(names[near.code], *near, url=url, shows_code=_is_in_sight(near, drawing)))
    shown = {"outlines": outlines, "transform": drawing.states_transform}
    return render_to_string("states/map_outlines.html", shown)


def _is_in_sight(near: State, drawing: Drawing) -> bool:
    """Whether the whole code of a state is within the map, large as it is on a phone."""
    x, y = float(near.x), float(near.y)
    return _LETTERS <= x <= drawing.width - _LETTERS and _LETTERS <= y <= drawing.height - _LETTERS / 4


def _drawn(code: str, file: tuple[Any, ...], number: int) -> Drawn:
    """A stored file never changes, so what was drawn of it is kept by its random name.

    SECURITY: asked only for a file that the person may see.
    """
    version = dict(zip(_FILE, file, strict=True))
    key = version["storage_name"], code, number
    found = _kept.find(key)
    if found is None:
        stored = DocumentVersion(**version)
        shapes = maps.shapes_of(stored)
        if not shapes:
            return Drawn(SafeString(), (), (maps.why_without_map(stored),))
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
        tuple(notes),
    )
