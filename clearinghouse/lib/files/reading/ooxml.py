"""Reads the XML parts of Office files as a stream of events: flat memory, no DTD, no entities."""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Protocol
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import DefusedXMLParser, fromstring

from clearinghouse.lib.files.inspection.archive import Budget, open_archive, read_chunks, read_entry
from clearinghouse.lib.files.limits import MB, Limits
from clearinghouse.lib.frozen import dataclass

_LARGEST_SMALL_PART = 16 * MB
_LONGEST_MATCH = 1024


class Handler(Protocol):
    """What a part is read into. Names come without their namespace."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def data(self, text: str) -> None: ...


@dataclass(frozen=True)
class Relation:
    """A link from one part to another inside the package."""

    kind: str
    target: str


class Package:
    """An Office file: its parts by name, their relations, their events."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        budget = Budget(limits.office_parts, limits.office_unpacked_bytes, 0, "This document")
        self._archive = open_archive(stream, budget)
        self._names = {info.filename.lower(): info for info in self._archive.infolist()}

    def has(self, part: str) -> bool:
        return part.lower() in self._names

    def parts(self) -> list[str]:
        return [info.filename for info in self._names.values()]

    def content(self, part: str) -> bytes:
        """A small part as it is; empty when it is too large."""
        info = self._info(part)
        return read_entry(self._archive, info) if info.file_size <= _LARGEST_SMALL_PART else b""

    def save_as(self, path: Path, changed: Mapping[str, bytes]) -> None:
        """The package as a new file, in which some parts have other content; their names are in lower case."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
            for info in self._archive.infolist():
                with copy.open(info.filename, "w") as member:
                    known = changed.get(info.filename.lower())
                    for chunk in [known] if known is not None else read_chunks(self._archive, info):
                        member.write(chunk)

    def mentions(self, part: str, word: bytes) -> bool:
        """Whether the bytes of a part hold this word."""
        end = b""
        for chunk in read_chunks(self._archive, self._info(part)) if self.has(part) else ():
            if word in end + chunk:
                return True
            end = chunk[-len(word) :]
        return False

    def found(self, part: str, pattern: re.Pattern[bytes]) -> Iterator[bytes]:
        """The first group of each match in the bytes of a part; none is longer than a kilobyte."""
        buffer = b""
        for chunk in read_chunks(self._archive, self._info(part)) if self.has(part) else ():
            buffer += chunk
            end = 0
            for match in pattern.finditer(buffer):
                end = match.end()
                yield match[1]
            buffer = buffer[max(end, len(buffer) - _LONGEST_MATCH) :]

    def read_into(self, part: str, handler: Handler) -> None:
        """Feed one part through the parser; a missing part is an empty one."""
        if not self.has(part):
            return
        parser = DefusedXMLParser(target=_LocalNames(handler), forbid_dtd=True)
        for chunk in read_chunks(self._archive, self._info(part)):
            parser.feed(chunk)
        parser.close()

    def tree(self, part: str) -> Element | None:
        """A small part as a whole; None when it is missing or too large."""
        if not self.has(part) or self._info(part).file_size > _LARGEST_SMALL_PART:
            return None
        root: Element = fromstring(read_entry(self._archive, self._info(part)), forbid_dtd=True)
        return root

    def relations(self, part: str) -> dict[str, Relation]:
        """By id: what a part refers to inside the package."""
        folder = posixpath.dirname(part)
        root = self.tree(_relations_of(part))
        found = {}
        for element in root if root is not None else ():
            if element.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", ""))).lstrip("/")
            found[element.get("Id", "")] = Relation(element.get("Type", "").rsplit("/", 1)[-1], target)
        return found

    def related(self, part: str, *kinds: str) -> Iterator[str]:
        """The parts that this one refers to by a relation of these kinds."""
        for relation in self.relations(part).values():
            if relation.kind in kinds:
                yield relation.target

    def external_targets(self, part: str) -> Iterator[str]:
        """What a part refers to outside the package."""
        for element in walk(self.tree(_relations_of(part)), "Relationship"):
            if element.get("TargetMode") == "External":
                yield element.get("Target", "")

    def main_part(self, default: str) -> str:
        """The part the package is about."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument":
                return relation.target
        return default

    def title(self) -> str:
        """The title in the file's own description; may be empty."""
        return self.description("core-properties").get("title", "")

    def description(self, kind: str) -> dict[str, str]:
        """What the file says about itself: "core-properties" or "extended-properties", by name."""
        part = next(self.related("", kind), "")
        root = self.tree(part)
        return {local_name(element.tag): (element.text or "").strip() for element in (() if root is None else root)}

    def _info(self, part: str) -> zipfile.ZipInfo:
        return self._names[part.lower()]


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


@lru_cache(maxsize=1024)
def local_name(tag: str) -> str:
    """A tag or attribute name without its namespace."""
    return tag.rpartition("}")[2]


def walk(root: Element | None, name: str) -> Iterator[Element]:
    """All elements of a small tree with this local name."""
    for element in root.iter() if root is not None else ():
        if local_name(element.tag) == name:
            yield element


def attribute(element: Element, name: str) -> str:
    """An attribute by its local name; empty when missing."""
    return next((value for key, value in element.attrib.items() if local_name(key) == name), "")


class _LocalNames:
    """Between the parser and a handler: takes the namespaces off."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self.data = handler.data

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._handler.start(local_name(tag), {local_name(key): value for key, value in attributes.items()})

    def end(self, tag: str) -> None:
        self._handler.end(local_name(tag))

    def close(self) -> None:
        """The parser asks for a result; there is none."""
