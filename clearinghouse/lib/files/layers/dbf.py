"""The table of a shapefile: cells as they are written, so that 02035 and 1.50 stay what they are."""

import codecs
import re
import struct
from collections.abc import Iterator
from contextlib import suppress

from clearinghouse.lib.frozen import dataclass

_HEADER = struct.Struct("<BBBBLHH17xBxx")
_FIELD = struct.Struct("<11sc4xBB14x")
_DELETED = 0x2A
_END_OF_FIELDS = 0x0D
_UTF_8 = ("utf-8", "")
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)")
_LOGICAL = {"T": "yes", "Y": "yes", "F": "no", "N": "no"}
_LONGEST_NAME = 10


class BrokenTable(Exception):
    """It cannot be read as a table."""


@dataclass(frozen=True)
class Field:
    """A column: its name, its kind as a letter, how many bytes wide."""

    name: str
    kind: str
    start: int
    width: int


class Table:
    """The records of a .dbf file. `guess` is the name of the encoding where nothing but the look of it says so."""

    def __init__(self, data: bytes, code_page: str) -> None:
        if len(data) < _HEADER.size:
            raise BrokenTable
        *_, count, self._start, self._size, _ = _HEADER.unpack_from(data)
        self._data = data
        if self._start > len(data) or self._size < 1:
            raise BrokenTable
        self.count = min(count, (len(data) - self._start) // self._size)
        self.encoding, self.guess = _encoding(code_page, data[self._start :])
        self.fields = list(self._fields())

    def records(self) -> Iterator[dict[str, str] | None]:
        """Cells by the names of their columns; None for a deleted record."""
        for number in range(self.count):
            at = self._start + number * self._size
            if self._data[at] == _DELETED:
                yield None
                continue
            raw = self._data[at + 1 : at + self._size]
            cells = ((field, raw[field.start : field.start + field.width]) for field in self.fields)
            yield {field.name: self._shown(field, cell) for field, cell in cells}

    def names_that_may_be_cut(self) -> list[str]:
        """Of columns: as long as a name can be."""
        return [field.name for field in self.fields if len(field.name.encode(self.encoding)) >= _LONGEST_NAME]

    def _fields(self) -> Iterator[Field]:
        start, at = 0, _HEADER.size
        names: set[str] = set()
        while at + _FIELD.size <= self._start and self._data[at] != _END_OF_FIELDS:
            raw, kind, width, decimals = _FIELD.unpack_from(self._data, at)
            if kind == b"C":
                width += decimals << 8  # some programs keep long texts this way
            name = self._decoded(raw.split(b"\0")[0]) or f"field {len(names) + 1}"
            while name in names:
                name += "_"
            names.add(name)
            yield Field(name, kind.decode("latin-1"), start, width)
            start, at = start + width, at + _FIELD.size

    def _shown(self, field: Field, raw: bytes) -> str:
        text = self._decoded(raw)
        if field.kind == "L":
            return _LOGICAL.get(text.upper(), "")
        if field.kind == "D":
            found = _DATE.fullmatch(text)
            return "-".join(found.groups()) if found and text != "00000000" else "" if found else text
        if field.kind in "NF" and text.strip("*") == "":
            return ""  # a number that did not fit, or none
        return text

    def _decoded(self, raw: bytes) -> str:
        return raw.replace(b"\0", b" ").decode(self.encoding, "replace").strip()


def _encoding(code_page: str, records: bytes) -> tuple[str, str]:
    """By the .cpg file, else UTF-8 where it fits, else Windows-1252."""
    named = code_page.strip().upper().replace("ANSI ", "").replace("ISO 8859", "ISO-8859-").replace("--", "-")
    if named.isdigit():
        named = "utf-8" if named == "65001" else f"cp{named}"
    if named:
        with suppress(LookupError):
            return codecs.lookup(named).name, ""
    try:
        records.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", "Windows-1252"
    return _UTF_8
