"""Excel workbooks: every visible sheet as rows of tab-separated values, as people see them; long sheets split."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import BinaryIO
from xml.etree.ElementTree import Element

from clearinghouse.lib.files.reading.cell_colors import CellColors, Paint, Surroundings
from clearinghouse.lib.files.reading.collector import Collector, Filling
from clearinghouse.lib.files.reading.drawings import words_of_drawing
from clearinghouse.lib.files.reading.number_formats import BUILT_IN, NumberFormat, read_format
from clearinghouse.lib.files.reading.ooxml import Package, attribute, walk
from clearinghouse.lib.files.reading.properties import tell_embedded, tell_names
from clearinghouse.lib.files.reading.sheet import Area, Run, Sheet, SheetLook, Shown, area_of, merged_areas
from clearinghouse.lib.files.results import HiddenKind

_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_DAYS_1904 = 1462
_MOST_REMEMBERED = 20_000  # numbers that were shown before, of each style
_NUMBER = re.compile(r"-?(?:\d{1,400}\.?\d{0,400}|\.\d{1,400})(?:[eE][+-]?\d{1,3})?")
_DIGITS = re.compile(r"-?\d{1,15}")
_ON = ("1", "true")
_FURNITURE_CODE = re.compile(
    r"(?i)(?:page|p\.|seite)?\s*&P(?:[+-]\d+)?(?:\s*(?:of|/)\s*&N)?|&\"[^\"]*\"|&K(?:[0-9A-F]{6}|\d\d[+-]\d{3})"
    r"|&\d{1,3}|&&|&."
)


def read(stream: BinaryIO, collector: Collector) -> str:
    """Add the sheets to `collector`; the workbook's own title. What is hidden is left out and told."""
    package = Package(stream, collector.limits)
    part = package.main_part("xl/workbook.xml")
    workbook = package.tree(part)
    tell_names(package, collector)
    tell_embedded(package, collector)
    _tell_of_workbook(package, part, workbook, collector)
    sheets = _Sheets(package, collector, _values(package, part, workbook, collector.limits.document_characters))
    relations = package.relations(part)
    for sheet in walk(workbook, "sheet"):
        found = relations.get(attribute(sheet, "id"))
        if found is not None and not _is_hidden(sheet):
            sheets.read(found.kind, found.target, attribute(sheet, "name"))
    return package.title()


def _is_hidden(sheet: Element) -> bool:
    return attribute(sheet, "state") not in ("", "visible")


# What is hidden in the workbook as a whole


def _tell_of_workbook(package: Package, part: str, workbook: Element | None, collector: Collector) -> None:
    hidden = [attribute(sheet, "name") for sheet in walk(workbook, "sheet") if _is_hidden(sheet)]
    for name in hidden:
        sentence = f"Sheet “{name}” is hidden; anyone who downloads the file can unhide it."
        collector.hide(HiddenKind.SHEET, sentence, f"sheet “{name}”")
    for defined in walk(workbook, "definedName"):
        name, formula = attribute(defined, "name"), defined.text or ""
        if not name.startswith("_xlnm.") and (sheet := _sheet_named(formula, hidden)):
            sentence = f"The name “{name}” points to the hidden sheet “{sheet}”."
            collector.hide(HiddenKind.SHEET, sentence, f"sheet “{sheet}”")
    _tell_of_saved_data(package, part, collector)


def _sheet_named(formula: str, sheets: list[str]) -> str:
    """The first of these sheets that a formula names."""
    names = ((sheet, sheet.replace("'", "''")) for sheet in sheets)
    return next((sheet for sheet, quoted in names if f"'{quoted}'!" in formula or formula.startswith(f"{sheet}!")), "")


def _tell_of_saved_data(package: Package, part: str, collector: Collector) -> None:
    """Copies of data that nobody sees: what pivot tables and links to other workbooks keep."""
    for cache in package.related(part, "pivotCacheDefinition"):
        root = package.tree(cache)
        has_values = any(len(items) for items in walk(root, "sharedItems"))
        if has_values or any(package.has(records) for records in package.related(cache, "pivotCacheRecords")):
            source = next((attribute(element, "sheet") for element in walk(root, "worksheetSource")), "")
            whose = f"sheet “{source}”" if source else "its source"
            collector.hide(
                HiddenKind.SAVED_DATA,
                f"A pivot table keeps a copy of the data of {whose}; anyone who downloads the file can show it.",
                "pivot table",
            )
    for link in package.related(part, "externalLink"):
        if any(True for _ in walk(package.tree(link), "v")):
            target = next(package.external_targets(link), "").replace("\\", "/").rpartition("/")[2]
            of = f"“{target}”" if target else "another workbook"
            collector.hide(HiddenKind.SAVED_DATA, f"The file keeps values from {of}.", "links to other workbooks")
    if any(name.lower().startswith("xl/model/") for name in package.parts()):
        sentence = "The file has a data model; anyone who downloads it can show its data."
        collector.hide(HiddenKind.SAVED_DATA, sentence, "data model")


# Sheets


class _Sheets:
    """Reads sheet after sheet, and remembers what stood around those before."""

    def __init__(self, package: Package, collector: Collector, values: "_Values") -> None:
        self._package = package
        self._collector = collector
        self._values = values
        self._filling = Filling(collector)
        self._furniture: set[str] = set()  # print headers and footers: most sheets repeat them

    def read(self, kind: str, part: str, name: str) -> None:
        if kind == "worksheet":
            sheet = self._read_cells(part, name)
            words = [*self._printed_words(sheet, name), *self._drawn_words(part, name)]
            self._add(words, name if sheet.is_empty else f"{name} (outside the cells)")
        elif kind == "chartsheet":
            self._add(self._drawn_words(part, name), name)

    def _read_cells(self, part: str, name: str) -> Sheet:
        _tell_of_comments(self._package, part, name, self._collector)
        tables = [self._package.tree(table) for table in self._package.related(part, "table")]
        filtered = [area for table in tables for area in _filtered(table)]
        merged = merged_areas(self._package, part)
        look = lru_cache(maxsize=1)(lambda: self._look(part, tables))  # few workbooks have anything to ask it
        sheet = Sheet(self._collector, self._filling, name, self._values, merged, look)
        try:
            self._package.read_into(part, sheet)
            sheet.end_page()
        finally:  # also when time is up: what was found is told in any case
            sheet.tell(filtered)
        return sheet

    def _look(self, part: str, tables: Sequence[Element | None]) -> Surroundings:
        areas = [area_of(attribute(table, "ref")) for table in tables if table is not None]
        look = SheetLook([area for area in areas if area is not None])
        self._package.read_into(part, look)
        return look.surroundings()

    def _printed_words(self, sheet: Sheet, name: str) -> list[str]:
        lines = [line for code in sheet.furniture for line in _furniture(code, name)]
        new = [line for line in lines if line not in self._furniture]
        self._furniture.update(new)
        return new

    def _drawn_words(self, part: str, name: str) -> list[str]:
        words: list[str] = []
        for drawing in self._package.related(part, "drawing"):
            drawn, has_hidden = words_of_drawing(self._package, drawing)
            words += drawn
            if has_hidden:
                objects = (
                    f"A drawing on “{name}” has objects that are hidden; anyone who downloads the file can show them."
                )
                self._collector.hide(HiddenKind.HIDDEN_TEXT, objects, f"sheet “{name}”")
        return words

    def _add(self, words: list[str], heading: str) -> None:
        if words:
            self._filling.add(heading, "\n".join(dict.fromkeys(words)))


def _filtered(table: Element | None) -> Iterator[Area]:
    for found in walk(table, "autoFilter"):
        area = area_of(attribute(found, "ref"))
        if area is not None and any(True for _ in walk(found, "filterColumn")):
            yield area


def _tell_of_comments(package: Package, part: str, name: str, collector: Collector) -> None:
    """Threads of comments have a note each for older programs, by an author whose name begins with tc=."""
    threads = list(package.related(part, "threadedComment"))
    count = sum(1 for thread in threads for _ in walk(package.tree(thread), "threadedComment"))
    for comments in package.related(part, "comments"):
        root = package.tree(comments)
        authors = [author.text or "" for author in walk(root, "author")]
        for comment in walk(root, "comment"):
            place = attribute(comment, "authorId")
            author = authors[int(place)] if place.isdigit() and int(place) < len(authors) else ""
            count += not (threads and author.startswith("tc="))
    if count:
        comments_are = "1 comment is" if count == 1 else f"{count:,} comments are"
        them = "it" if count == 1 else "them"
        sentence = f"{comments_are} on “{name}”; anyone who downloads the file can read {them}."
        collector.hide(HiddenKind.COMMENTS, sentence, f"sheet “{name}”")


def _furniture(code: str, name: str) -> list[str]:
    """The words of a printed header or footer, left, center and right, without page numbers and dates."""
    sections = re.split(r"(?i)&(?=[LCR])", code)
    known = {"&a": name, "&&": "&"}
    lines = []
    for number, section in enumerate(sections):
        words = section[1:] if number else section
        words = _FURNITURE_CODE.sub(lambda found: known.get(found[0].lower(), ""), words)
        lines.append(" ".join(words.split()))
    return [line for line in lines if re.search(r"\w", line) and line != name]


# What cells show


def _values(package: Package, part: str, workbook: Element | None, most_characters: int) -> "_Values":
    strings = _SharedStrings(most_characters)
    for shared in package.related(part, "sharedStrings"):
        package.read_into(shared, strings)
    styles = package.tree(next(package.related(part, "styles"), "xl/styles.xml"))
    theme = package.tree(next(package.related(part, "theme"), "xl/theme/theme1.xml"))
    return _Values(
        strings,
        _formats(styles),
        CellColors(styles, theme),
        is_1904=any(attribute(found, "date1904") in _ON for found in walk(workbook, "workbookPr")),
        is_recalculated=any(attribute(found, "fullCalcOnLoad") in _ON for found in walk(workbook, "calcPr")),
    )


def _formats(styles: Element | None) -> list[NumberFormat | None]:
    """How the cells of each style (by place) show a number; None where they have no format."""
    codes = dict(BUILT_IN)
    for found in walk(styles, "numFmt"):
        codes[_integer(attribute(found, "numFmtId"))] = attribute(found, "formatCode")
    for formats in walk(styles, "cellXfs"):
        numbers = [_integer(attribute(found, "numFmtId")) for found in formats]
        return [None if codes.get(n, "General") == "General" else read_format(codes[n]) for n in numbers]
    return []


def _integer(digits: str) -> int:
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else -1


class _SharedStrings:
    """The strings that cells refer to by number, as many as fit."""

    def __init__(self, most_characters: int) -> None:
        self.strings: list[str] = []
        self.colored: dict[int, list[Run]] = {}  # those that are of more than one color
        self._left = most_characters
        self._parts: list[Run] = []
        self._color: dict[str, str] | None = None
        self._in_text = False
        self._in_phonetics = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("si", "r"):
            self._parts = [] if name == "si" else self._parts
            self._color = None
        elif name == "color":
            self._color = attributes
        elif name == "rPh":
            self._in_phonetics = True
        elif name == "t":
            self._in_text = not self._in_phonetics

    def data(self, text: str) -> None:
        if self._in_text and self._left > 0:
            self._left -= len(text)
            self._parts.append(Run(text, self._color))

    def end(self, name: str) -> None:
        if name == "si":
            if any(run.color for run in self._parts):
                self.colored[len(self.strings)] = self._parts
            self.strings.append("".join(run.text for run in self._parts))
        elif name == "rPh":
            self._in_phonetics = False
        elif name == "t":
            self._in_text = False


class _Values:
    """Turns what a cell stores into what it shows."""

    def __init__(
        self,
        strings: "_SharedStrings",
        formats: list[NumberFormat | None],
        colors: CellColors,
        *,
        is_1904: bool,
        is_recalculated: bool,
    ) -> None:
        self.is_recalculated = is_recalculated
        self._strings = strings
        self._formats = formats
        self._colors = colors
        self._is_1904 = is_1904
        self._general = read_format("General")
        self._remembered: dict[tuple[str, str], str] = {}

    def shown(self, kind: str, style: str, stored: str, runs: Sequence[Run], paint: Callable[[], Paint]) -> Shown:
        if kind == "s":
            place, strings = _integer(stored), self._strings.strings
            stored = strings[place] if 0 <= place < len(strings) else ""
            runs = self._strings.colored.get(place, ())
        if any(run.color for run in runs):
            seen = [run.text for run in runs if not self._colors.blends(style, paint, own=run.color)]
            return Shown(self._text(style, "".join(seen)), has_blended="".join(seen).split() != stored.split())
        if self._colors.blends(style, paint, is_number=kind in ("", "n", "d")):
            return Shown("", has_blended=bool(stored.strip()))
        return Shown(self._plain(kind, style, stored))

    def _plain(self, kind: str, style: str, stored: str) -> str:
        if kind in ("s", "str", "inlineStr"):
            return self._text(style, stored)
        if kind == "b":
            return "TRUE" if stored in _ON else "FALSE"
        if kind == "e":
            return stored
        return self._number(style, self._serial(stored) if kind == "d" else stored)

    def _text(self, style: str, words: str) -> str:
        shape = self._format(style)
        return words if shape is None else shape.text(words)

    def _number(self, style: str, stored: str) -> str:
        shape = self._format(style)
        if not _NUMBER.fullmatch(stored) or (shape is None and _DIGITS.fullmatch(stored)):
            return stored
        known = self._remembered.get((style, stored))
        if known is None:
            known = (shape or self._general).number(stored, is_1904=self._is_1904)
            if len(self._remembered) < _MOST_REMEMBERED:
                self._remembered[style, stored] = known
        return known

    def _format(self, style: str) -> NumberFormat | None:
        place = _integer(style) if style else 0
        return self._formats[place] if 0 <= place < len(self._formats) else None

    def _serial(self, stored: str) -> str:
        """A date that is written as 2024-03-15T07:30:00, as the number that others store; else as it is."""
        try:
            moment = datetime.fromisoformat(stored.removesuffix("Z")).replace(tzinfo=UTC)
        except ValueError:
            return stored
        days = (moment - _EPOCH).total_seconds() / 86_400 - (_DAYS_1904 if self._is_1904 else 0)
        return f"{days:.10f}".rstrip("0").rstrip(".")
