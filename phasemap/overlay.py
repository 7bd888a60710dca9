"""A layer that somebody shared, laid over the phase map. Everything here starts at visible_to(user)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.standing import Viewer
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.layer_map import over_the_map
from documents.models import Document, VersionStatus
from documents.reading import maps
from documents.reading.maps import Mark

MOST_LAYERS = 300
NO_SUCH_LAYER = "There is no map layer at this address that you can see."
_STATIONS = (
    ("available", "Station available"), ("planned", "Station planned"),
    ("unavailable", "Station temporarily unavailable"), ("other", "Station with another status"),
)  # fmt: skip


@dataclass(frozen=True)
class Overlay:
    """What templates/phasemap/overlay*.html show of one layer."""

    key: str
    title: str
    is_sample: bool
    document_url: str
    table_url: str
    view_box: str
    facts: Sequence[tuple[str, str]]
    notes: Sequence[str]
    groups: Sequence[tuple[str, str]]
    points: Sequence[Mark] = ()
    lines: Sequence[Mark] = ()
    areas: Sequence[Mark] = ()


def layers(user: Viewer) -> QuerySet[Document]:
    """Published documents that the person can see and whose current file a map can show."""
    shown = VersionStatus.objects.filter(layer__gt="", version=OuterRef("current_version"))
    return Document.objects.visible_to(user).published().filter(Exists(shown))


def layer_choices(user: Viewer) -> list[tuple[str, str]]:
    """Keys and titles of the layers a person can see, one more than are listed; one query."""
    return list(layers(user).order_by("title", "pk").values_list("key", "title")[: MOST_LAYERS + 1])


def overlay_of(key: str, user: Viewer) -> Overlay | None:
    """The layer of this document; None where there is none that the person can see."""
    document = layers(user).filter(key=key).select_related("current_version__status").first()
    if document is None or document.current_version is None:
        return None
    kept = maps.shapes_of(document.current_version)
    if not kept:
        return _without_map(document)
    drawing, view_box = over_the_map(maps.separate(kept["shapes"]))
    points, lines, areas = maps.marks_of(kept, drawing)
    return Overlay(
        *_head(document),
        view_box=view_box,
        facts=facts_of(kept),
        notes=maps.notes_of(kept, drawing),
        groups=[(name, label) for name, label in _STATIONS if any(point.group == name for point in points)],
        points=points,
        lines=lines,
        areas=areas,
    )


def facts_of(kept: dict[str, Any]) -> list[tuple[str, str]]:
    """How many features, where, and in which coordinate system."""
    facts = [("Features", f"{kept['features']:,}"), ("With a location", f"{kept['features'] - kept['without']:,}")]
    if bounds := kept.get("bounds"):
        facts.append(("Extent", "west {:.4g}, south {:.4g}, east {:.4g}, north {:.4g}".format(*bounds)))
    return [*facts, ("Coordinate system", "; ".join(kept.get("systems", [])))]


def _head(document: Document) -> tuple[str, str, bool, str, str]:
    pages = address_of("documents:pages", document.key)
    return document.key, document.title, document.is_sample, document.get_absolute_url(), f"{pages}1/"


def _without_map(document: Document) -> Overlay:
    assert document.current_version is not None  # layers() asks for one
    sentence = maps.why_without_map(document.current_version)
    return Overlay(*_head(document), view_box="", facts=[], notes=[sentence], groups=[])
