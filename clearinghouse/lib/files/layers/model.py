"""What the readers of map files give: layers of features, and what there is to say about them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from clearinghouse.lib.files.text import one_line

# As GeoJSON has it: {"type": "Feature", "id": …, "properties": {…}, "geometry": {…}}.
Feature = dict[str, Any]
_LABEL = 60
_NAMES = ("name", "title", "site", "label")


class Number(float):
    """A number of a file, with the digits as they are written there: 1.50, or 17 of them."""

    __slots__ = ("written",)
    written: str

    def __new__(cls, written: str) -> "Number":
        number = super().__new__(cls, written)
        number.written = written
        return number


@dataclass
class Layer:
    """Features that share a table. `name` is empty where a file has one layer and does not name it."""

    name: str
    features: list[Feature]

    def property_names(self) -> list[str]:
        """Of all features, in the order in which they come up."""
        names: dict[str, None] = {}
        for feature in self.features:
            names.update(dict.fromkeys(feature.get("properties") or {}))
        return list(names)


WGS_84 = "Longitude and latitude (WGS 84)"


@dataclass
class MapFile:
    """The layers of one file. `notes` are for the uploader, `facts` for everybody, `hidden` is named and not shown.

    `system` is the coordinate system that the file is in, in words.
    """

    title: str
    layers: list[Layer]
    notes: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    has_links: bool = False
    system: str = WGS_84

    def features(self) -> Iterator[Feature]:
        """Of all layers."""
        for layer in self.layers:
            yield from layer.features


def label_of(feature: Feature) -> str:
    """What people would call the feature: its name, else its first words."""
    properties = feature.get("properties") or {}
    texts = [(name, value) for name, value in properties.items() if isinstance(value, str) and value.strip()]
    named = next((value for wanted in _NAMES for name, value in texts if name.casefold() == wanted), None)
    return one_line(named or next((value for _, value in texts), ""), _LABEL)
