"""An office file as parts that refer to each other: what nothing refers to any more is not written."""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree

from clearinghouse.lib.files.cleaning import pictures
from clearinghouse.lib.files.cleaning.reasons import no_copy
from clearinghouse.lib.files.inspection.archive import Budget, open_archive, read_entry
from clearinghouse.lib.files.limits import Limits
from clearinghouse.lib.frozen import dataclass

Element = Any  # lxml has no types of its own

_TYPES = "[Content_Types].xml"
_ROOT_KINDS = {"officeDocument", "core-properties"}
# Relations that the part names by their id; others hold just by being there.
_BY_ID = {
    "image",
    "hyperlink",
    "chart",
    "chartEx",
    "header",
    "footer",
    "oleObject",
    "package",
    "video",
    "audio",
    "media",
}
_BY_ID |= {"diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors", "slide", "worksheet", "chartsheet"}
_BY_ID |= {
    "control",
    "drawing",
    "vmlDrawing",
    "externalLink",
    "pivotCacheDefinition",
    "table",
    "aFChunk",
    "subDocument",
}
_JPEG, _PNG = (".jpg", ".jpeg", ".jpe"), (".png",)
_NAMED = "//@*[contains(namespace-uri(), 'relationships') or local-name() = 'relid']"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_LANGUAGE = "{http://purl.org/dc/elements/1.1/}language"


@dataclass(frozen=True)
class Relation:
    """A link from one part to another, or to something outside (then `target` is its address)."""

    element: Element
    id: str
    kind: str
    target: str
    is_external: bool


def local(element: Element) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """An attribute by its local name; empty when it is missing."""
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def is_on(element: Element, name: str = "val") -> bool:
    """Whether a switch of Word or Excel is on: it is, when it stands there without a value."""
    return attribute(element, name).lower() not in ("0", "false", "off", "none")


def find(root: Element | None, *names: str) -> list[Element]:
    """All elements below with one of these local names, in order."""
    return [] if root is None else list(root.iter(*(f"{{*}}{name}" for name in names)))


def child(element: Element | None, name: str) -> Element | None:
    return None if element is None else next((each for each in element if local(each) == name), None)


def remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def remove_all(root: Element | None, *names: str) -> int:
    """How many went."""
    found = find(root, *names)
    for each in found:
        remove(each)
    return len(found)


def unwrap(element: Element) -> None:
    """Put what is in the element into its place."""
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    parent[place : place + 1] = list(element)


class Parts:
    """Trees are read once, changed in place and written by `save`."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._archive = open_archive(
            stream, Budget(limits.office_parts, limits.office_unpacked_bytes, 0, "This document")
        )
        self._infos = {info.filename.lower(): info for info in self._archive.infolist() if not info.is_dir()}
        self._trees: dict[str, Element | None] = {}
        self.main = next((each.target for each in self.relations("") if each.kind == "officeDocument"), "")
        if self.tree(self.main) is None:
            raise no_copy("we couldn’t read all of it")

    def names(self) -> list[str]:
        return [info.filename for info in self._infos.values()]

    def tree(self, name: str) -> Element | None:
        """The root of an XML part; None where there is no such part."""
        key = name.lower()
        if key not in self._trees:
            self._trees[key] = _parsed(self._content(key)) if key in self._infos else None
        return self._trees[key]

    def relations(self, name: str) -> list[Relation]:
        root = self.tree(_relations_of(name))
        return [] if root is None else [_relation(name, each) for each in root if local(each) == "Relationship"]

    def related(self, name: str, *kinds: str) -> Iterator[str]:
        """The parts that a part refers to by such relations."""
        for each in self.relations(name):
            if each.kind in kinds and not each.is_external and each.target.lower() in self._infos:
                yield self._infos[each.target.lower()].filename

    def target(self, name: str, relation_id: str) -> str:
        """The part behind an id; empty where there is none."""
        return next((each.target for each in self.relations(name) if each.id == relation_id), "")

    def drop_relations(self, name: str, is_dropped: Callable[[Relation], bool]) -> list[Relation]:
        dropped = [each for each in self.relations(name) if is_dropped(each)]
        for each in dropped:
            remove(each.element)
        return dropped

    def keep_kinds(self, name: str, kinds: set[str]) -> list[Relation]:
        """Drop relations of all other kinds."""
        return self.drop_relations(name, lambda each: each.kind not in kinds)

    def reachable(self) -> list[str]:
        """The parts that the document still needs, by their names in the file."""
        found, waiting = dict[str, None](), [""]
        while waiting:
            name = waiting.pop()
            self._drop_unnamed(name)
            for each in self.relations(name):
                key = each.target.lower()
                if not each.is_external and key in self._infos and key not in found:
                    found[key] = None
                    waiting.append(self._infos[key].filename)
        return [self._infos[key].filename for key in found]

    def save(self, target: Path) -> None:
        """Write what is still needed, with nothing of the file's properties but its title and language."""
        self.keep_kinds("", _ROOT_KINDS)
        for name in self.related("", "core-properties"):
            self._keep_title(name)
        names = self.reachable()
        with zipfile.ZipFile(target, "w") as copy:
            self._write(copy, _TYPES, self._types(names))
            for name in ["", *names]:
                if name:
                    self._write(copy, name, self._cleaned(name))
                relations = self.tree(_relations_of(name))
                if relations is not None and len(relations):
                    self._write(copy, _relations_of(name), _bytes(relations))

    def _content(self, key: str) -> bytes:
        return read_entry(self._archive, self._infos[key])

    def _drop_unnamed(self, name: str) -> None:
        """Relations whose id the part does not name any more, such as the picture of a paragraph that is gone."""
        root = self.tree(name) if name.lower().endswith((".xml", ".vml")) else None
        if root is None:
            return
        named = {str(value) for value in root.xpath(_NAMED)}
        self.drop_relations(name, lambda each: each.kind in _BY_ID and each.id not in named)

    def _keep_title(self, name: str) -> None:
        root = self.tree(name)
        for each in list(root if root is not None else ()):
            if each.tag not in (_TITLE, _LANGUAGE):
                remove(each)

    def _types(self, names: list[str]) -> bytes:
        root, written = self.tree(_TYPES), {f"/{name}".lower() for name in names}
        for each in list(root if root is not None else ()):
            if local(each) == "Override" and each.get("PartName", "").lower() not in written:
                remove(each)
        return _bytes(root)

    def _cleaned(self, name: str) -> bytes:
        """A part as it is written: pictures without their description, XML without remarks."""
        ending = name.lower()
        if ending.endswith((".xml", ".vml")):
            root = self.tree(name)
            return self._content(ending) if root is None else _bytes(root)
        content = self._content(ending)
        if ending.endswith(_JPEG):
            return pictures.jpeg_without_description(content, keeps_turn=True) or content
        return (pictures.png_without_description(content) if ending.endswith(_PNG) else b"") or content

    def _write(self, copy: zipfile.ZipFile, name: str, content: bytes) -> None:
        info = zipfile.ZipInfo(name, _EARLIEST)
        info.compress_type = zipfile.ZIP_DEFLATED
        copy.writestr(info, content)


def _parsed(content: bytes) -> Element:
    """SECURITY: no document type, hence no entities, and nothing fetched."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:
        raise no_copy("we couldn’t read all of it")
    return root


def _bytes(root: Element) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _relations_of(name: str) -> str:
    folder, part = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{part}.rels")


def _relation(source: str, element: Element) -> Relation:
    is_external = element.get("TargetMode", "").lower() == "external"
    target = element.get("Target", "")
    if not is_external:
        folder = posixpath.dirname(source)
        target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return Relation(element, element.get("Id", ""), element.get("Type", "").rsplit("/", 1)[-1], target, is_external)


# What all three kinds of office files have


_FILTERED = tuple(
    f"filtered{kind}Series" for kind in ("Bar", "Line", "Pie", "Area", "Scatter", "Bubble", "Radar", "Surface")
)
_FILTERED += ("filteredCategoryTitle", "filteredSeriesTitle")


def drop_chart_data(parts: Parts) -> int:
    """Workbooks behind charts hold more than the charts show; these keep what they show. How many went."""
    count = 0
    for name in parts.names():
        if re.search(r"/charts/[^/]+\.xml$", name, re.IGNORECASE):
            root = parts.tree(name)
            remove_all(root, "externalData")
            remove_all(root, *_FILTERED)
            count += len(parts.drop_relations(name, lambda each: each.kind in ("package", "oleObject")))
    return count


def drop_hidden_objects(root: Element | None) -> int:
    """Pictures and shapes that the selection pane hides."""
    count = 0
    for each in find(root, "cNvPr", "docPr"):
        if each.get("hidden") in ("1", "true"):
            shape = whole_shape(each)
            if shape is not None:
                remove(shape)
                count += 1
    return count


def whole_shape(element: Element) -> Element | None:
    """The shape, or the anchor, that this name belongs to."""
    for parent in element.iterancestors():
        name = local(parent)
        if name in ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor", "drawing"):
            return parent
        if name in ("sp", "pic", "graphicFrame", "grpSp", "cxnSp") and local(parent.getparent()) in ("spTree", "grpSp"):
            return parent
    return None
