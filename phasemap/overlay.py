"""A layer that somebody shared, laid over the phase map. Everything here starts at visible_to(user)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.standing import Viewer
from accounts.statements import StatementFor
from clearinghouse.lib.addresses import address_of
from clearinghouse.lib.frozen import dataclass
from clearinghouse.lib.layer_map import over_the_map
from clearinghouse.lib.parts import Part
from clearinghouse.lib.recent import Recent
from documents.models import Document, DocumentVersion, VersionStatus
from documents.reading import maps

MOST_LAYERS = 300
NO_SUCH_LAYER = "There is no map layer at this address that you can see."
_STATIONS = (
    ("available", "Station available"), ("planned", "Station planned"),
    ("unavailable", "Station temporarily unavailable"), ("other", "Station with another status"),
)  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """What follows from a layer's file alone. `shapes` is its SVG, empty where nothing can be drawn."""

    view_box: str
    facts: Sequence[tuple[str, str]]
    notes: Sequence[str]
    groups: Sequence[tuple[str, str]]
    shapes: SafeString


@dataclass(frozen=True)
class Overlay:
    """What templates/phasemap/overlay.html and drawing.html show of one layer."""

    key: str
    title: str
    is_sample: bool
    document_url: str
    table_url: str
    drawn: Drawn


@dataclass(frozen=True)
class Choices:
    """The layers that a person can lay over the map, by key and title; `has_more` says that some were left off."""

    rows: tuple[tuple[str, str], ...]
    has_more: bool

    def options(self, chosen: str) -> SafeString:
        """As options of a list; empty without a layer."""
        return _options.get((self.rows, chosen), lambda: _drawn_options(self.rows, chosen))


# A layer takes up to half a megabyte, a list of 300 options forty kilobytes. Whoever asks was allowed to first.
_drawn, _options = Recent[Drawn](8), Recent[SafeString](32)


def layers(user: Viewer) -> QuerySet[Document]:
    """Published documents that the person can see and whose current file a map can show."""
    shown = VersionStatus.objects.filter(layer__gt="", version=OuterRef("current_version"))
    return Document.objects.visible_to(user).published().filter(Exists(shown))


def layer_choices(user: Viewer) -> Part[Choices]:
    """The layers a person can see."""
    return Part((_titles.asked(user),), lambda rows: Choices(tuple(rows[:MOST_LAYERS]), len(rows) > MOST_LAYERS))


# Planned anew: with one plan for all, PostgreSQL reads all that the person may see.
@StatementFor.planned_anew
def _titles(user: Viewer) -> QuerySet[Document, tuple[str, str]]:
    return layers(user).order_by("title", "pk").values_list("key", "title")[: MOST_LAYERS + 1]


def _drawn_options(rows: Sequence[tuple[str, str]], chosen: str) -> SafeString:
    return format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        ((key, SafeString(" selected") if key == chosen else "", title) for key, title in rows),
    )


def overlay_of(key: str, user: Viewer) -> Overlay | None:
    """The layer of this document; None where there is none that the person can see."""
    found = _layer.rows(user, key=key)
    document = next(iter(found), None)
    if document is None or document.current_version is None:
        return None
    pages = address_of("documents:pages", document.key)
    return Overlay(
        document.key,
        document.title,
        document.is_sample,
        document.get_absolute_url(),
        f"{pages}1/",
        _drawn_of(document.current_version),
    )


@StatementFor
def _layer(user: Viewer, key: str) -> QuerySet[Document]:
    return layers(user).filter(key=key).select_related("current_version__status")


def _drawn_of(version: DocumentVersion) -> Drawn:
    """Kept by the random name of its shapes in storage, which never change."""
    name = maps.kept_name(version)
    if (known := _drawn.find(name)) is not None:
        return known
    kept = maps.shapes_of(version)
    if not kept:
        return _without_map(version)
    made = _draw(kept)
    _drawn.put(name, made)
    return made


def _draw(kept: dict[str, Any]) -> Drawn:
    drawing, view_box = over_the_map(maps.separate(kept["shapes"]))
    points, lines, areas = maps.marks_of(kept, drawing)
    return Drawn(
        view_box=view_box,
        facts=facts_of(kept),
        notes=maps.notes_of(kept, drawing),
        groups=[(name, label) for name, label in _STATIONS if any(point.group == name for point in points)],
        shapes=render_to_string("phasemap/overlay_shapes.html", {"points": points, "lines": lines, "areas": areas}),
    )


def facts_of(kept: dict[str, Any]) -> list[tuple[str, str]]:
    """How many features, where, and in which coordinate system."""
    facts = [("Features", f"{kept['features']:,}"), ("With a location", f"{kept['features'] - kept['without']:,}")]
    if bounds := kept.get("bounds"):
        facts.append(("Extent", "west {:.4g}, south {:.4g}, east {:.4g}, north {:.4g}".format(*bounds)))
    return [*facts, ("Coordinate system", "; ".join(kept.get("systems", [])))]


def _without_map(version: DocumentVersion) -> Drawn:
    """While the worker still reads a large file, or where it could not."""
    return Drawn(view_box="", facts=[], notes=[maps.why_without_map(version)], groups=[], shapes=SafeString())
