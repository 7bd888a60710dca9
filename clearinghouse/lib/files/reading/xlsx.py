"""Excel workbooks: every visible sheet as rows of tab-separated values, long sheets split."""

import re
from datetime import datetime, timedelta
from typing import BinaryIO

from clearinghouse.lib.files.reading.collector import TABLE_CHARACTERS, Collector
from clearinghouse.lib.files.reading.number_formats import BUILT_IN, NumberFormat, read_format
from clearinghouse.lib.files.reading.ooxml import Package, attribute, walk

_WIDEST_GAP = 20  # empty cells kept between two filled ones
_BUILT_IN_DATES = {*range(14, 23), *range(45, 48)}
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_COLUMN = re.compile(r"[A-Z]{1,3}")
_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_LAST_SERIAL = 2_958_465  # 31 December 9999


def read(stream: BinaryIO, collector: Collector) -> str:
    """Add the sheets to `collector`; the workbook's own title. Hidden sheets are left out."""
    package = Package(stream, collector.limits)
    part = package.main_part("xl/workbook.xml")
    workbook = package.tree(part)
    relations = package.relations(part)
    strings = _SharedStrings(collector.limits.document_characters)
    for relation in relations.values():
        if relation.kind == "sharedStrings":
            package.read_into(relation.target, strings)
    epoch = (
        _EPOCH_1904 if any(attribute(p, "date1904") in ("1", "true") for p in walk(workbook, "workbookPr")) else _EPOCH
    )
    dates, numbers = _styles(package)
    values = _Values(strings.strings, dates, numbers, epoch)
    for sheet in walk(workbook, "sheet"):
        found = relations.get(attribute(sheet, "id"))
        if found and found.kind == "worksheet" and attribute(sheet, "state") in ("", "visible"):
            rows = _Sheet(collector, attribute(sheet, "name"), values)
            package.read_into(found.target, rows)
            rows.end_page()
    return package.title()


def _styles(package: Package) -> tuple[set[int], dict[int, NumberFormat]]:
    """Of the cell styles (by place) those that show a date or time, and how others show a number."""
    root = package.tree("xl/styles.xml")
    dates = set(_BUILT_IN_DATES)
    numbers = {number: read_format(code) for number, code in BUILT_IN.items()}
    for number_format in walk(root, "numFmt"):
        number, code = _integer(attribute(number_format, "numFmtId")), attribute(number_format, "formatCode")
        if re.search(r"[ydh]|m{3}|mm?[/-]", _QUOTED.sub("", code).lower()):
            dates.add(number)
        else:
            numbers[number] = read_format(code)
    for formats in walk(root, "cellXfs"):
        used = dict(enumerate(_integer(attribute(xf, "numFmtId")) for xf in formats))
        shapes = {place: shape for place, number in used.items() if (shape := numbers.get(number)) is not None}
        return {place for place, number in used.items() if number in dates}, shapes
    return set(), {}


def _integer(digits: str) -> int:
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else -1


class _SharedStrings:
    """The strings that cells refer to by number, as many as fit."""

    def __init__(self, most_characters: int) -> None:
        self.strings: list[str] = []
        self._left = most_characters
        self._parts: list[str] = []
        self._in_text = False
        self._in_phonetics = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._in_phonetics = True
        elif name == "t":
            self._in_text = not self._in_phonetics

    def data(self, text: str) -> None:
        if self._in_text and self._left > 0:
            self._left -= len(text)
            self._parts.append(text)

    def end(self, name: str) -> None:
        if name == "si":
            self.strings.append("".join(self._parts))
        elif name == "rPh":
            self._in_phonetics = False
        elif name == "t":
            self._in_text = False


class _Values:
    """Turns what a cell stores into what it shows."""

    def __init__(
        self, strings: list[str], date_styles: set[int], number_styles: dict[int, NumberFormat], epoch: datetime
    ) -> None:
        self._strings = strings
        self._date_styles = date_styles
        self._number_styles = number_styles
        self._epoch = epoch

    def shown(self, kind: str, style: str, stored: str) -> str:
        if kind == "s":
            place = _integer(stored)
            return self._strings[place] if 0 <= place < len(self._strings) else ""
        if kind == "b":
            return "TRUE" if stored == "1" else "FALSE"
        if kind in ("str", "inlineStr", "e", "d"):
            return stored
        return self._number(style, stored)

    def _number(self, style: str, stored: str) -> str:
        try:
            number = float(stored)
        except ValueError:
            return stored
        if _integer(style) in self._date_styles and 0 <= number <= _LAST_SERIAL:
            moment = self._epoch + timedelta(seconds=round(number * 86400))
            whole_day = number == int(number)
            return (
                f"{moment:%Y-%m-%d}" if whole_day else f"{moment:%H:%M}" if number < 1 else f"{moment:%Y-%m-%d %H:%M}"
            )
        if shape := self._number_styles.get(_integer(style)):
            return shape.shown(stored)
        return stored if len(stored) <= 12 else f"{number:.10g}"


class _Sheet:
    """Turns the events of one sheet into pages."""

    def __init__(self, collector: Collector, name: str, values: _Values) -> None:
        self._collector = collector
        self._name = name
        self._values = values
        self._rows: list[str] = []
        self._size = 0
        self._cells: list[str] = []
        self._column = 0
        self._attributes: dict[str, str] = {}
        self._stored: list[str] = []
        self._in_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._cells, self._column = [], 0
        elif name == "c":
            self._attributes, self._stored = attributes, []
        elif name in ("v", "t"):
            self._in_value = True

    def data(self, text: str) -> None:
        if self._in_value:
            self._stored.append(text)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._in_value = False
        elif name == "c":
            self._end_cell()
        elif name == "row" and self._cells:
            self._end_row("\t".join(self._cells))

    def end_page(self) -> None:
        if self._rows:
            self._collector.add(self._name, "\n".join(self._rows))
        self._rows, self._size = [], 0

    def _end_cell(self) -> None:
        column = _column_number(self._attributes.get("r", "")) or self._column + 1
        stored = "".join(self._stored)
        if stored:
            shown = self._values.shown(self._attributes.get("t", ""), self._attributes.get("s", ""), stored)
            gap = column - self._column - 1
            self._cells.extend([""] * max(0, min(gap, _WIDEST_GAP)))
            self._cells.append(" ".join(shown.split()))
            self._column = column

    def _end_row(self, row: str) -> None:
        if self._size and self._size + len(row) > TABLE_CHARACTERS:
            self.end_page()
        self._rows.append(row)
        self._size += len(row) + 1


def _column_number(reference: str) -> int:
    """1 for "A7", 28 for "AB7", 0 when the cell does not say."""
    match = _COLUMN.match(reference)
    number = 0
    for letter in match[0] if match else "":
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
