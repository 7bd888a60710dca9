"""One sheet of a workbook as pages of rows: what is hidden in it is left out, and told."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from clearinghouse.lib.files.reading.cell_colors import Paint, Surroundings
from clearinghouse.lib.files.reading.collector import TABLE_CHARACTERS, Collector, Filling
from clearinghouse.lib.files.reading.ooxml import Package
from clearinghouse.lib.files.results import HiddenKind
from clearinghouse.lib.joining import joined

_WIDEST_GAP = 20  # empty cells kept between two filled ones
_LAST_COLUMN = 16_384
_MOST_MERGED = 50_000
_NEVER = 1 << 30  # no sheet has so many rows
_MOST_RANGES = 12  # named in one sentence
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_MERGED = re.compile(rb"""<(?:\w{1,20}:)?mergeCell\s[^<>]{0,200}?ref\s?=\s?["']([A-Z0-9:$]{1,40})["']""")
_ON = ("1", "true")
NOT_CALCULATED = "not calculated"


class Area(NamedTuple):
    """A rectangle of cells, both ends in it, counted from 1."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass
class Found:
    """What a sheet has that is not on its face, or that nobody can see as it should be."""

    columns: set[int] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)
    filtered: list[Area] = field(default_factory=list)
    covered: int = 0
    invisible: int = 0
    blended: int = 0  # cells with letters in the color of what is behind them
    uncalculated: int = 0


def area_of(reference: str) -> Area | None:
    """A1:C4 as numbers."""
    ends = [_REFERENCE.fullmatch(end) for end in reference.split(":")]
    if not ends or len(ends) > 2 or ends[0] is None or ends[-1] is None:
        return None
    (left, top), (right, bottom) = ((column_number(end[1]), int(end[2])) for end in (ends[0], ends[-1]))
    return Area(left, top, right, bottom)


def column_number(letters: str) -> int:
    """1 for "A", 28 for "AB", 0 for nothing."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_name(number: int) -> str:
    """ "AB" for 28."""
    name = ""
    while number:
        number, letter = divmod(number - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def merged_areas(package: Package, part: str) -> list[Area]:
    """The merged cells of a sheet; they are named behind its rows."""
    areas: list[Area] = []
    for reference in package.found(part, _MERGED):
        area = area_of(reference.decode())
        if area is not None and len(areas) < _MOST_MERGED:
            areas.append(area)
    return areas


class SheetLook:
    """Collects what gives the cells of a sheet other colors than their styles do; its tables are known before."""

    def __init__(self, tables: Sequence[Area]) -> None:
        self._tables = tables
        self._rules: list[Area] = []
        self._has_picture = self._in_reference = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "conditionalFormatting":
            self._add(attributes.get("sqref", ""))
        elif name == "picture":
            self._has_picture = True
        self._in_reference = name == "sqref"

    def data(self, text: str) -> None:
        if self._in_reference:
            self._add(text)

    def end(self, name: str) -> None:
        self._in_reference = False

    def surroundings(self) -> Surroundings:
        return Surroundings(self._rules, self._tables, self._has_picture)

    def _add(self, references: str) -> None:
        self._rules += [area for area in map(area_of, references.split()) if area is not None]


class Run(NamedTuple):
    """Letters of a cell, with what says their color where that is not the cell's."""

    text: str
    color: Mapping[str, str] | None = None


class Shown(NamedTuple):
    """What a cell shows, and whether it has letters that nobody can tell from what is behind them."""

    text: str
    has_blended: bool = False


class Values(Protocol):
    """Turns what a cell stores into what it shows."""

    is_recalculated: bool  # the program that wrote the file leaves the results of formulas to Excel

    def shown(self, kind: str, style: str, stored: str, runs: Sequence[Run], paint: Callable[[], Paint]) -> Shown: ...


class Sheet:
    """Turns the events of one sheet into pages."""

    def __init__(
        self,
        collector: Collector,
        filling: Filling,
        name: str,
        values: Values,
        merged: Sequence[Area],
        look: Callable[[], Surroundings] = Surroundings,
    ) -> None:
        self.found = Found()
        self.furniture: list[str] = []  # what is printed above and below each page
        self._collector = collector
        self._name = name
        self._values = values
        self._look = look
        self._hidden_columns: set[int] = set()
        self._merged = _Merged(merged)
        self._pages = _Pages(filling, name)
        self._row, self._column = 0, 0
        self._is_hidden_row = self._hides_zeros = False
        self._cells: list[tuple[int, str]] = []
        self._attributes: dict[str, str] = {}
        self._parts: list[str] = []
        self._runs: list[Run] = []
        self._color: dict[str, str] | None = None
        self._has_value = self._is_formula = self._is_inline = self._in_value = self._in_phonetics = False
        self._furniture_parts: Sequence[str] = ()
        self._furniture_part = ""
        self._filter: Area | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name in ("v", "t"):
            self._in_value = not self._in_phonetics
            self._has_value = self._has_value or name == "v"
        elif name == "row":
            self._start_row(attributes)
        elif name == "f":
            self._is_formula = True
        elif name == "rPh":
            self._in_phonetics = True
        elif name == "color":
            self._color = attributes
        else:
            self._start_around(name, attributes)

    def _start_around(self, name: str, attributes: dict[str, str]) -> None:
        """What stands before and after the rows."""
        if name == "sheetView" and attributes.get("showZeros") in ("0", "false"):
            self._hides_zeros = True
        elif name == "sheetFormatPr" and _is_zero(attributes.get("defaultColWidth", "")):
            self._hidden_columns.update(range(1, _LAST_COLUMN + 1))
        elif name == "col":
            self._hide_columns(attributes)
        elif name == "autoFilter":
            self._filter = area_of(attributes.get("ref", ""))
        elif name == "filterColumn" and self._filter is not None:
            self.found.filtered.append(self._filter)
        elif name == "headerFooter":
            self._furniture_parts = _printed_furniture(attributes)
        elif name in self._furniture_parts:
            self._furniture_part, self._parts = name, []

    def data(self, text: str) -> None:
        if self._in_value or self._furniture_part:
            self._parts.append(text)
            if self._is_inline:
                self._runs.append(Run(text, self._color))

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._in_value = False
        elif name == "r":
            self._color = None
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()
        elif name == "rPh":
            self._in_phonetics = False
        elif name == self._furniture_part and name:
            self.furniture.append("".join(self._parts))
            self._furniture_part = ""

    @property
    def is_empty(self) -> bool:
        """Whether no cell is seen."""
        return self._pages.is_empty

    def end_page(self) -> None:
        """Nothing follows on this sheet."""
        for row in self._merged.rows_left():
            self._pages.add(_line([], self._hidden_columns, self._merged.moved(row)))
        self._pages.end_page()

    def tell(self, filtered: Iterable[Area] = ()) -> None:
        """Name what is hidden; `filtered` are areas whose rows a table's filter hides."""
        self.found.filtered += filtered
        self.found.rows |= self._merged.lost_rows
        for kind, sentence in _sentences(self.found, self._name):
            self._collector.hide(kind, sentence, f"sheet “{self._name}”")
        count = self.found.uncalculated
        if count:
            formulas = "1 formula was" if count == 1 else f"{count:,} formulas were"
            self._collector.tell(
                f"On “{self._name}”, {formulas} never calculated. Open the file in Excel, save it, and upload it again."
            )

    def _hide_columns(self, attributes: dict[str, str]) -> None:
        first, last = (min(_integer(attributes.get(end, "")), _LAST_COLUMN) for end in ("min", "max"))
        columns = range(max(first, 1), last + 1)
        if attributes.get("hidden") in _ON or _is_zero(attributes.get("width", "")):
            self._hidden_columns.update(columns)
        else:
            self._hidden_columns.difference_update(columns)

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = _integer(attributes.get("r", "")) or self._row + 1
        for row in self._merged.rows_left(before=number):
            self._pages.add(_line([], self._hidden_columns, self._merged.moved(row)))
        self._row, self._column, self._cells = number, 0, []
        self._merged.enter(number)
        self._is_hidden_row = attributes.get("hidden") in _ON or _is_zero(attributes.get("ht", ""))
        if self._is_hidden_row:
            self._merged.hidden_rows.add(number)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._attributes, self._parts, self._runs, self._color = attributes, [], [], None
        self._has_value = self._is_formula = False
        self._is_inline = attributes.get("t") == "inlineStr"

    def _end_cell(self) -> None:
        match = _REFERENCE.match(self._attributes.get("r", ""))
        self._column = (column_number(match[1]) if match else 0) or self._column + 1
        stored = "".join(self._parts)
        if not self._is_uncalculated(stored) and not stored:
            return
        is_hidden_column = self._column in self._hidden_columns
        if self._merged.covers(self._row, self._column):
            self.found.covered += 1
        elif (self._is_hidden_row or is_hidden_column) and not self._moves(stored):
            if self._is_hidden_row:
                self.found.rows.add(self._row)
            if is_hidden_column:
                self.found.columns.add(self._column)
        elif not (self._is_hidden_row or is_hidden_column) and (shown := self._shown(stored)):
            self._cells.append((self._column, shown))

    def _is_uncalculated(self, stored: str) -> bool:
        if not self._is_formula:
            return False
        if self._values.is_recalculated and stored == "0":
            return True
        return not stored and (not self._has_value or self._attributes.get("t", "n") == "n")

    def _shown(self, stored: str) -> str:
        if self._is_uncalculated(stored):
            self.found.uncalculated += 1
            return NOT_CALCULATED
        kind, style = self._attributes.get("t", ""), self._attributes.get("s", "")
        found = self._values.shown(kind, style, stored, self._runs, self._paint)
        shown = " ".join(found.text.split())
        self.found.blended += found.has_blended
        if self._hides_zeros and self._attributes.get("t", "n") == "n" and _is_zero(stored):
            return ""
        self.found.invisible += not shown and bool(stored.strip()) and not found.has_blended
        return shown

    def _paint(self) -> Paint:
        return self._look().paint(self._row, self._column)

    def _moves(self, stored: str) -> bool:
        """Whether the cell begins merged ones of which some are seen: Excel shows its words there."""
        place = self._merged.first_seen(self._row, self._column, self._hidden_columns)
        if place is None:
            return False
        if shown := self._shown(stored):
            self._merged.move(place, shown)
        return True

    def _end_row(self) -> None:
        moved = self._merged.moved(self._row)
        if not self._is_hidden_row and (self._cells or moved):
            self._pages.add(_line(self._cells, self._hidden_columns, moved))


class _Merged:
    """Which cells lie under merged ones, and where the words of a hidden first cell are seen. Rows come in order."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self.hidden_rows: set[int] = set()
        self.lost_rows: set[int] = set()  # hidden to the end of their merged cells
        self._first = {(area.top, area.left): area for area in areas}
        self._waiting = sorted(areas, key=lambda area: area.top, reverse=True)
        self._here: list[Area] = []  # those that reach into the current row, from the left
        self._lefts: list[int] = []
        self._first_end = _NEVER  # the row after which one of them ends
        self._moved: dict[int, list[_Moved]] = {}

    def enter(self, row: int) -> None:
        """The cells that are asked about from here on are of this row."""
        begins = bool(self._waiting) and self._waiting[-1].top <= row
        if not begins and row <= self._first_end:
            return
        while self._waiting and self._waiting[-1].top <= row:
            self._here.append(self._waiting.pop())
        self._here = sorted(area for area in self._here if area.bottom >= row)
        self._lefts = [area.left for area in self._here]
        self._first_end = min((area.bottom for area in self._here), default=_NEVER)

    def covers(self, row: int, column: int) -> bool:
        """Whether the cell lies under one of them, and is not its first."""
        at = bisect_right(self._lefts, column) - 1
        return at >= 0 and self._here[at].right >= column and (row, column) not in self._first

    def first_seen(self, row: int, column: int, hidden_columns: set[int]) -> tuple[int, int, int] | None:
        """Row and column of the first cell that is seen of the area that begins here, and the area's last row.

        Rows below are taken for seen until they are read.
        """
        area = self._first.get((row, column))
        if area is None:
            return None
        seen = next((place for place in range(column, area.right + 1) if place not in hidden_columns), None)
        below = row if row not in self.hidden_rows else row + 1
        return (below, seen, area.bottom) if seen is not None and below <= area.bottom else None

    def move(self, place: tuple[int, int, int], words: str) -> None:
        row, column, last_row = place
        self._moved.setdefault(row, []).append(_Moved(column, words, last_row))

    def moved(self, row: int) -> list[tuple[int, str]]:
        """The words that are seen in this row, though their cell is elsewhere; none where it is hidden too."""
        cells = self._moved.pop(row, [])
        if row not in self.hidden_rows:
            return [(cell.column, cell.words) for cell in cells]
        for cell in cells:
            if row < cell.last_row:
                self.move((row + 1, cell.column, cell.last_row), cell.words)
            else:
                self.lost_rows.add(row)
        return []

    def rows_left(self, before: int = _NEVER) -> list[int]:
        """Rows that show words and are not among the sheet's own."""
        return sorted(row for row in self._moved if row < before)


class _Moved(NamedTuple):
    """Words that are seen elsewhere than in their cell."""

    column: int
    words: str
    last_row: int


class _Pages:
    """Rows on their way into pages."""

    def __init__(self, filling: Filling, name: str) -> None:
        self._filling = filling
        self._name = name
        self._rows: list[str] = []
        self._size = 0
        self.is_empty = True

    def add(self, row: str) -> None:
        self.is_empty = False
        if self._size and self._size + len(row) > TABLE_CHARACTERS:
            self.end_page()
        self._rows.append(row)
        self._size += len(row) + 1

    def end_page(self) -> None:
        if self._rows:
            self._filling.add(self._name, "\n".join(self._rows))
        self._rows, self._size = [], 0


def _line(cells: list[tuple[int, str]], hidden: set[int], moved: list[tuple[int, str]]) -> str:
    """The cells of a row with tabs between them, as many as columns that are seen."""
    words: list[str] = []
    last = 0
    for column, shown in sorted([*cells, *moved]):
        gap = column - last - 1
        if hidden:
            gap -= sum(place in hidden for place in range(last + 1, min(column, last + 1000)))
        words.extend([""] * max(0, min(gap, _WIDEST_GAP)))
        words.append(shown)
        last = column
    return "\t".join(words)


def _sentences(found: Found, name: str) -> Iterator[tuple[HiddenKind, str]]:
    filtered = {row for row in found.rows if any(area.top <= row <= area.bottom for area in found.filtered)}
    if found.columns:
        yield HiddenKind.COLUMNS, _said("Column", found.columns, column_name, f"hidden on “{name}”", "unhide")
    if rows := found.rows - filtered:
        yield HiddenKind.ROWS, _said("Row", rows, str, f"hidden on “{name}”", "unhide")
    if filtered:
        yield HiddenKind.FILTERED_ROWS, _said("Row", filtered, str, f"hidden by a filter on “{name}”", "show")
    if found.covered:
        cells = "1 cell lies" if found.covered == 1 else f"{found.covered:,} cells lie"
        yield (
            HiddenKind.HIDDEN_TEXT,
            f"{cells} under merged cells on “{name}”; anyone who unmerges them can see what is there.",
        )
    if found.invisible:
        cells = "1 cell has" if found.invisible == 1 else f"{found.invisible:,} cells have"
        yield HiddenKind.HIDDEN_TEXT, f"{cells} a number format on “{name}” that shows nothing of what is in there."
    if found.blended:
        cells = "1 cell has" if found.blended == 1 else f"{found.blended:,} cells have"
        what = f"{cells} text in the color of its background on “{name}”, such as white on white"
        yield HiddenKind.HIDDEN_TEXT, f"{what}; anyone who downloads the file can read it."


def _said(what: str, numbers: set[int], named: Callable[[int], str], how: str, undo: str) -> str:
    """ "Columns C, E–G are hidden on “Budget”; anyone who downloads the file can unhide them." """
    runs = _runs(numbers)
    ranges = [named(first) if first == last else f"{named(first)}–{named(last)}" for first, last in runs]
    listed = joined(ranges[:_MOST_RANGES], more=len(ranges) - _MOST_RANGES)
    which = f"{what}{'s' * (len(numbers) > 1)} {listed}"
    are, them = ("is", "it") if len(numbers) == 1 else ("are", "them")
    return f"{which} {are} {how}; anyone who downloads the file can {undo} {them}."


def _runs(numbers: set[int]) -> list[tuple[int, int]]:
    """Numbers that follow each other, as first and last."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _printed_furniture(attributes: dict[str, str]) -> list[str]:
    """The headers and footers that some page has; a sheet keeps the texts of others too."""
    first = ["firstHeader", "firstFooter"] if attributes.get("differentFirst") in _ON else []
    even = ["evenHeader", "evenFooter"] if attributes.get("differentOddEven") in _ON else []
    return [*first, "oddHeader", "oddFooter", *even]


def _integer(digits: str) -> int:
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 8 else 0


def _is_zero(number: str) -> bool:
    return bool(re.fullmatch(r"0+(?:\.0+)?", number))
