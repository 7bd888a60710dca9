"""KML and KMZ: folders as layers, placemarks as features, with the words of their descriptions."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from clearinghouse.lib.files.inspection import signatures
from clearinghouse.lib.files.inspection.archive import Budget, open_archive, read_entry
from clearinghouse.lib.files.layers.geometry import COLLECTION
from clearinghouse.lib.files.layers.model import Feature, Layer, MapFile, label_of
from clearinghouse.lib.files.limits import MB, Limits
from clearinghouse.lib.files.refusals import Refused, mismatch
from clearinghouse.lib.files.text import one_line
from clearinghouse.lib.files.types import KML, KMZ

_CONTAINERS = ("Document", "Folder")
_FEATURES = ("Placemark", "NetworkLink", "GroundOverlay", "PhotoOverlay", "ScreenOverlay", *_CONTAINERS)
_AROUND_COMMA = re.compile(r"\s*,\s*")
_ENDS_PASSAGE = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "table", "ul"}
_UNSHOWN = {"script", "style", "head", "title"}
_MOST_HIDDEN = 20
_Coordinates = list[list[float]]


def load(stream: BinaryIO, limits: Limits) -> MapFile:
    """The layers of a KML file. Refusals name the feature."""
    stream.seek(0)
    reader = _Reader(limits)
    reader.read(stream.read(limits.geojson_bytes + 1))
    return reader.found()


def load_packed(stream: BinaryIO, limits: Limits) -> MapFile:
    """The layers of a KMZ file: those of each KML file inside, doc.kml first."""
    budget = Budget(limits.zip_entries, limits.zip_unpacked_bytes, limits.zip_ratio, "This KMZ file")
    reader = _Reader(limits)
    with open_archive(stream, budget) as archive:
        inside = [info for info in archive.infolist() if info.filename.lower().endswith(".kml")]
        if not inside:
            raise mismatch(KMZ.article, signatures.describe("zip", stream))
        for info in sorted(inside, key=lambda info: (info.filename.lower() != "doc.kml", info.filename)):
            if info.file_size > limits.geojson_bytes:
                raise _too_large(limits)
            reader.read(read_entry(archive, info, "a KMZ file"))
    return reader.found()


def _refused(reason: str, code: str = "kml") -> Refused:
    return Refused(code, f"We can’t use this map layer: {reason}. Export it again as KML, then upload the new file.")


def _too_large(limits: Limits) -> Refused:
    return Refused("too-large", f"This map layer is larger than {limits.geojson_bytes // MB} MB. Split it into layers.")


class _Reader:
    """Gathers layers by the names of their folders, and remembers which feature it is at."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.title = ""
        self.layers: dict[str, list[Feature]] = {}
        self.hidden: list[str] = []
        self.labels: dict[str, dict[str, str]] = {}
        self.count = self.links = self.overlays = 0

    def read(self, data: bytes) -> None:
        """One KML file."""
        if len(data) > self.limits.geojson_bytes:
            raise _too_large(self.limits)
        root = _parsed(data)
        if _name(root) not in ("kml", *_FEATURES):
            raise mismatch(KML.article, "a web page or an XML file")
        self.labels = {schema.get("id", ""): _labels(schema) for schema in root.iter() if _name(schema) == "Schema"}
        for child in [root] if _name(root) in _FEATURES else root:
            if _name(child) in _CONTAINERS:
                self.title = self.title or one_line(_text(child, "name"))
                self.read_container(child, [], 1)
            else:
                self.read_feature(child, [])

    def found(self) -> MapFile:
        """Layers without a folder of their own have the file's title, where there are others."""
        several = len(self.layers) > 1
        layers = [
            Layer((name or self.title or "No folder") if several else name, features)
            for name, features in self.layers.items()
        ]
        found = MapFile(self.title, layers or [Layer("", [])], hidden=self.hidden, has_links=bool(self.links))
        if self.links:
            found.notes.append("The file loads layers from other addresses. We can’t show or search those.")
        if self.overlays:
            found.notes.append(f"Pictures laid over the map aren’t shown or searched: {self.overlays:,}.")
        return found

    def read_container(self, container: Element, path: list[str], depth: int) -> None:
        if depth > self.limits.geojson_depth:
            raise _refused(f"its folders are nested more than {self.limits.geojson_depth} levels deep")
        if _is_hidden(container):
            features = sum(_name(element) == "Placemark" for element in container.iter())
            self.hide(f"folder “{one_line(_text(container, 'name'), 80)}” ({features:,})")
            return
        for child in container:
            if _name(child) == "Folder":
                self.read_container(child, [*path, one_line(_text(child, "name"), 80) or "Folder"], depth + 1)
            elif _name(child) == "Document":
                self.read_container(child, path, depth + 1)
            else:
                self.read_feature(child, path)

    def read_feature(self, element: Element, path: list[str]) -> None:
        name = _name(element)
        self.links += name == "NetworkLink"
        self.overlays += name.endswith("Overlay")
        if name != "Placemark":
            return
        self.count += 1
        if self.count > self.limits.geojson_features:
            raise _refused(f"it has more than {self.limits.geojson_features:,} features")
        feature: Feature = {"type": "Feature", "properties": dict(self.properties(element))}
        if _is_hidden(element):
            self.hide(f"“{label_of(feature) or f'feature {self.count:,}'}”")
            return
        feature["geometry"] = self.geometry_within(element)
        if element.get("id"):
            feature["id"] = element.get("id")
        self.layers.setdefault(" / ".join(path), []).append(feature)

    def hide(self, what: str) -> None:
        if len(self.hidden) < _MOST_HIDDEN:
            self.hidden.append(f"The map’s {what} is switched off; anyone who downloads the file can switch it on.")

    def properties(self, placemark: Element) -> Iterator[tuple[str, str]]:
        for wanted in ("name", "address", "phoneNumber"):
            if text := _text(placemark, wanted):
                yield wanted, text
        if description := _text(placemark, "description"):
            yield "description", _words(description)
        for element in placemark.iter():
            name = _name(element)
            if name in ("when", "begin", "end") and element.text:
                yield name, element.text.strip()
            elif name == "Data":
                yield _text(element, "displayName") or element.get("name", ""), _words(_text(element, "value"))
            elif name == "SchemaData":
                labels = self.labels.get(element.get("schemaUrl", "").lstrip("#"), {})
                for cell in element:
                    own = cell.get("name", "")
                    yield labels.get(own) or own, _words(cell.text or "")

    def geometry_within(self, parent: Element) -> dict[str, Any] | None:
        """The geometry of a placemark, or of a MultiGeometry."""
        found = [geometry for child in parent if (geometry := self.geometry(child)) is not None]
        if not found:
            return None
        return found[0] if len(found) == 1 else {"type": COLLECTION, "geometries": found}

    def geometry(self, element: Element) -> dict[str, Any] | None:
        name = _name(element)
        if name in ("MultiGeometry", "MultiTrack"):
            return self.geometry_within(element)
        if name in ("Point", "Model"):
            places = self.places(element)
            return {"type": "Point", "coordinates": places[0]} if places else None
        if name in ("LineString", "LinearRing", "Track"):
            line = self.places(element)
            return {"type": "LineString", "coordinates": line} if len(line) > 1 else None
        if name == "Polygon":
            rings = [
                ring
                for wanted in ("outerBoundaryIs", "innerBoundaryIs")
                for boundary in element
                if _name(boundary) == wanted and (ring := _closed(self.places(boundary)))
            ]
            return {"type": "Polygon", "coordinates": rings} if rings else None
        return None

    def places(self, element: Element) -> _Coordinates:
        found: _Coordinates = []
        for child in element.iter():
            name, text = _name(child), (child.text or "").strip()
            if name == "coordinates":
                found += [self.place(word.split(",")) for word in _AROUND_COMMA.sub(",", text).split()]
            elif name == "coord" and text:
                found.append(self.place(text.split()))
            elif name == "Location":
                found.append(self.place([_text(child, "longitude"), _text(child, "latitude")]))
        return found

    def place(self, numbers: list[str]) -> list[float]:
        try:
            longitude, latitude = float(numbers[0]), float(numbers[1])
        except (ValueError, IndexError) as error:
            raise _refused(f"feature {self.count:,} has coordinates that are not numbers") from error
        if not (abs(longitude) <= 540 and abs(latitude) <= 90):
            raise _refused(f"feature {self.count:,} has coordinates that are not longitude and latitude")
        return [longitude, latitude]


def _parsed(data: bytes) -> Element:
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except ParseError as error:
        if not data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<"):
            raise mismatch(KML.article, "something else") from error
        raise _refused(f"line {error.position[0]} is not XML", "broken") from error
    except DefusedXmlException as error:
        raise _refused("it defines XML entities") from error
    except (ValueError, LookupError) as error:  # an unknown encoding
        raise _refused("its encoding is not one that we know") from error
    return root


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: Element, wanted: str) -> str:
    """Of the child of that name."""
    return next(("".join(child.itertext()).strip() for child in element if _name(child) == wanted), "")


def _labels(schema: Element) -> dict[str, str]:
    return {field.get("name", ""): _text(field, "displayName") for field in schema if _name(field) == "SimpleField"}


def _is_hidden(element: Element) -> bool:
    return _text(element, "visibility") in ("0", "false")


def _closed(ring: _Coordinates) -> _Coordinates:
    if len(ring) < 3:
        return []
    return ring if ring[0] == ring[-1] else [*ring, ring[0]]


class _Words(HTMLParser):
    """The words of a description, passages apart; tags, scripts and styles left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.passages: list[list[str]] = [[]]
        self.unshown = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unshown += tag in _UNSHOWN
        self.end_passage(tag)

    def handle_endtag(self, tag: str) -> None:
        self.unshown = max(0, self.unshown - (tag in _UNSHOWN))
        self.end_passage(tag)

    def end_passage(self, tag: str) -> None:
        if tag in _ENDS_PASSAGE:
            self.passages.append([])
        elif tag in ("td", "th"):
            self.passages[-1].append(" ")

    def handle_data(self, data: str) -> None:
        if not self.unshown:
            self.passages[-1].append(data)


def _words(html: str) -> str:
    """On one line, passages apart by semicolons."""
    if "<" not in html:
        return " ".join(html.split())
    parser = _Words()
    parser.feed(html)
    parser.close()
    passages = (" ".join("".join(passage).split()) for passage in parser.passages)
    return "; ".join(passage for passage in passages if passage)
